"""Who plays: the organisations of plan 286 and invented people in all their roles, entered through the door."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from models.people.organizations import Organization
from models.people.persons import Person
from models.people.words import OrganizationKind, Role
from workflows.machines.tables import read_file
from workflows.people.organizations import SHIPPED
from workflows.runs.story import Story

ROOT_CODE = "ubmttq-tinh"
SINCE = date(2023, 10, 1)  # the month in which the campaign begins
COUNCIL_SEATS = 8  # beside the chair
ORGANIZING_BOARD, OFFICE, MOVEMENT_BOARD = "ban-to-chuc-tuyen-giao", "van-phong", "ban-phong-trao"
# Communes and district-level member organisations where somebody writes; for the others the district does.
MANNED = frozenset({f"xa-mau-{number:02}" for number in (1, 2, 5, 6, 9, 13, 17, 21, 25, 29)}
                   | {"hoi-nong-dan.cu-jut", "hoi-phu-nu.dak-mil", "hoi-nong-dan.krong-no"})  # fmt: skip
# Office roles are posts at the provincial committee; at home their holders are in one of its boards.
OFFICE_PEOPLE = (
    ("tinh.quantri", Role.ADMINISTRATOR, OFFICE, "Quản trị hệ thống"),
    ("tinh.phutrach", Role.SECRETARIAT_LEAD, ORGANIZING_BOARD, "Trưởng ban Tổ chức - Tuyên giáo"),
    ("tinh.thamdinh1", Role.APPRAISER, ORGANIZING_BOARD, "Chuyên viên"),
    ("tinh.thamdinh2", Role.APPRAISER, MOVEMENT_BOARD, "Chuyên viên"),
    ("tinh.vanthu", Role.RECORDS_CLERK, OFFICE, "Văn thư"),
    ("tinh.thuky", Role.COUNCIL_SECRETARY, ORGANIZING_BOARD, "Thư ký Hội đồng Thi đua - Khen thưởng"),
    ("tinh.thuongtruc", Role.STANDING_COMMITTEE, ROOT_CODE, "Phó Chủ tịch Thường trực"),
    ("tinh.giamsat", Role.AUDITOR, OFFICE, "Giám sát"),
    ("hoidong.chutich", Role.COUNCIL_CHAIR, ROOT_CODE, "Chủ tịch Hội đồng"),
)
WITH_HEAD = frozenset({
    OrganizationKind.PROVINCIAL_BOARD, OrganizationKind.PROVINCIAL_MEMBER_ORG, OrganizationKind.DISTRICT_COMMITTEE,
})  # fmt: skip
TITLES = {
    OrganizationKind.PROVINCIAL_BOARD: "Trưởng ban",
    OrganizationKind.PROVINCIAL_MEMBER_ORG: "Chủ tịch",
    OrganizationKind.DISTRICT_COMMITTEE: "Chủ tịch Ủy ban MTTQ",
}


@dataclass
class Cast:
    """Organisations by code, people by role; persons by user name."""

    bodies: dict[str, Organization] = field(default_factory=dict)
    officers: dict[str, Person] = field(default_factory=dict)  # by code of the organisation
    heads: dict[str, Person] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)  # by user name
    roles: dict[str, Role] = field(default_factory=dict)
    council: list[Person] = field(default_factory=list)  # the chair first

    @property
    def root(self) -> Organization:
        return self.bodies[ROOT_CODE]

    def office(self, role: Role) -> Person:
        """The first who holds `role` at the office."""
        return next(self.people[name] for name, held in self.roles.items() if held is role)

    def appraiser_for(self, body: Organization) -> Person:
        """An appraiser who is not of that organisation, the same one for each."""
        free = [self.people[name] for name, held in self.roles.items() if held is Role.APPRAISER]
        free = [one for one in free if one.unit_id != body.id]
        return free[body.id % len(free)]

    def of_kind(self, *kinds: OrganizationKind) -> list[Organization]:
        """In the order of the shipped table."""
        return [body for body in self.bodies.values() if body.kind in kinds]

    def below(self, body: Organization, *kinds: OrganizationKind) -> list[Organization]:
        return [one for one in self.of_kind(*kinds) if one.path.startswith(body.path) and one.id != body.id]

    def writer_for(self, body: Organization) -> Person:
        """Who writes for `body`: its own officer, else that of the lowest body above that has one."""
        above = sorted((one for one in self.bodies.values() if body.path.startswith(one.path)),
                       key=lambda one: -len(one.path))  # fmt: skip
        return next(self.officers[one.code] for one in above if one.code in self.officers)

    def above(self, body: Organization) -> Person:
        """Who approves what was written for `body`: an officer above its writer, at the top the lead."""
        writer = self.writer_for(body)
        for one in sorted(self.bodies.values(), key=lambda one: -len(one.path)):
            officer = self.officers.get(one.code)
            home = next(unit for unit in self.bodies.values() if unit.id == writer.unit_id)
            if officer is not None and home.path.startswith(one.path) and home.id != one.id:
                return officer
        return self.office(Role.SECRETARIAT_LEAD)


def enter_cast(story: Story) -> Cast:
    """Enter the shipped organisations, and people with roles and accounts that no password opens."""
    rows = read_file(SHIPPED.read_bytes(), SHIPPED.name)
    story.act(None, "import_organizations", None, rows=rows)
    cast = Cast()
    with story.reading() as session:
        codes = [row[0] for row in rows[1:] if row]
        found = {body.code: body for body in session.scalars(select(Organization))}
        cast.bodies = {code: found[code] for code in codes}
    for username, role, home, title in OFFICE_PEOPLE:
        _enter(story, cast, username, role, cast.bodies[home], cast.root, title)
    for number in range(1, COUNCIL_SEATS + 1):
        _enter(story, cast, f"hoidong.uyvien{number}", Role.COUNCIL_MEMBER, cast.root, cast.root, "Ủy viên Hội đồng")
    chair = cast.office(Role.COUNCIL_CHAIR)
    cast.council = [chair, *(cast.people[f"hoidong.uyvien{number}"] for number in range(1, COUNCIL_SEATS + 1))]
    for body in cast.bodies.values():
        _staff(story, cast, body)
    return cast


def _staff(story: Story, cast: Cast, body: Organization) -> None:
    """An officer where somebody writes, and a head where dossiers are handed in."""
    name = ".".join(part.replace("-", "") for part in body.code.split("."))
    if body.kind == OrganizationKind.PROVINCIAL_COMMITTEE:
        cast.officers[body.code] = _enter(story, cast, "tinh.canbo", Role.UNIT_OFFICER, body, body, "Chuyên viên")
    elif body.kind in WITH_HEAD or body.code in MANNED:
        officer = _enter(story, cast, f"{name}.canbo", Role.UNIT_OFFICER, body, body, "Cán bộ chuyên trách")
        cast.officers[body.code] = officer
    if body.kind in WITH_HEAD:
        cast.heads[body.code] = _enter(story, cast, f"{name}.thutruong", Role.HEAD, body, body, TITLES[body.kind])


def _enter(
    story: Story, cast: Cast, username: str, role: Role, home: Organization, seat: Organization, title: str
) -> Person:
    """One person at home in `home`, holding `role` at `seat`; the first is the administrator who enters the others."""
    clerk = cast.people.get(OFFICE_PEOPLE[0][0])
    answers = {"name": story.invent.name(), "honorific": story.invent.honorific(), "title": title}
    person = story.row(Person, story.act(clerk, "add_person", home, **answers)["person"])
    story.act(clerk, "give_post", person, role=role, organization=seat.public_id, from_on=SINCE)
    story.act(None, "enter_card", person, username=username)
    cast.people[username], cast.roles[username] = person, role
    return person
