"""Steps and acts of nominations."""

from workflows.call import Step
from workflows.nominations import appraisal, drafting, holds, letters, lines, parts, pasting, submission

STEPS: tuple[Step, ...] = (
    # the unit's draft
    Step("start_dossier", drafting.start_dossier),
    Step("add_nomination", drafting.add_nomination),
    Step("change_nomination", drafting.change_nomination),
    Step("remove_nomination", drafting.remove_nomination),
    Step("paste_nominations", pasting.paste_nominations),
    Step("propose_line", lines.propose_line),
    Step("withdraw_line", lines.withdraw_line),
    Step("include_line", lines.include_line),
    Step("decline_line", lines.decline_line),
    Step("attach_part", parts.attach_part),
    Step("remove_part", parts.remove_part),
    # the steps of the diagram
    Step("attach_unit_minutes", parts.attach_unit_minutes, outcomes=("done",)),
    Step("attach_achievement_reports", parts.attach_achievement_reports, outcomes=("done",)),
    Step("prepare_summary_roster", parts.prepare_summary_roster, outcomes=("done",)),
    Step("attach_proposal_letter", parts.attach_proposal_letter, outcomes=("done",)),
    Step("submit_dossier", submission.submit_dossier, outcomes=("submitted", "sent_back")),
    Step("revise_dossier", submission.revise_dossier, outcomes=("done",)),
    Step("receive_dossier", appraisal.receive_dossier, outcomes=("received",)),
    Step("appraise_dossier", appraisal.appraise_dossier, outcomes=("ready", "returned")),
    Step("supplement_dossier", submission.supplement_dossier, due=submission.supplement_due, outcomes=("done",)),
    Step(
        "resubmit_dossier",
        submission.resubmit_dossier,
        due=submission.supplement_due,
        outcomes=("submitted", "sent_back"),
    ),
    Step("notify_unit", letters.notify_unit, outcomes=("done",), automatic=True),
    # beside the diagram
    Step("withdraw_dossier", submission.withdraw_dossier, sends={"dossier_withdrawn": ("done",)}),
    Step("discard_dossier", submission.discard_dossier, sends={"dossier_withdrawn": ("done",)}),
    Step("judge_nomination", appraisal.judge_nomination, may=appraisal.may_judge),
    Step("hold_nomination", holds.hold_nomination),
    Step("lift_hold", holds.lift_hold),
    Step("grant_late_exception", holds.grant_late_exception),
)
