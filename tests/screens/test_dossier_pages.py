"""Dossiers as their readers see them: every page, typed text kept, files handed over, nothing foreign."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from models.base.clock import FixedClock
from models.base.session import Database, unit_of_work
from models.nominations.dossiers import Dossier
from models.nominations.nominations import Nomination, Nominee
from models.nominations.queries import nominations_of
from models.papers.outbox import Letter
from tests.factories.files import docx_members, package, pdf
from tests.factories.nominations import SUMMARY, collective, desk, open_task, person
from tests.factories.people import province
from tests.page import Visited, look, visit
from tests.postgres import BEGINNING
from tests.screens.signed import client_of, token_of
from webapp import create_app
from workflows.machines.files import stored

NOW = BEGINNING + timedelta(days=236)
CANARY = "Chim Hoàng Yến"
WRITERS = ("officer", "head", "commune", "stranger", "farmers")
OFFICE = ("clerk", "appraiser", "lead", "auditor")


@dataclass
class Scene:
    """A province whose district Cư Jút has dossiers in many states; `ids` names them."""

    database: Database
    ids: dict[str, str]
    client: Callable[[str], FlaskClient]

    def path(self, pattern: str) -> str:
        return pattern.format(**self.ids)

    def send(self, who: str, path: str, typed: Mapping[str, Any], **changes: Any) -> Any:
        """Send the form of a page as a browser would, with what was typed."""
        client = self.client(who)
        fields = visit(client, path).fields()
        fields.pop("back", None)  # of the form that changes the language
        return client.post(path, data={**fields, **typed, **changes}, content_type="multipart/form-data")


@pytest.fixture
def scene(sqlite_database: Database) -> Scene:
    database = sqlite_database
    app = create_app({"DATABASE": database, "VINHDANH_HOME": database.home, "CLOCK": FixedClock(NOW)})
    with unit_of_work(database) as session:
        land = province(session, NOW)
        unit = desk(session, land, land.cu_jut, NOW)
        draft, empty = unit.start("vi1"), unit.start()
        line = unit.nominate(draft, name="H'Ngân Niê Kđăm")
        unit.act(unit.officer, "add_nomination", draft, **collective(land.commune))
        unit.attach(draft, "unit_minutes", number="02/BB")
        commune = land.officer_of(land.commune)
        proposed = unit.act(commune, "propose_line", draft, **person(land.front_work, name="Y Thái Niê"))["nomination"]
        made = {
            "head": unit.prepared(),
            "sent": unit.submitted(),
            "received": unit.received(count=3),
            "returned": unit.received(),
            "ready": unit.ready(),
        }
        unit.perform(unit.appraiser, made["returned"], outcome="returned", defects=["Trang 3 thiếu chữ ký"])
        first, second, third = nominations_of(session, made["received"])
        unit.judge(first)
        unit.act(unit.lead, "hold_nomination", second, reason=f"BÍ MẬT {CANARY}")
        other = desk(session, land, land.gia_nghia, NOW, phase="")
        foreign = other.start()
        alien = other.nominate(foreign, name=CANARY, summary=CANARY)
        other.attach(foreign, "unit_minutes", file=other.upload(CANARY))
        made |= {"draft": draft, "empty": empty, "foreign": foreign}
        ids = {name: dossier.public_id for name, dossier in made.items()}
        ids |= {
            f"{name}_task": open_task(session, dossier).public_id
            for name, dossier in made.items()
            if name not in ("ready",)
        }
        ids |= {
            "line": line.public_id,
            "proposed": proposed,
            "judge": third.public_id,
            "held": second.public_id,
            "part": draft.parts[0].public_id,
            "alien": alien.public_id,
            "code": draft.code,
            "file": _file(draft),
            "alien_file": _file(foreign),
            "alien_part": foreign.parts[0].public_id,
            "letter": session.scalars(select(Letter.public_id).where(Letter.kind == "return")).one(),
        }
        people = {
            "officer": land.officers[land.cu_jut.id],
            "head": land.heads[land.cu_jut.id],
            "commune": land.officers[land.commune.id],
            "stranger": land.officers[land.gia_nghia.id],
            "farmers": land.officers[land.farmers.id],
            "clerk": land.records_clerk,
            "appraiser": land.appraiser,
            "lead": land.secretariat_lead,
            "auditor": land.auditor,
            "administrator": land.administrator,
            "member": land.council[1],
        }
        tokens = {name: token_of(session, one, NOW) for name, one in people.items()}
    return Scene(database, ids, lambda who: client_of(app, tokens[who]))


def _file(dossier: Dossier) -> str:
    file = dossier.parts[0].file
    assert file is not None
    return file.public_id


PAGES = [
    ("officer", "/dossiers"), ("farmers", "/dossiers"), ("lead", "/dossiers"), ("officer", "/dossiers/new"),
    ("officer", "/dossiers/{draft}"), ("officer", "/dossiers/{empty}"), ("officer", "/dossiers/{returned}"),
    ("officer", "/dossiers/{ready}"), ("head", "/dossiers/{head}"), ("clerk", "/dossiers/{sent}"),
    ("appraiser", "/dossiers/{received}"), ("auditor", "/dossiers/{draft}"),
    ("officer", "/dossiers/{draft}/nominations/new"), ("officer", "/nominations/{line}/change"),
    ("officer", "/nominations/{line}/remove"), ("officer", "/nominations/{line}"),
    ("officer", "/dossiers/{draft}/paste"),
    ("officer", "/dossiers/{draft}/parts/achievement_report"), ("officer", "/parts/{part}/remove"),
    ("officer", "/nominations/{proposed}/include"), ("officer", "/nominations/{proposed}/decline"),
    ("officer", "/dossiers/{draft}/discard"), ("head", "/dossiers/{ready}/withdraw"),
    ("officer", "/dossiers/{draft}/roster"), ("officer", "/dossiers/{received}/roster"),
    ("commune", "/lines"), ("commune", "/lines/new/{draft}"), ("commune", "/nominations/{proposed}"),
    ("commune", "/lines/{proposed}/withdraw"), ("officer", "/tasks/{empty_task}"), ("head", "/tasks/{head_task}"),
    ("clerk", "/tasks/{sent_task}"), ("appraiser", "/tasks/{received_task}"), ("officer", "/tasks/{returned_task}"),
    ("appraiser", "/nominations/{judge}"), ("lead", "/nominations/{held}"), ("lead", "/nominations/{held}/lift"),
    ("lead", "/nominations/{judge}/hold"), ("lead", "/dossiers/late"), ("officer", "/letters"), ("farmers", "/letters"),
    ("officer", "/letters/{letter}"), ("clerk", "/letters/{letter}"),
]  # fmt: skip


def test_every_page_is_whole_in_both_languages(scene: Scene) -> None:
    for who, pattern in PAGES:
        client = scene.client(who)
        visit(client, scene.path(pattern))
        client.set_cookie("language", "en")
        visit(client, scene.path(pattern), language="en")


def test_letters_lie_in_a_room_and_only_who_reads_those_of_many_looks_for_an_organisation(scene: Scene) -> None:
    letter = scene.path("/letters/{letter}")
    for who, search in (("officer", "Mã hồ sơ"), ("clerk", "Đơn vị hoặc mã hồ sơ")):
        for path in ("/letters", letter):
            page = visit(scene.client(who), path)
            marked = [one.get("href") for one in page.all("a") if one.get("aria-current") == "page"]
            assert marked == ["/dossiers"], (who, path)
        page = visit(scene.client(who), "/letters")
        assert [one.text for one in page.all("label") if one.get("for") == "filter-q"] == [search]
        assert ("huyện Cư Jút" in page.text) == (who == "clerk")
    found = visit(scene.client("officer"), "/letters?q=HS-2024&kind=return")
    assert letter in found.links().values()
    assert letter not in visit(scene.client("officer"), "/letters?kind=receipt").links().values()
    assert "Không có thư nào" in visit(scene.client("officer"), "/letters?q=HS-1999").text


@pytest.mark.threat("T01")
@pytest.mark.threat("T02")
def test_what_is_foreign_is_not_there(scene: Scene) -> None:
    patterns = ("/dossiers/{foreign}", "/dossiers/{foreign}/roster", "/dossiers/{foreign}/roster.csv",
                "/dossiers/{foreign}/nominations/new", "/dossiers/{foreign}/paste", "/nominations/{alien}",
                "/dossiers/{foreign}/parts/unit_minutes", "/nominations/{alien}/change", "/nominations/{alien}/remove",
                "/parts/{alien_part}/remove", "/dossiers/{foreign}/discard", "/files/{alien_file}",
                "/tasks/{foreign_task}", "/lines/new/{foreign}")  # fmt: skip
    for who in ("officer", "head", "commune", "farmers", "clerk", "appraiser", "lead", "administrator", "member"):
        client = scene.client(who)
        absent = client.get("/dossiers/nosuchthing2")
        for pattern in patterns:
            answer = client.get(scene.path(pattern))
            assert answer.status_code == 404, (who, pattern)
            assert CANARY not in answer.get_data(as_text=True)
            assert answer.headers["Content-Type"] == absent.headers["Content-Type"]


@pytest.mark.threat("T02")
def test_a_canary_of_another_unit_is_on_no_page(scene: Scene) -> None:
    for who in ("officer", "head", "commune", "farmers"):
        client, waiting = scene.client(who), ["/", "/dossiers", "/lines", "/letters", "/search?q=chim"]
        seen: set[str] = set()
        while waiting and len(seen) < 120:
            path = waiting.pop().split("#")[0]
            if path in seen or not path.startswith("/"):
                continue
            seen.add(path)
            answer = client.get(path)
            text = answer.get_data(as_text=True)
            assert CANARY not in text, (who, path)
            if answer.status_code == 200 and answer.mimetype == "text/html":
                waiting += [link for link in Visited(text, 200, answer.headers).links().values() if link]
        assert len(seen) > 5


def test_the_hold_is_told_and_its_reason_is_not(scene: Scene) -> None:
    unit = visit(scene.client("officer"), scene.path("/nominations/{held}"))
    office = visit(scene.client("lead"), scene.path("/nominations/{held}"))
    assert "Tạm dừng xét" in unit.text and "BÍ MẬT" not in unit.html
    assert "BÍ MẬT" in office.text


# lists


def test_the_list_is_searched_without_accents_and_exported(scene: Scene) -> None:
    client = scene.client("officer")
    found = visit(client, "/dossiers?q=h'ngan nie")
    assert scene.ids["code"] in found.text
    assert found.text.count("HS-2024-") == 1
    assert "HS-2024-" not in visit(client, "/dossiers?q=khong co ai").text
    assert visit(client, "/dossiers?status=returned").text.count("HS-2024-") == 1
    rows = list(csv.reader(io.StringIO(client.get("/dossiers?format=csv").get_data(as_text=True).lstrip("\ufeff"))))
    assert len(rows) == 8
    assert len(visit(scene.client("clerk"), "/dossiers").text.split("HS-2024-")) == 5


def test_the_roster_is_grouped_numbered_and_totalled(scene: Scene) -> None:
    client = scene.client("officer")
    page = visit(client, scene.path("/dossiers/{draft}/roster"))
    assert "Danh sách này có 1 tập thể, 1 cá nhân" in page.text
    assert [" ".join(h.itertext()) for h in page.all("h2")] == [
        "Ủy ban MTTQ Việt Nam cấp xã",
        "Cá nhân tiêu biểu, xuất sắc nhất",
    ]
    text = client.get(scene.path("/dossiers/{draft}/roster.csv")).get_data(as_text=True).lstrip("\ufeff")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[1] for row in rows[1:]] == ["1", "1"]
    assert rows[2][2] == "Bà H'Ngân Niê Kđăm"


# forms


def test_a_refused_nominee_keeps_what_was_typed(scene: Scene) -> None:
    path = scene.path("/dossiers/{draft}/nominations/new")
    typed = {
        "kind": "individual",
        "honorific": "ms",
        "name": "Trần Thị Giữ",
        "born": "2064",
        "position": "Trưởng ban",
        "organization": "",
        "summary": "Đã vận động",
    }
    page = look(scene.send("officer", path, typed), status=422)
    assert page.fields()["name"] == "Trần Thị Giữ"
    assert page.fields()["summary"] == "Đã vận động"
    with unit_of_work(scene.database, writing=False) as session:
        dossier = session.scalars(select(Dossier).where(Dossier.public_id == scene.ids["draft"])).one()
        body = dossier.organization.public_id
    page = look(scene.send("officer", path, typed, organization=body), status=422)
    assert "2064" in page.text
    answer = scene.send("officer", path, typed, organization=body, born="1964")
    assert answer.status_code == 303
    assert "Trần Thị Giữ" in visit(scene.client("officer"), scene.path("/dossiers/{draft}")).text


def test_a_person_without_bucket_is_told_so(scene: Scene) -> None:
    with unit_of_work(scene.database, writing=False) as session:
        dossier = session.scalars(select(Dossier).where(Dossier.public_id == scene.ids["empty"])).one()
        from models.nominations.queries import may_come_from

        body = next(
            one for one in may_come_from(session, dossier.organization, NOW.date()) if one.kind == "district_member_org"
        ).public_id
    typed = {"kind": "individual", "name": "Trần Thị Không", "organization": body, "summary": SUMMARY}
    page = look(scene.send("officer", scene.path("/dossiers/{empty}/nominations/new"), typed), status=422)
    assert "chỉ tiêu" in page.text and "Trần Thị Không" in page.text


def test_pasted_rows_are_refused_row_by_row(scene: Scene) -> None:
    path = scene.path("/dossiers/{empty}/paste")
    rows = "Cá nhân\tÔng\tTrần Văn Dán\t1970\tChủ tịch\t\tA\nHộ\t\tA\t\t\t\tB\n"
    page = look(scene.send("officer", path, {"text": rows}), status=422)
    assert "Dòng 2" in page.text or "Row 2" in page.text
    assert "Trần Văn Dán" in page.fields()["text"]
    answer = scene.send("officer", path, {"text": rows.split("\n")[0]})
    assert answer.status_code == 303
    assert "Trần Văn Dán" in visit(scene.client("officer"), scene.path("/dossiers/{empty}")).text


def upload(name: str, content: bytes | None = None) -> tuple[io.BytesIO, str]:
    return io.BytesIO(pdf("mới") if content is None else content), name


def test_a_paper_is_uploaded_and_a_wrong_one_refused_beside_its_field(scene: Scene) -> None:
    path = scene.path("/dossiers/{draft}/parts/proposal_letter")
    home = scene.database.home
    assert home is not None
    before = list(stored(home))
    macro = package(docx_members() | {"word/vbaProject.bin": b"x"})
    for file in (upload("a.html", b"<script>"), upload("a.pdf", b"MZ"), upload("a.docx", macro)):
        page = look(scene.send("officer", path, {"secret": "no", "number": "18/TTr"}, file=file), status=422)
        assert page.fields()["number"] == "18/TTr"
        assert any((element.get("class") or "").startswith("govuk-error-message") for element in page.all("p"))
    assert list(stored(home)) == before
    page = look(scene.send("officer", path, {"secret": "yes", "number": "1/M"}, file=upload("mat.pdf")), status=422)
    assert list(stored(home)) == before
    answer = scene.send("officer", path, {"secret": "no"}, file=upload("Tờ trình.pdf"))
    assert answer.status_code == 303
    assert len(list(stored(home))) == len(before) + 1
    assert "Tờ trình.pdf" in visit(scene.client("officer"), scene.path("/dossiers/{draft}")).text


@pytest.mark.threat("T35")
def test_files_are_handed_over_as_attachments(scene: Scene) -> None:
    for who in ("officer", "head", "auditor"):
        answer = scene.client(who).get(scene.path("/files/{file}"))
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        assert answer.get_data().startswith(b"%PDF")
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Cache-Control"] == "no-store"
        answer.close()


@pytest.mark.threat("T35")
def test_names_in_the_header_are_quoted(scene: Scene) -> None:
    from webapp.pages.papers.files import disposition

    hostile = ("Biên bản.pdf", 'a"; filename="b.exe', "a\r\nSet-Cookie: x.pdf", "a;b%2e.pdf", "đ" * 200, "\u202efdp")
    for name in hostile:
        header = disposition(name)
        assert header.isascii() and "\r" not in header and "\n" not in header
        assert header.count('"') == 2
        assert header.startswith('attachment; filename="')


# the way through the screens


def test_the_office_receives_and_judges_on_its_pages(scene: Scene) -> None:
    task = scene.path("/tasks/{sent_task}")
    assert look(scene.send("clerk", task, {"sets_counted": ""}), status=422)
    assert scene.send("clerk", task, {"sets_counted": "1"}).status_code == 303
    page = visit(scene.client("clerk"), scene.path("/dossiers/{sent}"))
    assert "1 trên 1 bộ bản chính" in page.text
    path = scene.path("/nominations/{judge}")
    unasked = {"verdict": "eligible", "central_criteria": "y"}  # a question of another award
    assert scene.send("appraiser", path, unasked).status_code == 400
    page = look(scene.send("appraiser", path, {"verdict": "eligible"}), status=422)
    assert any(field == "reason-E11" for field in page.fields())
    appraisal = scene.path("/tasks/{received_task}")
    assert path in visit(scene.client("appraiser"), appraisal).links().values()
    answer = scene.send("appraiser", path, {"verdict": "eligible", "reason-E11": "Công trình của xã"})
    assert answer.status_code == 303
    first = visit(scene.client("appraiser"), appraisal).links()["Đến phần quyết định về hồ sơ"]
    assert first == "#step"
    answer = scene.send("appraiser", appraisal, {"outcome": "ready"})
    assert answer.status_code == 303
    with unit_of_work(scene.database, writing=False) as session:
        dossier = session.scalars(select(Dossier).where(Dossier.public_id == scene.ids["received"])).one()
        assert dossier.case is not None and dossier.case.status == "ready"


def test_a_line_is_decided_by_the_district(scene: Scene) -> None:
    path = scene.path("/nominations/{proposed}/decline")
    look(scene.send("officer", path, {"reason": ""}), status=422)
    assert scene.send("officer", path, {"reason": "Chưa có công trình"}).status_code == 303
    assert "Chưa có công trình" in visit(scene.client("commune"), "/lines").text
    assert scene.send("officer", scene.path("/nominations/{proposed}/include"), {}).status_code == 303


def test_a_late_exception_is_granted_by_code(scene: Scene) -> None:
    look(scene.send("lead", "/dossiers/late", {"code": "HS-2024-9999", "reason": "Bão"}), status=422)
    answer = scene.send("lead", "/dossiers/late", {"code": scene.ids["code"].lower(), "reason": "Bão lũ"})
    assert answer.status_code == 303
    assert "Bão lũ" in visit(scene.client("officer"), scene.path("/dossiers/{draft}")).text


@pytest.mark.threat("T29")
def test_a_form_takes_its_own_fields_only(scene: Scene) -> None:
    path = scene.path("/dossiers/{draft}/nominations/new")
    for name in ("state", "dossier_id", "warnings", "entered_by_id", "public_id"):
        answer = scene.send("officer", path, {"kind": "individual", "name": "A", name: "1"})
        assert answer.status_code == 400
    with unit_of_work(scene.database, writing=False) as session:
        assert session.scalars(select(Nomination).where(Nomination.state == "1")).first() is None
        assert session.scalars(select(Nominee).where(Nominee.name == "A")).first() is None
