"""What the council does: a planned meeting, sealed ballots, a tie that the chair breaks, adoption, minutes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.journeys.visitor import NEXT, Visitor, Walk, plain

MEMBERS = tuple(f"member_{number}" for number in range(1, 10))
CHAIR, PHONE, PLAIN = MEMBERS[0], MEMBERS[1], MEMBERS[2]
AGREE, DISAGREE, BLANK = "a", "d", "b"  # as the ballot sends them
COUNTERS = (MEMBERS[3], MEMBERS[4], "appraiser")


def planned(walk: Walk, title: str) -> str:
    """A meeting with everything that is ready on its agenda, its roster frozen; its address."""
    secretary = walk.as_("council_secretary")
    secretary.go("/meetings")
    secretary.look("meetings" if secretary.page.locator("main table").count() else "meetings: empty")
    secretary.go("/meetings/new")
    secretary.look("new-meeting")
    secretary.send(refused=True)
    secretary.fill(title=title, sits_on="18/6/2024", place="Phòng họp số 1")
    secretary.send()
    secretary.look("agenda")
    secretary.send()
    meeting = secretary.path
    secretary.look("meeting: planned")
    for step in ("prepare", "freeze"):
        secretary.follow(meeting)
        secretary.look(f"task-{step}")
        if step == "freeze":
            secretary.send(refused=True)
            secretary.look("task-freeze: refused")
            for box in secretary.page.locator("main input[type=radio][value=present]").all():
                box.check()
        secretary.send()
    secretary.look("meeting: in session")
    secretary.go(f"{meeting}/attendance")
    secretary.look("attendance")
    secretary.send(refused=True)
    secretary.look("attendance: refused")
    member = walk.as_(MEMBERS[3])
    member.go(f"{meeting}/recuse")
    member.look("recuse")
    _board(walk, meeting)
    return meeting


def _board(walk: Walk, meeting: str) -> None:
    """Three counters; each writes down the code that is shown once, on a page of their own."""
    secretary = walk.as_("council_secretary")
    secretary.follow(meeting)
    assert secretary.path == f"{meeting}/board"
    secretary.look("board")
    secretary.send(refused=True)
    for who in COUNTERS:
        secretary.page.locator("main label", has_text=walk.town.names[who]).check()
    secretary.send()
    secretary.look("meeting: board without codes")
    for who in COUNTERS:
        counter = walk.as_(who)
        counter.follow(meeting)
        counter.look("counter")
        counter.send()
        walk.codes[who] = plain(counter.page.locator("main dd.govuk-summary-list__value").inner_text()).strip()
        counter.look("counter: code")
    secretary.go(meeting)
    secretary.look("meeting: board complete")


def round_opened(walk: Walk, meeting: str, reason: str = "") -> None:
    """A round on everything that has not been voted on yet, or with a reason on everything."""
    secretary = walk.as_("council_secretary")
    secretary.follow(meeting)
    secretary.look("open-round")
    if reason:
        secretary.fill(reason=reason)
    secretary.send()
    secretary.look("meeting: round open")


def voted(walk: Walk, meeting: str, choices: Mapping[str, Callable[[int], str]]) -> None:
    """All members have their ballot in front of them before the first seals one; one votes on a telephone.

    `choices` says for each nominee what member number 1 to 9 chooses; whoever is not named is agreed to.
    """
    members = [walk.as_(who, phone=who == PHONE, script=who != PLAIN) for who in MEMBERS]
    for member in members:
        member.follow("/")
        assert member.path == meeting
        member.press(member.page.locator(NEXT))
        member.look("ballot: phone" if member.phone else "ballot")
    for number, member in enumerate(members, 1):
        if member.phone:
            _forgets_one(member)
        _mark(member, number, choices)
        member.send()
        member.look("sealed: phone" if member.phone else "sealed")
    members[-1].go(meeting)
    members[-1].look("meeting: member")


def _forgets_one(member: Visitor) -> None:
    """A ballot with an open question comes back, with what was chosen."""
    member.page.locator("main input[type=radio][value=a]").first.check()
    member.send(refused=True)
    member.look("ballot: refused")
    assert member.page.locator("main input[type=radio][value=a]").first.is_checked()


def _mark(member: Visitor, number: int, choices: Mapping[str, Callable[[int], str]]) -> None:
    groups = member.page.locator("main fieldset:has(input[type=radio])")
    for name in choices:
        assert groups.filter(has=member.page.locator("legend", has_text=name)).count() == 1, name
    for group in groups.all():
        text = plain(group.locator("legend").inner_text())
        named = next((choice for name, choice in choices.items() if name in text), lambda _number: AGREE)
        group.locator(f"input[value={named(number)}]").check()


def closed(walk: Walk, meeting: str) -> None:
    """The secretary knows how many ballots have come, and nothing else, until the round is closed."""
    secretary = walk.as_("council_secretary")
    secretary.go(meeting)
    secretary.look("meeting: all voted")
    assert "9 trên 9" in secretary.text or "9/9" in secretary.text
    secretary.follow(meeting)
    secretary.look("close-round")
    secretary.send()
    secretary.look("round: closed")
    for number, who in enumerate(COUNTERS[:2]):
        counter = walk.as_(who)
        counter.follow(meeting)
        counter.look("release" if number else "release: first")
        if not number:
            counter.fill(code=walk.codes[COUNTERS[2]])
            counter.send(refused=True)
            counter.look("release: refused")
        counter.fill(code=walk.codes[who])
        counter.send()
    counter.look("round-results")
    secretary.go(meeting)


def adopted(walk: Walk, meeting: str, *, tie: tuple[str, ...] = ()) -> None:
    """The rounds are over; the chair breaks the tie if there is one and adopts; the secretary writes it down."""
    secretary, chair = walk.as_("council_secretary"), walk.as_(CHAIR)
    secretary.go(meeting)
    secretary.link("/tasks/")
    secretary.look("task-hold-rounds")
    secretary.send()
    chair.follow(meeting)
    chair.look("task-adopt: tie" if tie else "task-adopt")
    if tie:
        _break(chair, meeting, tie)
        chair.follow(meeting)
        chair.look("task-adopt")
    chair.choose(outcome="adopted")
    if tie:
        chair.send(refused=True)
        chair.look("task-adopt: refused")
    chair.fill(reason="Theo kết quả bỏ phiếu")
    chair.send()
    chair.look("meeting: adopted")
    walk.town.tick()


def _break(chair: Visitor, meeting: str, order: tuple[str, ...]) -> None:
    chair.link("/ties/")
    chair.look("tie")
    for rank, name in enumerate(order, 1):
        label = chair.page.locator("main label", has_text=name).first
        chair.page.select_option(f"[id='{label.get_attribute('for')}']", str(rank))
    chair.fill(reason="Có sáng kiến được nhân rộng ở nhiều xã")
    chair.send()


def minuted(walk: Walk, meeting: str) -> None:
    secretary = walk.as_("council_secretary")
    secretary.go(f"{meeting}/minutes")
    secretary.look("minutes: before")
    secretary.follow(meeting)
    secretary.look("task-minutes")
    secretary.send(refused=True)
    secretary.fill(
        discussion="Các thành viên nhất trí với kết quả thẩm định.\n\nKhông có ý kiến khác.",
        guests="Trần Mẫu Khách, chuyên viên Sở Nội vụ",
        copies="3",
    )
    secretary.send()
    chair = walk.as_(CHAIR)
    chair.follow(meeting)
    chair.look("task-sign-minutes")
    chair.send(refused=True)
    chair.choose(outcome="signed")
    chair.send()
    secretary.go(f"{meeting}/minutes")
    secretary.look("minutes")
    secretary.printed("minutes", "Mã kiểm tra", "THƯ KÝ")
