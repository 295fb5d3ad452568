"""Roles, kinds of organisation and the words for them."""

from enum import StrEnum

from models.base.language import N_


class Role(StrEnum):
    UNIT_OFFICER = "unit_officer"
    HEAD = "head"
    APPRAISER = "appraiser"
    SECRETARIAT_LEAD = "secretariat_lead"
    RECORDS_CLERK = "records_clerk"
    COUNCIL_MEMBER = "council_member"
    COUNCIL_CHAIR = "council_chair"
    COUNCIL_SECRETARY = "council_secretary"
    STANDING_COMMITTEE = "standing_committee"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class OrganizationKind(StrEnum):
    PROVINCIAL_COMMITTEE = "provincial_committee"
    PROVINCIAL_BOARD = "provincial_board"
    PROVINCIAL_MEMBER_ORG = "provincial_member_org"
    DISTRICT_COMMITTEE = "district_committee"
    DISTRICT_MEMBER_ORG = "district_member_org"
    COMMUNE_COMMITTEE = "commune_committee"
    FRONT_WORK_COMMITTEE = "front_work_committee"


class Honorific(StrEnum):
    MR = "mr"
    MS = "ms"


class InstallationKind(StrEnum):
    DEMO = "demo"
    OFFICE = "office"


# Roles given at the provincial committee: their holders see the dossiers of all organisations.
OFFICE_ROLES = frozenset(
    {
        Role.APPRAISER,
        Role.SECRETARIAT_LEAD,
        Role.RECORDS_CLERK,
        Role.COUNCIL_SECRETARY,
        Role.STANDING_COMMITTEE,
        Role.AUDITOR,
    }
)
# Kinds that hand in dossiers of their own; the others write lines into the district's draft.
SUBMITTING_KINDS = frozenset(
    {
        OrganizationKind.PROVINCIAL_BOARD,
        OrganizationKind.PROVINCIAL_MEMBER_ORG,
        OrganizationKind.DISTRICT_COMMITTEE,
    }
)

LABELS: dict[StrEnum, str] = {
    Role.UNIT_OFFICER: N_("unit officer"),
    Role.HEAD: N_("head of the organisation"),
    Role.APPRAISER: N_("appraiser"),
    Role.SECRETARIAT_LEAD: N_("secretariat lead"),
    Role.RECORDS_CLERK: N_("records clerk"),
    Role.COUNCIL_MEMBER: N_("council member"),
    Role.COUNCIL_CHAIR: N_("council chair"),
    Role.COUNCIL_SECRETARY: N_("council secretary"),
    Role.STANDING_COMMITTEE: N_("standing committee"),
    Role.ADMINISTRATOR: N_("administrator"),
    Role.AUDITOR: N_("auditor"),
    OrganizationKind.PROVINCIAL_COMMITTEE: N_("provincial Front committee"),
    OrganizationKind.PROVINCIAL_BOARD: N_("board of the provincial committee"),
    OrganizationKind.PROVINCIAL_MEMBER_ORG: N_("provincial member organisation"),
    OrganizationKind.DISTRICT_COMMITTEE: N_("district Front committee"),
    OrganizationKind.DISTRICT_MEMBER_ORG: N_("district-level member organisation"),
    OrganizationKind.COMMUNE_COMMITTEE: N_("commune Front committee"),
    OrganizationKind.FRONT_WORK_COMMITTEE: N_("Front work committee"),
    Honorific.MR: N_("Mr"),
    Honorific.MS: N_("Ms"),
    InstallationKind.DEMO: N_("demo"),
    InstallationKind.OFFICE: N_("office"),
}
