"""Writing into the history of another case that an act also changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from models.process import history
from models.process.cases import Case
from workflows.call import Call


def lock_cases(call: Call, case_ids: set[int]) -> dict[int, Case]:
    """Lock other cases in the order of their keys, so that two acts never wait for each other."""
    query = select(Case).where(Case.id.in_(sorted(case_ids))).order_by(Case.id).with_for_update()
    cases = call.session.scalars(query.execution_options(populate_existing=True)).all()
    return {case.id: case for case in cases}


def note(
    call: Call,
    case: Case,
    act: str,
    *,
    outcome: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    confidential: bool = False,
) -> None:
    """One event in the chain of a case locked by `lock_cases`; its version moves on with it."""
    case.moved_at = call.now
    chain = history.locked_chain(call.session, case.chain_id)
    history.append(
        call.session,
        chain,
        call.actor,
        call.now,
        act,
        outcome=outcome,
        before=before,
        after=after,
        reason=reason,
        confidential=confidential,
    )
