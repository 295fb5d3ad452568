"""The installation that is attacked: a province with dossiers, works, meetings and letters in many states."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from models.base.session import Database, unit_of_work
from models.campaigns.campaigns import the_campaign
from models.council.meetings import Round
from models.nominations.dossiers import Dossier
from models.nominations.queries import all_lines, nominations_of
from models.people.accounts import Account
from models.people.organizations import Organization
from models.people.passwords import hash_password
from models.people.persons import Person
from models.people.words import InstallationKind, Role
from models.process.installation import installation
from tests.factories import campaigns
from tests.factories.council import AGREE, BLANK, DISAGREE, JUNE, UBND, Story
from tests.factories.nominations import Desk, desk, person
from tests.factories.people import Province, province
from tests.screens.signed import token_of

CANARY = "Zwxqcanary"  # stands in everything of organisation B that no council has on its agenda
OFFICE_CANARY = "Zwxqoffice"  # stands in what never leaves the office
PASSWORD = "mot mat khau that dai 2024"
PARTS = ("unit_minutes", "achievement_report", "proposal_letter")
_numbers = itertools.count(1)

Mark = Callable[[str], str]


@dataclass
class World:
    """What was made: by name the token and account of each person, and the public id of each thing."""

    tokens: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    usernames: dict[str, str] = field(default_factory=dict)
    dossiers: dict[str, str] = field(default_factory=dict)
    works: dict[str, str] = field(default_factory=dict)
    meetings: dict[str, str] = field(default_factory=dict)
    round: str = ""
    closed_round: str = ""
    voted: list[str] = field(default_factory=list)  # names of the members whose ballots lie in the open round

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self)), "utf-8")

    @classmethod
    def read(cls, path: Path) -> World:
        return cls(**json.loads(path.read_text("utf-8")))


def plain(text: str) -> str:
    return text


def canary(text: str) -> str:
    return f"{text} {CANARY}"


@contextmanager
def _unit(database: Database) -> Iterator[Session]:
    """A unit of work whose rows can still be read when it is over, also where the door forgets what was read."""
    with unit_of_work(database) as session:
        yield session
        session.flush()
        for row in list(session.identity_map.values()):
            if inspect(row).expired:
                session.refresh(row)


def build(database: Database) -> World:
    """Everything, by the verbs that the screens use. A is the district Cư Jút, B the city Gia Nghĩa."""
    made = World()
    with _unit(database) as session:
        land = province(session, JUNE)
        installation(session).kind = InstallationKind.DEMO
        campaigns.open_phase(session, "phase1", JUNE)
        closed = {name: _desk(session, land, body).ready(count=1) for name, body in _districts(land)}
        story = _story(database, land)
    story.act(story.actors["secretariat_lead"], "announce_quota", story.line(UBND), {"limit": 3, "reason": "thông báo"})
    with _unit(database) as session:
        bring(land, session)
        proposal = dossier_for(_desk(session, land, land.cu_jut), plain, award="vi2")
        to_ready(_desk(session, land, land.cu_jut), proposal)
    _awarded(story, made, closed, proposal)
    with _unit(database) as session:
        bring(land, session)
        for name, body in _districts(land):
            _states(made, _desk(session, land, body), name, plain if name == "a" else canary)
        voted = {name: _ready(_desk(session, land, body), "vi3") for name, body in _districts(land)}
        made.dossiers |= {f"{name}_voted": one.public_id for name, one in voted.items()}
        farmers = dossier_for(_desk(session, land, land.farmers), plain)
        _desk(session, land, land.farmers).perform(land.head_of(land.farmers), farmers, outcome="submitted")
        made.dossiers["farmers"] = farmers.public_id
        _works(made, land, session)
    _meetings(story, made, list(voted.values()))
    with _unit(database) as session:
        bring(land, session)
        late = land.add_person(land.root, Role.COUNCIL_MEMBER, at=land.root)
        land.persons["unlisted_member"] = late
        made.dossiers["b_ready"] = _ready(_desk(session, land, land.gia_nghia), "vi3", canary).public_id
        _accounts(session, land, made)
    return made


def _districts(land: Province) -> tuple[tuple[str, Organization], ...]:
    return ("a", land.cu_jut), ("b", land.gia_nghia)


def _desk(session: Session, land: Province, body: Organization) -> Desk:
    return desk(session, land, body, JUNE, phase="")


def _story(database: Database, land: Province) -> Story:
    actors = {name: land.actor(one) for name, one in land.persons.items()}
    return Story(database, JUNE, actors, tuple(land.actor(one) for one in land.council))


def bring(land: Province, session: Session) -> None:
    """Let the province act in another unit of work."""
    land.session = session
    land.root = session.merge(land.root)
    land.organizations = {code: session.merge(one) for code, one in land.organizations.items()}
    land.officers = {key: session.merge(one) for key, one in land.officers.items()}
    land.heads = {key: session.merge(one) for key, one in land.heads.items()}
    land.persons = {key: session.merge(one) for key, one in land.persons.items()}
    land.council = tuple(session.merge(one) for one in land.council)


# dossiers


def dossier_for(at: Desk, mark: Mark, *, award: str = "vi3", count: int = 2) -> Dossier:
    """A draft with lines and papers, all its texts marked, that waits for the head."""
    dossier = at.start(award)
    for _ in range(count):
        at.nominate(
            dossier,
            name=mark(f"Nguyễn Văn Mẫu {next(_numbers):04}"),
            position=mark("Trưởng ban"),
            summary=mark("Vận động 62 hộ góp 214 ngày công"),
        )
    for kind in PARTS:
        at.attach(dossier, kind, file=at.upload(mark(f"{kind} {dossier.code}")))
    for _ in range(4):
        at.perform(at.officer, dossier)
    return dossier


def to_appraisal(at: Desk, dossier: Dossier) -> Dossier:
    at.perform(at.head, dossier, outcome="submitted")
    at.perform(at.clerk, dossier, sets_counted=1)
    at.claim(dossier)
    return dossier


def to_ready(at: Desk, dossier: Dossier) -> Dossier:
    to_appraisal(at, dossier)
    at.judge_all(dossier)
    at.perform(at.appraiser, dossier, outcome="ready")
    return dossier


def _ready(at: Desk, award: str, mark: Mark = plain) -> Dossier:
    return to_ready(at, dossier_for(at, mark, award=award, count=1))


def _states(made: World, at: Desk, name: str, mark: Mark) -> None:
    """One dossier of the desk in each state before the council."""
    draft = at.start("vi1")
    at.nominate(draft, name=mark(f"Nguyễn Văn Nháp {next(_numbers):04}"), summary=mark("Bản nháp"))
    at.attach(draft, "unit_minutes", file=at.upload(mark("bien ban")))
    _lines(at, draft, name, mark)
    waiting = dossier_for(at, mark)
    submitted = dossier_for(at, mark)
    at.perform(at.head, submitted, outcome="submitted")
    appraisal = to_appraisal(at, dossier_for(at, mark))
    held = nominations_of(at.session, appraisal)[0]
    at.act(at.lead, "hold_nomination", held, reason=f"Đơn thư đang xác minh {OFFICE_CANARY}")
    returned = to_appraisal(at, dossier_for(at, mark))
    at.perform(at.appraiser, returned, outcome="returned", defects=[mark("Thiếu dấu ở Tờ trình")])
    withdrawn = dossier_for(at, mark)
    at.perform(at.head, withdrawn, outcome="submitted")
    at.act(at.head, "withdraw_dossier", withdrawn, reason=mark("Rà soát lại"))
    found = {
        "draft": draft,
        "waiting": waiting,
        "submitted": submitted,
        "appraisal": appraisal,
        "returned": returned,
        "withdrawn": withdrawn,
    }
    made.dossiers |= {f"{name}_{state}": one.public_id for state, one in found.items()}


def _lines(at: Desk, draft: Dossier, name: str, mark: Mark) -> None:
    """Lines of the commune: one proposed, one declined, one included."""
    land = at.land
    commune = land.commune if name == "a" else land.foreign_commune
    author = land.officer_of(commune)
    for number, fate in enumerate(("proposed", "decline_line", "include_line")):
        typed = person(commune, name=mark(f"H'Mẫu Niê {number}"), summary=mark("Hiến 300 m2 đất làm đường"))
        made = at.act(author, "propose_line", draft, **typed)
        line = next(one for one in all_lines(at.session, draft) if one.public_id == made["nomination"])
        if fate != "proposed":
            at.act(at.officer, fate, line, reason=mark("Chưa nổi trội"))
    if name == "a":
        typed = person(land.district_member, name="Y Mẫu Êban", summary="Phong trào mạnh")
        at.act(land.officer_of(land.district_member), "propose_line", draft, **typed)


# council and decisions


def _awarded(story: Story, made: World, closed: dict[str, Dossier], proposal: Dossier) -> None:
    """A closed meeting: its decision on the own award issued, its proposal to the higher body pending."""
    story.tick()
    wanted = [*closed.values(), proposal]
    meeting = story.adopted({line.public_id: 9 for one in wanted for line in story.nominations(one)})
    decision = story.decision(meeting)
    story.decide(decision)
    story.issue(decision)
    story.minuted(meeting)
    story.tick()
    made.meetings["closed"] = meeting.public_id
    made.dossiers |= {f"{name}_closed": one.public_id for name, one in closed.items()}
    made.dossiers["a_adopted"] = proposal.public_id
    with unit_of_work(story.database, writing=False) as session:
        made.closed_round = session.scalars(select(Round.public_id)).one()


def _meetings(story: Story, made: World, voted: list[Dossier]) -> None:
    """A sitting meeting whose open round has five of nine ballots, one member not voting on all; and a planned one."""
    sitting = story.meeting()
    choices = [one.public_id for dossier in voted for one in story.nominations(dossier)]
    story.act(story.council[8], "recuse", sitting, {"nomination": choices[0], "note": "anh em họ"})
    opened = story.open_round(sitting)
    for number, member in enumerate(story.council[:5]):
        story.cast(member, opened, dict.fromkeys(choices, (AGREE, DISAGREE, BLANK)[number % 3]))
    planned = _planned(story)
    made.meetings |= {"sitting": sitting.public_id, "planned": planned}
    made.round = opened.public_id


def _planned(story: Story) -> str:
    with unit_of_work(story.database, writing=False) as session:
        campaign = the_campaign(session)
        assert campaign is not None
        body = campaign.organization
    answers = {"title": "Phiên họp bổ sung", "sits_on": JUNE.date(), "place": "Phòng họp số 2"}
    return str(story.act(story.actors["council_secretary"], "plan_meeting", body, answers)["meeting"])


# works and accounts


def _works(made: World, land: Province, session: Session) -> None:
    for name, body in _districts(land):
        mark = plain if name == "a" else canary
        officer, above = land.officer_of(body), land.actor(land.secretariat_lead)
        commune = land.commune if name == "a" else land.foreign_commune
        works = {
            "submitted": campaigns.register(session, officer, JUNE, body, title=mark("Cầu dân sinh")),
            "running": campaigns.approved(
                session, officer, above, JUNE, body, title=mark("Đường thôn"), plan=mark("Bê tông 500 m")
            ),
            "accepted": campaigns.accepted(session, officer, above, JUNE, body, title=mark("Nhà văn hóa")),
            "commune": campaigns.register(session, land.officer_of(commune), JUNE, commune, title=mark("Đèn đường")),
        }
        made.works |= {f"{name}_{state}": work.public_id for state, work in works.items()}


def _accounts(session: Session, land: Province, made: World) -> None:
    """A session for everybody who is told apart, by the name of the part they play."""
    found: dict[str, Person] = {}
    for name, body in _districts(land):
        found |= {f"officer_{name}": land.officers[body.id], f"head_{name}": land.heads[body.id]}
        commune = land.commune if name == "a" else land.foreign_commune
        found[f"commune_{name}"] = land.officers[commune.id]
    found["district_member"] = land.officers[land.district_member.id]
    found["farmers"] = land.officers[land.farmers.id]
    for name in (
        "appraiser",
        "second_appraiser",
        "secretariat_lead",
        "records_clerk",
        "council_secretary",
        "standing_committee",
        "administrator",
        "auditor",
        "unlisted_member",
    ):
        found[name] = land.persons[name]
    for number, member in enumerate(land.council):
        found["chair" if number == 0 else f"member_{number}"] = member
    hashed = hash_password(PASSWORD)
    for name, one in found.items():
        made.tokens[name] = token_of(session, one, JUNE)
        account = session.scalars(select(Account).where(Account.person_id == one.id)).one()
        account.username, account.password_hash = name.replace("_", "-"), hashed
        made.accounts[name], made.people[name], made.usernames[name] = (
            account.public_id,
            one.public_id,
            account.username,
        )
    made.voted = ["chair", *(f"member_{number}" for number in range(1, 5))]
    session.flush()
