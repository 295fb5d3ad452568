"""Forms of the council: meetings, agenda, counting board, rounds, ballots, ties, adoption, minutes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField, SelectMultipleField, StringField, SubmitField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import NumberRange

from forms.fields import DayField, PreviewForm, StepForm, at_most, clean, clean_line, required
from forms.lines import add_fields, by_line
from forms.process import PressForm, ReasonForm
from models.council.words import MEANT, MOST_COPIES, SIGNS
from models.schemes.words import BallotChoice


def _text(value: Any) -> str:
    return "" if value is None else str(value)


class PlanMeetingForm(StepForm):
    """A meeting: what it is called, when and where."""

    title = StringField(
        _l("Title"), description=_l("For example: Meeting on the awards of phase 1."),
        validators=[required(_l("Give the meeting a title.")), at_most(200)], filters=[clean_line],
    )  # fmt: skip
    sits_on = DayField(_l("Day"), description=_l("For example 30 8 2024."), validators=[required(_l("Give the day."))])
    place = StringField(_l("Place"), validators=[at_most(200)], filters=[clean_line])


class AgendaForm(StepForm):
    """The nominations that the meeting votes on; the page sets the choices."""

    nominations = SelectMultipleField(_l("Nominations to be voted on"), choices=[], validate_choice=False)


PRESENCES = (
    SelectChoice("present", _l("Present")),
    SelectChoice("written", _l("Absent, with a written opinion")),
    SelectChoice("absent", _l("Absent")),
)


class FreezeRosterForm(StepForm):
    """Who is there when the meeting opens: nothing is chosen beforehand. The page adds two fields for each member."""

    def ask(self, members: Iterable[tuple[str, str]]) -> None:
        """Add state and reason for each (public id of the person, name)."""
        for key, name in members:
            state = RadioField(name, choices=PRESENCES, validate_choice=False, coerce=_text)
            reason = StringField(_l("Reason, if absent"), validators=[at_most(200)], filters=[clean_line])
            add_fields(self, [(f"state-{key}", state), (f"reason-{key}", reason)])

    def answers(self) -> dict[str, Any]:
        reasons = by_line(self, "reason")
        states = by_line(self, "state")
        return {"attendance": {key: {"state": one or "", "reason": reasons[key]} for key, one in states.items()}}


class AttendanceForm(StepForm):
    """Somebody comes late, returns or leaves; the page sets the members."""

    member = SelectField(_l("Member"), choices=[], validate_choice=False)
    state = RadioField(_l("From now on"), choices=PRESENCES, validate_choice=False, coerce=_text)
    reason = StringField(_l("Reason, if absent"), validators=[at_most(200)], filters=[clean_line])


class BoardForm(StepForm):
    """Who counts; the page sets the choices."""

    people = SelectMultipleField(
        _l("Members of the counting board"), choices=[], validate_choice=False,
        validators=[required(_l("Choose the members of the counting board."))],
    )  # fmt: skip


class ReleaseForm(StepForm):
    """A counter's code."""

    code = StringField(
        _l("Your counting code"), description=_l("As you wrote it down, for example abcde-fghjk-mnpqr."),
        validators=[required(_l("Type your counting code.")), at_most(60)], filters=[clean_line],
    )  # fmt: skip


class OpenRoundForm(StepForm):
    """The nominations of one round."""

    nominations = SelectMultipleField(
        _l("Nominations of this round"), choices=[], validate_choice=False,
        validators=[required(_l("Choose at least one nomination for the round."))],
    )  # fmt: skip
    reason = TextAreaField(
        _l("Reason for a repetition"),
        description=_l("Only when a nomination was voted on before; the last closed round counts."),
        validators=[at_most(1000)], filters=[clean],
    )  # fmt: skip


class BallotForm(StepForm):
    """One sealed ballot: nothing is chosen beforehand. The page adds a question for each nomination."""

    def ask(self, questions: Iterable[tuple[str, str]]) -> None:
        """Add the questions (public id of the nomination, its name)."""
        add_fields(
            self,
            [
                (f"choice-{key}", RadioField(name, choices=CHOICES, validate_choice=False, coerce=_text))
                for key, name in questions
            ],
        )

    def answers(self) -> dict[str, Any]:
        chosen = by_line(self, "choice").items()
        return {"choices": {key: str(MEANT.get(value, value or "")) for key, value in chosen}}


# What is sent has one length, whatever is chosen.
CHOICES = (
    SelectChoice(SIGNS[BallotChoice.AGREE], _l("I agree")),
    SelectChoice(SIGNS[BallotChoice.DISAGREE], _l("I do not agree")),
    SelectChoice(SIGNS[BallotChoice.BLANK], _l("Blank ballot")),
)


class RecuseForm(StepForm):
    """A member does not vote on a nomination; the page sets the choices."""

    nomination = SelectField(_l("Nomination"), choices=[], validate_choice=False)
    note = TextAreaField(
        _l("How are you related to it?"), description=_l("It can be read in the history of the meeting."),
        validators=[at_most(1000)], filters=[clean],
    )  # fmt: skip


class TieForm(StepForm):
    """The chair's order of those who tie; the page adds a rank for each and says who is set aside."""

    set_aside = SelectMultipleField(choices=[], validate_choice=False)
    reason = TextAreaField(
        _l("Reason"), description=_l("It goes into the minutes."),
        validators=[required(_l("Say why: the reason goes into the minutes.")), at_most(2000)], filters=[clean],
    )  # fmt: skip

    def ask(self, tied: Sequence[tuple[str, str]]) -> None:
        """Add one select per nomination (public id, name): 1 is preferred."""
        ranks = [SelectChoice("", _l("Choose")), *(SelectChoice(str(one), str(one)) for one in range(1, len(tied) + 1))]
        add_fields(
            self,
            [
                (f"rank-{key}", SelectField(name, choices=ranks, validators=[required(_l("Choose a rank."))]))
                for key, name in tied
            ],
        )

    def answers(self) -> dict[str, Any]:
        ranks = {key: int(value or 0) for key, value in by_line(self, "rank").items()}
        whole = sorted(ranks.values()) == list(range(1, len(ranks) + 1))  # else the rule says what is wrong
        return {
            "order": sorted(ranks, key=lambda key: ranks[key]) if whole else [],
            "reason": self.reason.data,
            "set_aside": self.set_aside.data or [],
        }


class AdoptForm(PreviewForm):
    """The chair adopts, or sends the meeting back to its rounds."""

    outcome = RadioField(
        _l("What does the council do?"),
        choices=[
            SelectChoice("adopted", _l("Adopt the results as shown")),
            SelectChoice("reopened", _l("Go back to voting")),
        ],
        validators=[required(_l("Choose what you decide."))],
    )
    set_aside = SelectMultipleField(
        _l("Set aside"), choices=[], validate_choice=False,
        description=_l("Only who would be adopted for two awards, or whose bucket has no number yet."),
    )  # fmt: skip
    reason = TextAreaField(
        _l("Reason"),
        description=_l("Needed when the list is trimmed, a tie was broken, somebody is set aside, or voting goes on."),
        validators=[at_most(2000)], filters=[clean],
    )  # fmt: skip
    preview = SubmitField(_l("Preview"))


class MinutesForm(StepForm):
    """What was said, who was invited, how many copies; everything else of the minutes is computed."""

    discussion = TextAreaField(
        _l("Discussion"),
        description=_l("In your own words. Roster, votes, results and reserve list are added by themselves."),
        validators=[required(_l("Write down the discussion, or that there was none.")), at_most(20000)],
        filters=[clean],
    )
    guests = TextAreaField(
        _l("Guests"), description=_l("Name and position, one on each line; empty when nobody was invited."),
        validators=[at_most(4000)], filters=[clean],
    )  # fmt: skip
    copies = IntegerField(
        _l("Copies"), default=2,
        validators=[NumberRange(1, MOST_COPIES, _l("Enter a number from %(min)s to %(max)s."))],
    )  # fmt: skip


class SignMinutesForm(StepForm):
    """The chair signs the minutes, or returns them to the secretary."""

    outcome = RadioField(
        _l("What do you decide?"),
        choices=[
            SelectChoice("signed", _l("Sign: the minutes are locked and nothing of them changes any more")),
            SelectChoice("returned", _l("Return to the secretary for correction")),
        ],
        validators=[required(_l("Choose what you decide."))],
    )
    reason = TextAreaField(
        _l("What is to be corrected"), description=_l("Only for a return. The secretary reads it."),
        validators=[at_most(2000)], filters=[clean],
    )  # fmt: skip


class CancelMeetingForm(StepForm):
    """Why a meeting is called off."""

    reason = TextAreaField(
        _l("Why is the meeting called off?"), validators=[required(_l("Say why.")), at_most(1000)], filters=[clean]
    )


FORMS = {
    "plan_meeting": PlanMeetingForm,
    "change_agenda": AgendaForm,
    "appoint_board": BoardForm,
    "take_code": PressForm,
    "release_share": ReleaseForm,
    "void_round": ReasonForm,
    "prepare_meeting": PressForm,
    "freeze_roster": FreezeRosterForm,
    "mark_attendance": AttendanceForm,
    "recuse": RecuseForm,
    "open_round": OpenRoundForm,
    "cast_ballot": BallotForm,
    "close_round": PressForm,
    "hold_rounds": PressForm,
    "break_tie": TieForm,
    "adopt_results": AdoptForm,
    "write_minutes": MinutesForm,
    "sign_minutes": SignMinutesForm,
    "cancel_meeting": CancelMeetingForm,
}
