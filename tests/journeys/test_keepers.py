"""Those who keep the house: administrator, auditor, secretariat lead, records clerk, and units with their figures."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from models.base.session import Database
from tests.factories.council import JUNE
from tests.factories.nominations import desk
from tests.factories.people import Province
from tests.journeys.office import LOCAL
from tests.journeys.visitor import Visitor, Walk, plain, walking
from workflows.schemes.release import SHIPPED

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NEWCOMER, OWN = "Đặng Mẫu Thùy", "ruộng bậc thang mùa nước đổ"
HEADING = "mã\ttên\tloại\tmã cấp trên"
RIGHT, WRONG = "ban-moi\tBan Mới\tprovincial_board\tubmttq-tinh", "ban moi 2\tBan\tbộ\t"


def test_the_administrator_enters_a_table_of_organisations(walk: Walk) -> None:
    admin = walk.as_("administrator")
    admin.look("home: administrator")
    admin.go("/organizations")
    admin.look("organizations")
    admin.link("/organizations/import")
    admin.look("organizations-import")
    admin.fill(table="\n".join((HEADING, RIGHT, WRONG)))
    admin.send(refused=True)
    admin.look("organizations-import: refused")
    assert "Dòng 3" in admin.text and WRONG.split("\t")[0] in admin.page.input_value("#table")
    admin.fill(table="\n".join((HEADING, RIGHT)))
    admin.send()
    admin.look("organizations-import: shown")
    admin.send(to="/organizations/import/now")
    assert "Ban Mới" in admin.text
    admin.press(admin.page.locator("main a:has-text('Ban Mới')").first)
    admin.look("organization")
    admin.go(f"{admin.path}/end")
    admin.look("organization-end")
    admin.send(refused=True)
    admin.look("organization-end: refused")


def test_from_a_new_person_to_their_first_day(walk: Walk) -> None:
    admin = walk.as_("administrator")
    admin.go("/people")
    admin.look("people")
    admin.go("/people/new")
    admin.look("person-form")
    admin.send(refused=True)
    admin.look("person-form: refused")
    admin.choose(honorific="ms", unit=walk.town.bodies["women"])
    admin.fill(name=NEWCOMER, title="Chuyên viên")
    admin.send()
    admin.look("person: without a role")
    person = admin.path
    admin.go(f"{person}/posts/new")
    admin.look("post-form")
    admin.choose(role="unit_officer", organization=walk.town.bodies["women"])
    admin.send()
    admin.look("person: without an account")
    admin.fill(username="thuy.dang")
    admin.send(to="/account")
    admin.look("password-handed-over")
    password = re.search(r"[2-9a-z]{5}-[2-9a-z]{5}-[2-9a-z]{5}", admin.text)
    assert password
    _first_day(walk, password[0])
    admin.go(person)
    admin.look("person: in order")
    admin.link("/posts/")
    admin.look("post-end")
    admin.fill(reason="Chuyển công tác")
    admin.send()
    admin.look("person: role ended")


def _first_day(walk: Walk, password: str) -> None:
    """The newcomer mistypes, signs in, must choose a password of their own, and finds an empty desk."""
    newcomer = walk.stranger("newcomer")
    newcomer.go("/sign-in")
    newcomer.look("sign-in")
    newcomer.fill(username="thuy.dang", password="không phải")
    newcomer.send(refused=True, to="/sign-in")
    newcomer.look("sign-in: refused")
    newcomer.fill(username="thuy.dang", password=password)
    newcomer.send(to="/sign-in")
    assert newcomer.path == "/account"
    newcomer.look("account: first password")
    newcomer.fill(current=password, password=OWN, repeated=OWN)
    newcomer.send(to="/account/password")
    newcomer.go("/")
    newcomer.look("home: newcomer")
    newcomer.go("/account")
    newcomer.look("account")


def test_the_administrator_checks_a_scheme_file(walk: Walk) -> None:
    admin = walk.as_("administrator")
    text = SHIPPED.read_text("utf-8")
    admin.go("/schemes")
    admin.look("schemes")
    admin.link("/schemes/new")
    admin.look("scheme-form")
    admin.attach("ke-hoach.yaml", text.replace("limit: 10", "limit: mười").encode())
    _check(admin, 422)
    admin.look("scheme-form: refused")
    assert "mười" in admin.page.input_value("[name=text]")
    admin.attach("ke-hoach.yaml", text.replace("286-KH-MTTQ-BTT", "300-KH-MTTQ-BTT").encode())
    _check(admin, 200)
    admin.look("scheme-form: in order")
    admin.go("/schemes")
    assert "300-KH-MTTQ-BTT" not in admin.text, "checking has loaded it"
    admin.link("/schemes/")
    admin.go("/schemes")
    admin.press(admin.page.locator("main th a").first)
    admin.look("scheme")


def _check(admin: Visitor, status: int) -> None:
    assert admin.press(admin.form.locator("button[name=check]")) == status


def test_the_auditor_reads_everything_and_changes_nothing(
    browser: Browser, sqlite_database: Database, tmp_path: Path, serve: Callable[..., str]
) -> None:
    def before(session: Session, land: Province) -> None:
        desk(session, land, land.cu_jut, JUNE).received()

    with walking(browser, sqlite_database, tmp_path / "home", serve, before) as walk:
        clerk, auditor = walk.as_("records_clerk"), walk.as_("auditor")
        clerk.go("/people", 404)
        auditor.look("home: auditor")
        auditor.go("/dossiers")
        auditor.look("dossiers: for the office")
        auditor.link("/dossiers/")
        auditor.look("dossier: auditor")
        assert auditor.page.locator("main form[method=post]").count() == 0
        auditor.link("/history")
        auditor.look("case-history")
        auditor.go("/history")
        auditor.look("installation-history")
        told = walk.town.app.test_cli_runner().invoke(args=["audit", "root"])
        assert told.exit_code == 0, told.output
        auditor.go("/history")
        auditor.look("installation-history: with a root")
        root = auditor.page.locator("section:has(#roots) .vd-digest").first.inner_text()
        verified = walk.town.app.test_cli_runner().invoke(args=["audit", "verify", "--root", root])
        assert verified.exit_code == 0, verified.output
        auditor.go("/attempts")
        auditor.look("attempts" if auditor.page.locator("main table").count() else "attempts: none")


def test_the_lead_moves_limits_and_closes_a_phase(
    browser: Browser, sqlite_database: Database, tmp_path: Path, serve: Callable[..., str]
) -> None:
    def before(session: Session, land: Province) -> None:
        desk(session, land, land.cu_jut, JUNE).prepared()

    with walking(browser, sqlite_database, tmp_path / "home", serve, before) as walk:
        lead, head = walk.as_("secretariat_lead"), walk.as_("head_cu_jut")
        _limits(lead)
        lead.go("/campaign")
        lead.look("campaign")
        lead.press(lead.page.locator("main a[href$='/end']").last)
        lead.look("phase-end")
        lead.send(refused=True)
        lead.look("phase-end: refused")
        lead.fill(closes_on="30/11/2024", reason="Công văn số 88/MTTQ-BTT ngày 17/6/2024")
        lead.send()
        lead.go("/campaign")
        lead.press(lead.page.locator("main tbody a[href^='/tasks/']").first)
        lead.look("task-close-phase")
        lead.send(refused=True)
        lead.look("task-close-phase: refused")
        lead.fill(reason="Công văn số 88/MTTQ-BTT ngày 17/6/2024")
        lead.send()
        lead.look("campaign: phase closed")
        _late(lead, head)


def _limits(lead: Visitor) -> None:
    """A limit is raised, and cannot be lowered without saying why."""
    lead.go("/quotas")
    lead.press(lead.page.locator(f"main a:has-text({LOCAL!r})").first)
    line = lead.path
    lead.link("/raise")
    lead.look("quota-change: raise")
    lead.fill(limit="1", reason="Nhầm")
    lead.send(refused=True)
    lead.look("quota-change: refused")
    lead.fill(limit="12", reason="Thông báo số 30/TB-MTTQ-BTT ngày 18/6/2024")
    lead.send()
    lead.look("quota-line: raised")
    lead.go(f"{line}/lower")
    lead.fill(limit="11")
    lead.send(refused=True)
    lead.fill(limit="11", reason="Thông báo số 31/TB-MTTQ-BTT ngày 18/6/2024")
    lead.send()
    assert "11" in lead.text


def _late(lead: Visitor, head: Visitor) -> None:
    """After the phase the head cannot submit; with the lead's exception for the draft's code they can."""
    head.go("/dossiers")
    head.link("/dossiers/")
    dossier = head.path
    head.look("dossier: too late")
    code = re.search(r"HS-\d+-\d+", head.text)
    assert code
    head.follow(dossier)
    head.choose(outcome="submitted")
    head.send(refused=True)
    head.look("task-submit: too late")
    lead.go("/dossiers/late")
    lead.look("late-exception")
    lead.fill(code="HS-2024-9999", reason="Mưa lũ chia cắt huyện Cư Jút")
    lead.send(refused=True)
    lead.look("late-exception: refused")
    lead.fill(code=code[0])
    lead.send()
    head.go(dossier)
    head.look("dossier: excepted")
    head.follow(dossier)
    head.choose(outcome="submitted")
    head.send()


def test_a_unit_reports_its_figures_and_the_lead_sees_who_misses(walk: Walk) -> None:
    officer, lead = walk.as_("officer_cu_jut"), walk.as_("secretariat_lead")
    officer.follow("/campaign/targets")
    officer.look("measure: to be reported")
    measure = officer.path
    officer.press(officer.page.locator("main .vd-next a.govuk-button"))
    officer.look("figure-form")
    officer.send(refused=True)
    officer.look("figure-form: refused")
    _figure(officer)
    officer.send()
    officer.look("measure: reported")
    lead.go("/campaign/targets")
    lead.look("targets")
    lead.go(f"{measure}?state=missing")
    lead.look("measure: who misses it")
    names = [plain(row.split("\n")[0]) for row in lead.page.locator("main tbody th").all_inner_texts()]
    assert names == [walk.town.bodies["cu_jut"]]
    lead.go(f"{measure}?state=unknown")
    lead.look("measure: who has not reported")
    names = [plain(row.split("\n")[0]) for row in lead.page.locator("main tbody th").all_inner_texts()]
    assert len(names) > 1 and walk.town.bodies["cu_jut"] not in names
    lead.go(f"{measure}?q=khong+co+ai")
    lead.look("measure: nobody found")


def _figure(officer: Visitor) -> None:
    """Say 0, or not done."""
    if officer.page.locator("main input[type=radio][name=value]").count():
        officer.choose(value="0")
    else:
        officer.fill(value="0")


def test_a_work_goes_back_twice_and_another_is_given_up(walk: Walk) -> None:
    commune, district = walk.as_("officer_commune_1"), walk.as_("officer_cu_jut")
    work = _registered(commune, "Nhà văn hóa Thôn mẫu 01")
    district.follow(work)
    district.choose(outcome="returned")
    district.send(refused=True)
    district.look("task-work: refused")
    district.fill(reason="Ghi rõ số ngày công")
    district.send()
    commune.go("/")
    commune.look("home: commune with a returned work")
    commune.follow(work)
    commune.look("task-work: revise")
    commune.fill(plan="Góp 120 ngày công")
    commune.send()
    district.follow(work)
    district.choose(outcome="approved")
    district.send()
    for outcome in ("returned", "accepted"):
        commune.follow(work)
        commune.fill(result="Đã xong mái", completed_on="15/6/2024")
        commune.send()
        district.follow(work)
        district.choose(outcome=outcome)
        if outcome == "returned":
            district.fill(reason="Chưa có biên bản nghiệm thu")
        district.send()
    district.look("work: accepted")
    other = _registered(commune, "Cổng chào Thôn mẫu 01")
    commune.go(f"{other}/cancel")
    commune.look("work-cancel")
    commune.send(refused=True)
    commune.fill(reason="Không còn kinh phí")
    commune.send()
    commune.look("work: given up")
    commune.go("/works?q=nha+van+hoa")
    assert "Nhà văn hóa" in commune.text and "Cổng chào" not in commune.text


def _registered(commune: Visitor, title: str) -> str:
    commune.go("/works/new")
    commune.choose(kind="construction")
    commune.fill(title=title)
    commune.send()
    return commune.path
