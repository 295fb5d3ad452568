"""Steps and acts of council."""

from models.council.roster import may_recuse
from workflows.call import Step
from workflows.council import adopting, attending, board, minutes, preparing, recusing, voting

STEPS = (
    Step("plan_meeting", preparing.plan_meeting),
    Step("change_agenda", preparing.change_agenda),
    Step("prepare_meeting", preparing.prepare_meeting, outcomes=("done",)),
    Step("freeze_roster", preparing.freeze_roster, outcomes=("done",)),
    Step("mark_attendance", attending.mark_attendance),
    Step("recuse", recusing.recuse, may=may_recuse),
    Step("appoint_board", board.appoint_board),
    Step("take_code", board.take_code, may=board.may_take, own_key=True),
    Step("open_round", voting.open_round),
    Step("cast_ballot", voting.cast_ballot, may=voting.may_cast, own_key=True, traceless=True),
    Step("close_round", voting.close_round),
    Step("release_share", board.release_share, may=board.may_release, own_key=True),
    Step("void_round", board.void_round),
    Step("hold_rounds", voting.hold_rounds, outcomes=("done",)),
    Step("break_tie", adopting.break_tie),
    Step(
        "adopt_results",
        adopting.adopt_results,
        outcomes=("adopted", "reopened"),
        sends={"council_concluded": ("adopted", "not_adopted"), "dossier_decided": ("done",)},
    ),
    Step("write_minutes", minutes.write_minutes, outcomes=("done",)),
    Step("sign_minutes", minutes.sign_minutes, outcomes=("signed", "returned")),
    Step("cancel_meeting", preparing.cancel_meeting, sends={"meeting_cancelled": ("done",)}),
)
