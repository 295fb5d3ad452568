"""Steps and acts of awards."""

from workflows.awards import deciding, outside, telling
from workflows.call import Step

STEPS = (
    Step("decide_award", deciding.decide_award, outcomes=("decided", "sent_back")),
    Step("issue_decision", deciding.issue_decision, outcomes=("final", "forwarded")),
    Step("enter_outside_result", outside.enter_outside_result, outcomes=("done",)),
    Step("confirm_outside_result", outside.confirm_outside_result, outcomes=("confirmed", "sent_back")),
    Step(
        "send_notices",
        telling.send_notices,
        outcomes=("done",),
        automatic=True,
        sends={"council_concluded": ("adopted", "not_adopted"), "dossier_decided": ("done",)},
    ),
)
