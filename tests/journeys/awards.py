"""What follows the council: the standing committee decides, the clerk signs, numbers and issues; letters go out."""

from __future__ import annotations

from tests.journeys.visitor import Walk, plain


def decided(walk: Walk, award: str, *, sent_back: str = "") -> str:
    """The standing committee decides line by line and may send one back; the address of the decision."""
    committee = walk.as_("standing_committee")
    committee.go("/")
    committee.look("home: committee")
    committee.go("/decisions?status=pending_decision")
    committee.look("decisions")
    committee.press(committee.page.locator(f"main th a:has-text({award!r})").first)
    decision = committee.path
    committee.follow(decision)
    committee.look("task-decide")
    for group in committee.page.locator("main fieldset:has(input[value=decided])").all():
        back = bool(sent_back) and sent_back in plain(group.locator("legend").inner_text())
        group.locator(f"input[value={'sent_back' if back else 'decided'}]").check()
        if back:
            name = str(group.locator("input[value=sent_back]").get_attribute("name"))
            committee.send(refused=True)
            committee.look("task-decide: refused")
            committee.fill(**{name.replace("state-", "reason-"): "Đề nghị xem lại số nhà đại đoàn kết"})
    committee.send()
    committee.look("decision: decided")
    return decision


def issued(walk: Walk, decision: str) -> None:
    """Signed, numbered, issued; an award of another body is forwarded."""
    clerk = walk.as_("records_clerk")
    clerk.follow(decision)
    clerk.look("task-issue")
    clerk.send(refused=True)
    clerk.fill(signer_name="Nguyễn Mẫu Đại Diện", signer_title="CHỦ TỊCH", signed_on="18/6/2024")
    clerk.send()
    clerk.look("decision: issued")
    walk.town.tick()


def told(walk: Walk, who: str, dossier: str, *words: str) -> None:
    """The unit reads its letter, and that its dossier is closed."""
    officer = walk.as_(who)
    officer.go("/letters")
    officer.look("letters")
    officer.press(officer.page.locator("main .vd-chips a[href*='kind=result']"))
    officer.look("letters: results")
    officer.link("/letters/")
    officer.look("letter")
    assert all(word in officer.text for word in words), officer.text
    officer.go(dossier)
    officer.look("dossier: closed")
    assert officer.page.locator("main .vd-next a.govuk-button").count() == 0, "nothing is left to do"
