"""A small province: every kind of organisation, one person per role, a council of nine."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from models.people.accounts import actor_of
from models.people.organizations import Organization, add_organization, root
from models.people.permissions import Actor
from models.people.persons import Person, add_person
from models.people.posts import add_post
from models.people.words import OrganizationKind, Role

SINCE = date(2023, 1, 1)  # before the campaign, so that every post holds on each of its days
DISTRICT_LEVEL_ENDS = date(2025, 6, 30)
COMMITTEE = "Ủy ban MTTQ Việt Nam"
NAME = f"{COMMITTEE} tỉnh Đắk Nông"
BOARDS = (
    ("organizing_board", "Ban Tổ chức - Tuyên giáo"),
    ("office", "Văn phòng"),
    ("movement_board", "Ban Phong trào"),
)
MEMBER_ORGS = (
    ("farmers", "Hội Nông dân tỉnh"),
    ("women", "Hội Liên hiệp Phụ nữ tỉnh"),
    ("youth", "Đoàn Thanh niên Cộng sản Hồ Chí Minh tỉnh"),
    ("labour", "Liên đoàn Lao động tỉnh"),
    ("veterans", "Hội Cựu chiến binh tỉnh"),
)
DISTRICTS = (
    ("gia_nghia", "thành phố Gia Nghĩa"),
    ("cu_jut", "huyện Cư Jút"),
    ("dak_glong", "huyện Đắk Glong"),
    ("dak_mil", "huyện Đắk Mil"),
    ("dak_rlap", "huyện Đắk R'lấp"),
    ("dak_song", "huyện Đắk Song"),
    ("krong_no", "huyện Krông Nô"),
    ("tuy_duc", "huyện Tuy Đức"),
)
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đặng", "Vũ", "Bùi", "Đỗ", "H'", "Y", "Nông")
GIVEN = ("An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Khôi", "Lan", "Minh", "Ngọc", "Phúc", "Quỳnh", "Sơn", "Thảo")


@dataclass
class Province:
    """What `province` made. Organisations and persons are rows; `actor` turns a person into who acts."""

    session: Session
    now: datetime
    root: Organization
    organizations: dict[str, Organization] = field(default_factory=dict)
    officers: dict[int, Person] = field(default_factory=dict)
    heads: dict[int, Person] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)
    council: tuple[Person, ...] = ()
    _made: int = 0

    # organisations
    @property
    def organizing_board(self) -> Organization:
        return self.organizations["organizing_board"]

    @property
    def office(self) -> Organization:
        return self.organizations["office"]

    @property
    def farmers(self) -> Organization:
        return self.organizations["farmers"]

    @property
    def women(self) -> Organization:
        return self.organizations["women"]

    @property
    def districts(self) -> tuple[Organization, ...]:
        """The eight district committees; with an officer and a head each."""
        return tuple(self.organizations[code] for code, _name in DISTRICTS)

    @property
    def gia_nghia(self) -> Organization:
        return self.organizations["gia_nghia"]

    @property
    def cu_jut(self) -> Organization:
        return self.organizations["cu_jut"]

    @property
    def commune(self) -> Organization:
        """A commune of Cư Jút with an officer of its own."""
        return self.organizations["commune_1"]

    @property
    def unmanned_commune(self) -> Organization:
        """A commune of Cư Jút where nobody holds a role."""
        return self.organizations["commune_2"]

    @property
    def foreign_commune(self) -> Organization:
        """A commune of Gia Nghĩa with an officer of its own."""
        return self.organizations["commune_3"]

    @property
    def front_work(self) -> Organization:
        """A Front work committee in `commune`; nobody holds a role there."""
        return self.organizations["front_work_1"]

    @property
    def district_member(self) -> Organization:
        """A member organisation of Cư Jút, with an officer."""
        return self.organizations["district_member"]

    # persons of the provincial committee
    @property
    def administrator(self) -> Person:
        return self.persons["administrator"]

    @property
    def auditor(self) -> Person:
        return self.persons["auditor"]

    @property
    def secretariat_lead(self) -> Person:
        return self.persons["secretariat_lead"]

    @property
    def appraiser(self) -> Person:
        return self.persons["appraiser"]

    @property
    def second_appraiser(self) -> Person:
        return self.persons["second_appraiser"]

    @property
    def records_clerk(self) -> Person:
        return self.persons["records_clerk"]

    @property
    def council_secretary(self) -> Person:
        return self.persons["council_secretary"]

    @property
    def council_chair(self) -> Person:
        return self.council[0]

    @property
    def standing_committee(self) -> Person:
        return self.persons["standing_committee"]

    def actor(self, person: Person, now: datetime | None = None) -> Actor:
        """Who `person` is at `now` (else at the province's `now`)."""
        return actor_of(self.session, person, now or self.now)

    def officer_of(self, organization: Organization) -> Actor:
        """The unit officer of `organization`; KeyError when it has none."""
        return self.actor(self.officers[organization.id])

    def head_of(self, organization: Organization) -> Actor:
        """The head of `organization`; KeyError when it has none."""
        return self.actor(self.heads[organization.id])

    def add_person(self, unit: Organization, *roles: Role, at: Organization | None = None, name: str = "") -> Person:
        """One more person of `unit`, holding `roles` at `at` (else at the unit)."""
        number = self._made
        self._made += 1
        name = name or f"{FAMILIES[number % len(FAMILIES)]} Mẫu {GIVEN[number % len(GIVEN)]}"
        person = add_person(self.session, name, unit)
        for role in roles:
            add_post(self.session, person, role, at or unit, SINCE)
        return person

    def staff(self, organization: Organization) -> None:
        """Give `organization` a unit officer and a head."""
        self.officers[organization.id] = self.add_person(organization, Role.UNIT_OFFICER)
        self.heads[organization.id] = self.add_person(organization, Role.HEAD)


def province(session: Session, now: datetime) -> Province:
    """A province that can play every act of the product; `now` is when its actors are asked."""
    top = root(session) or add_organization(
        session, code="ubmttq-tinh", name=NAME, kind=OrganizationKind.PROVINCIAL_COMMITTEE, parent=None
    )
    made = Province(session, now, top)
    _organizations(made)
    for organization in (made.organizing_board, made.office, made.farmers, made.women, *made.districts):
        made.staff(organization)
    for organization in (made.commune, made.foreign_commune, made.district_member):
        made.officers[organization.id] = made.add_person(organization, Role.UNIT_OFFICER)
    _office_people(made)
    return made


def _organizations(made: Province) -> None:
    for key, name in BOARDS:
        _add(made, key, name, OrganizationKind.PROVINCIAL_BOARD, made.root)
    for key, name in MEMBER_ORGS:
        _add(made, key, name, OrganizationKind.PROVINCIAL_MEMBER_ORG, made.root)
    for key, name in DISTRICTS:
        _add(made, key, f"{COMMITTEE} {name}", OrganizationKind.DISTRICT_COMMITTEE, made.root, DISTRICT_LEVEL_ENDS)
    _add(
        made,
        "district_member",
        "Hội Nông dân huyện Cư Jút",
        OrganizationKind.DISTRICT_MEMBER_ORG,
        made.cu_jut,
        DISTRICT_LEVEL_ENDS,
    )
    for number, district in enumerate((made.cu_jut, made.cu_jut, made.gia_nghia), 1):
        _add(made, f"commune_{number}", f"{COMMITTEE} Xã mẫu {number:02}", OrganizationKind.COMMUNE_COMMITTEE, district)
    for number, key in enumerate(("commune_1", "commune_1", "commune_3"), 1):
        _add(
            made,
            f"front_work_{number}",
            f"Ban Công tác Mặt trận Thôn mẫu {number:02}",
            OrganizationKind.FRONT_WORK_COMMITTEE,
            made.organizations[key],
        )


def _add(
    made: Province, key: str, name: str, kind: OrganizationKind, parent: Organization, ends: date | None = None
) -> None:
    made.organizations[key] = add_organization(
        made.session, code=key.replace("_", "-"), name=name, kind=kind, parent=parent, valid_to=ends
    )


def _office_people(made: Province) -> None:
    """Office roles are posts at the provincial committee; at home their holders are in one of its boards."""
    for key, role, unit in (
        ("administrator", Role.ADMINISTRATOR, made.office),
        ("auditor", Role.AUDITOR, made.office),
        ("secretariat_lead", Role.SECRETARIAT_LEAD, made.organizing_board),
        ("appraiser", Role.APPRAISER, made.organizing_board),
        ("second_appraiser", Role.APPRAISER, made.organizations["movement_board"]),
        ("records_clerk", Role.RECORDS_CLERK, made.office),
        ("council_secretary", Role.COUNCIL_SECRETARY, made.organizing_board),
        ("standing_committee", Role.STANDING_COMMITTEE, made.root),
    ):
        made.persons[key] = made.add_person(unit, role, at=made.root)
    chair = made.add_person(made.root, Role.COUNCIL_CHAIR, at=made.root)
    members = (made.add_person(made.root, Role.COUNCIL_MEMBER, at=made.root) for _ in range(8))
    made.council = (chair, *members)
