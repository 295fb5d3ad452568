"""What has to hold on the day of a decision, for page and verb alike."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from models.awards.decisions import Decision, DecisionLine
from models.awards.words import LineState
from models.base.dates import short_date
from models.base.finding import Finding
from models.base.language import N_

DISSOLVED = N_(
    "%(organization)s does not exist any more on %(day)s and has no successor: "
    "a dissolved body gets no award. Send the line back."
)
PLACE_LOST = N_("%(name)s has lost its place in the quota: the line cannot be issued.")


def check_alive(line: DecisionLine, day: date) -> list[Finding]:
    """E07: the nominee's organisation, or its successor, is alive on the day of the decision.

    Legal source: TT 15/2025/TT-BNV (no awards to bodies already dissolved).
    """
    organization = line.adopted_line.nomination.nominee.organization
    if organization.carrier_on(day) is not None:
        return []
    values = {"organization": organization.name, "day": short_date(day)}
    return [Finding("E07", DISSOLVED, values, field=f"state-{line.public_id}")]


def check_places(decision: Decision) -> Iterable[Finding]:
    """E12 once more at the decision: every line that is decided still has the place it was adopted for."""
    for line in decision.lines:
        adopted = line.adopted_line
        if line.state == LineState.DECIDED and adopted.place.nomination_id != adopted.nomination_id:
            yield Finding("E12", PLACE_LOST, {"name": adopted.nomination.nominee.name})
