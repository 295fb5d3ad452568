"""Accounts: made, locked, opened again, given a new password; sessions ended.

Passwords never reach the table of answered keys, whose fast hash would undo argon2: these acts recognise
a repetition themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base.finding import YES, Answer, Missing, broken, require
from models.base.language import N_
from models.base.text import BadText, new_username
from models.people.accounts import Account, LoginSession, account_named, account_of
from models.people.passwords import hash_password, one_time_password, verify
from models.people.permissions import Access, Actor, can
from models.people.persons import Person
from models.people.rules import check_password
from models.people.sessions import end_sessions_of
from models.process.outcomes import Outcome
from workflows.call import Call


def may_manage(_session: Session, actor: Actor, _subject: Any) -> Answer:
    return can(actor, "manage_accounts", Access())


def may_change_own(_session: Session, actor: Actor, subject: Person) -> Answer:
    """Everybody changes their own password, whatever their roles."""
    return YES if subject.id == actor.person_id else Answer(False, N_("Everybody changes only their own password."))


def may_end_sessions(_session: Session, actor: Actor, subject: Person) -> Answer:
    return YES if subject.id == actor.person_id else can(actor, "manage_accounts", Access())


def create_account(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Give the person an account named `username`; result: `password`, handed over and changed at first sign-in."""
    person = _locked(call)
    password = _one_time(call, answers)
    username = _new_name(answers["username"])
    account = account_of(call.session, person)
    if account is not None and account.username == username and verify(account.password_hash, password):
        return Outcome(silent=True, result={"password": password, "username": username})
    if account is not None:
        raise broken("has_account", N_("This person has an account already."), field="username")
    if account_named(call.session, username) is not None:
        raise broken("name_taken", N_("This user name is taken. Add a digit or the unit."), field="username")
    call.session.add(
        Account(person_id=person.id, username=username, password_hash=hash_password(password), must_change=True)
    )
    call.session.flush()
    return Outcome(
        after={"person": person.name, "username": username}, result={"password": password, "username": username}
    )


def reset_password(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Give the account a new one-time password and end its sessions; result: `password`."""
    account, password = _account(call), _one_time(call, answers)
    result = {"password": password, "username": account.username}
    if account.must_change and verify(account.password_hash, password):
        return Outcome(silent=True, result=result)
    account.password_hash, account.must_change = hash_password(password), True
    ended = end_sessions_of(call.session, account, call.now)
    return Outcome(
        after={"username": account.username, "sessions_ended": ended}, reason=answers.get("reason", ""), result=result
    )


def lock_account(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Close the account with a reason: its sessions end at once."""
    account = _account(call)
    if account.person_id == call.actor.person_id:
        raise broken("own_account", N_("Nobody locks their own account."), field="reason")
    account.disabled_at = account.disabled_at or call.now
    ended = end_sessions_of(call.session, account, call.now)
    return Outcome(
        after={"username": account.username, "locked": True, "sessions_ended": ended}, reason=_reason(answers)
    )


def unlock_account(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Open a closed account again."""
    account = _account(call)
    account.disabled_at = None
    return Outcome(after={"username": account.username, "locked": False}, reason=answers.get("reason", ""))


def change_password(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Replace `current` by `password`; the other sessions of the account end, `session` (public id) stays."""
    account = _account(call)
    if not verify(account.password_hash, answers["current"]):
        if verify(account.password_hash, answers["password"]):
            return Outcome(silent=True)  # the same form came twice
        raise broken("wrong_password", N_("This is not your present password."), field="current")
    if answers["current"] == answers["password"]:
        raise broken("same_password", N_("The new password is the old one."), field="password")
    require(check_password(answers["password"], username=account.username, name=account.person.name))
    account.password_hash, account.must_change = hash_password(answers["password"]), False
    ended = end_sessions_of(call.session, account, call.now, keep=_kept(call, account, answers))
    return Outcome(after={"username": account.username, "sessions_ended": ended})


def end_sessions(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Sign the account out everywhere but in `session` (public id, own browser), or out of `only` (public id)."""
    account = _account(call)
    if answers.get("only"):
        row = _session(call, account, answers["only"])
        if row is None:
            raise Missing()
        row.ended_at = row.ended_at or call.now
        return Outcome(after={"username": account.username, "sessions_ended": 1}, result={"ended": 1})
    ended = end_sessions_of(call.session, account, call.now, keep=_kept(call, account, answers))
    return Outcome(after={"username": account.username, "sessions_ended": ended}, result={"ended": ended})


def _locked(call: Call) -> Person:
    """The person, whose row two administrators take one after the other."""
    query = select(Person).where(Person.id == call.subject.id).with_for_update()
    return call.session.scalars(query).one()


def _account(call: Call) -> Account:
    account = account_of(call.session, _locked(call))
    if account is None:
        raise Missing()
    return account


def _one_time(call: Call, answers: Mapping[str, Any]) -> str:
    """The same click, sent twice, hands over the same password."""
    return one_time_password(call.session.info["key"], f"one-time\n{call.subject.public_id}\n{answers['key']}")


def _new_name(typed: str) -> str:
    try:
        return new_username(typed)
    except BadText as refused:
        raise broken("username", refused.message, field="username") from refused


def _reason(answers: Mapping[str, Any]) -> str:
    reason = str(answers.get("reason", ""))
    if not reason:
        raise broken("reason_missing", N_("Say why: the reason stays in the history."), field="reason")
    return reason


def _kept(call: Call, account: Account, answers: Mapping[str, Any]) -> LoginSession | None:
    if account.person_id != call.actor.person_id or not answers.get("session"):
        return None
    return _session(call, account, answers["session"])


def _session(call: Call, account: Account, public_id: str) -> LoginSession | None:
    query = select(LoginSession).where(LoginSession.public_id == public_id, LoginSession.account_id == account.id)
    return call.session.scalars(query).one_or_none()
