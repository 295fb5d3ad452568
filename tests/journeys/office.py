"""What the office of the secretariat does: receipt, appraisal, holds, quotas, and what comes back from outside."""

from __future__ import annotations

from tests.factories.files import pdf
from tests.journeys.units import SINCERE, TOO_NEW
from tests.journeys.visitor import Walk, plain

LOCAL = "Cá nhân thuộc Ủy ban MTTQ Việt Nam cấp huyện, cấp xã và Ban công tác Mặt trận"
ANYBODY = "Tập thể và cá nhân (có thông báo số lượng cụ thể sau)"


def received(walk: Walk, dossier: str) -> None:
    clerk = walk.as_("records_clerk")
    clerk.go("/")
    clerk.look("home: clerk")
    clerk.follow(dossier)
    clerk.look("task-receive")
    clerk.fill(sets_counted="1")
    clerk.send()
    clerk.look("dossier: received")


def taken(walk: Walk, dossier: str) -> str:
    """The appraiser takes the dossier; the address of the step."""
    appraiser = walk.as_("appraiser")
    appraiser.go("/")
    appraiser.look("home: appraiser")
    appraiser.follow(dossier)
    appraiser.look("task-to-take")
    appraiser.take()
    appraiser.look("task-appraise")
    return appraiser.path


def judged(walk: Walk, task: str, *, ineligible: str = "") -> None:
    """Every line that waits gets its verdict; a warning is accepted with a written reason."""
    appraiser = walk.as_("appraiser")
    appraiser.go(task)
    names = [plain(name) for name in appraiser.page.locator("section:has(#lines) th a").all_inner_texts()]
    addresses = [link.get_attribute("href") for link in appraiser.page.locator("section:has(#lines) th a").all()]
    for name, address in zip(names, addresses, strict=True):
        appraiser.go(str(address))
        appraiser.look("nomination-to-judge")
        if not appraiser.page.locator("#judge").count():
            continue
        appraiser.choose(verdict="ineligible" if name == ineligible else "eligible")
        for field in appraiser.page.locator("main textarea[name^='reason-']").all():
            field.fill("Đã xem xét, có xác nhận của đơn vị")
        if name == ineligible and not appraiser.page.input_value("main [name=reason]"):
            appraiser.send(refused=True)
            appraiser.look("nomination-to-judge: refused")
            appraiser.fill(reason="Chưa đủ thời gian công tác")
        appraiser.send()


def held_and_lifted(walk: Walk, dossier: str) -> None:
    """The lead puts one line on hold and lets it go on; the unit sees that, never why."""
    lead, officer = walk.as_("secretariat_lead"), walk.as_("officer_cu_jut")
    lead.go(dossier)
    lead.press(lead.page.locator(f"section:has(#nominations) a:text-is({SINCERE!r})"))
    line = lead.path
    lead.go(f"{line}/hold")
    lead.look("ask: hold")
    lead.fill(reason="Có đơn phản ánh đang được xác minh")
    lead.send()
    lead.look("nomination: held")
    officer.go(line)
    officer.look("nomination: held, for the unit")
    assert "đơn phản ánh" not in officer.page.content()
    lead.go(f"{line}/lift")
    lead.fill(reason="Đã xác minh, không có vi phạm")
    lead.send()


def returned(walk: Walk, task: str) -> None:
    appraiser = walk.as_("appraiser")
    appraiser.go(task)
    appraiser.choose(outcome="returned")
    appraiser.send(refused=True)
    appraiser.look("task-appraise: refused")
    appraiser.fill(defects="Tờ trình thiếu chữ ký của thủ trưởng\nTờ trình thiếu ngày")
    appraiser.send()
    appraiser.look("dossier: returned, for the office")


def passed_on(walk: Walk, dossier: str) -> None:
    """Whatever line still waits is judged; then the dossier goes to the council."""
    appraiser = walk.as_("appraiser")
    appraiser.follow(dossier)
    task = appraiser.path
    if appraiser.page.locator("main form[action$='/claim']").count():
        appraiser.take()
    judged(walk, task, ineligible=TOO_NEW)
    appraiser.go(task)
    appraiser.look("task-appraise: judged")
    appraiser.choose(outcome="ready")
    appraiser.send()
    appraiser.look("dossier: ready")


def quotas(walk: Walk) -> None:
    """The lead announces the number of VI.2 and lowers one limit, so that more pass than there are places."""
    lead = walk.as_("secretariat_lead")
    lead.go("/")
    lead.look("home: lead")
    lead.go("/quotas")
    lead.look("quotas")
    for name, act, limit in ((ANYBODY, "announce", "2"), (LOCAL, "lower", "2")):
        lead.go("/quotas")
        lead.press(lead.page.locator(f"main a:has-text({name!r})").first)
        lead.look("quota-line" if act == "lower" else "quota-line: not announced")
        lead.link(f"/{act}")
        lead.look(f"quota-change: {act}")
        lead.send(refused=True)
        lead.fill(limit=limit, reason="Thông báo số 12/TB-MTTQ-BTT ngày 18/6/2024")
        lead.send()
    lead.go("/quotas/organizations")
    lead.look("quota-organizations")


def outside_result(walk: Walk, decision: str) -> None:
    """The appraiser types in what the other body decided, with its scan; the lead compares and confirms."""
    appraiser, lead = walk.as_("appraiser"), walk.as_("secretariat_lead")
    appraiser.follow(decision)
    appraiser.look("task-outside")
    appraiser.fill(outside_number="915/QĐ-UBND", outside_on="18/6/2024")
    appraiser.attach("qd-915.pdf", pdf("Quyết định của UBND tỉnh"))
    for radio in appraiser.page.locator("main input[type=radio][value=granted]").all():
        radio.check()
    appraiser.send()
    appraiser.look("decision: outside")
    lead.follow(decision)
    lead.look("task-confirm-outside")
    lead.choose(outcome="confirmed")
    lead.send()
