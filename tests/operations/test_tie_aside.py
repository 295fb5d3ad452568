"""A tie that stands only because somebody is set aside is the chair's to break as well."""

from __future__ import annotations

import pytest

from models.base.finding import RuleBroken
from models.base.session import Database
from tests.factories.council import LOCAL, Story, story

WHY = {"reason": "theo kết quả phiếu"}


@pytest.fixture
def tale(database: Database) -> Story:
    return story(database)


def test_who_is_set_aside_may_make_others_tie(tale: Story) -> None:
    tale.set_limit(LOCAL, 2)
    double = ("Phạm Thị Đôi", "gia-nghia")
    own = tale.dossier("vi3", "gia-nghia", [double, *((f"Người Mẫu {one}", "gia-nghia") for one in "BCD")])
    central = tale.dossier("vi1", "gia-nghia", [double])
    first, second, third, fourth = tale.nominations(own)
    [there] = tale.nominations(central)
    votes = {first: 9, second: 9, third: 8, fourth: 8, there: 9}
    meeting = tale.deliberated({one.public_id: agree for one, agree in votes.items()})
    aside = {"set_aside": [first.public_id], **WHY}
    with pytest.raises(RuleBroken) as refused:
        tale.step(tale.chair, "adopt_results", meeting, aside)
    assert [one.code for one in refused.value.findings] == ["tie_open"]
    order = {"bucket": LOCAL, "order": [fourth.public_id, third.public_id]}
    with pytest.raises(RuleBroken):  # nobody ties while nobody is set aside
        tale.act(tale.chair, "break_tie", meeting, {**order, **WHY})
    tale.act(tale.chair, "break_tie", meeting, {**order, **aside})
    tale.step(tale.chair, "adopt_results", meeting, aside)
    assert tale.states(own) == ["not_adopted", "adopted", "reserve", "adopted"]
    assert tale.states(central) == ["adopted"]


def test_nobody_is_set_aside_who_can_be_adopted_to_make_others_tie(tale: Story) -> None:
    """Four pass for two places; the last two tie only when the first is left out, which the rule forbids."""
    tale.set_limit(LOCAL, 2)
    first, second, third, fourth = tale.nominations(tale.people_dossier(4))
    votes = {first: 9, second: 9, third: 8, fourth: 8}
    meeting = tale.deliberated({one.public_id: agree for one, agree in votes.items()})
    order = {"bucket": LOCAL, "order": [fourth.public_id, third.public_id], "set_aside": [first.public_id], **WHY}
    with pytest.raises(RuleBroken) as refused:
        tale.act(tale.chair, "break_tie", meeting, order)
    assert [one.code for one in refused.value.findings] == ["set_aside"]
