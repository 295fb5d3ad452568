"""Steps and acts of campaigns."""

from workflows.call import Step
from workflows.campaigns import figures, phases, registrations

STEPS = (
    Step("open_phase", phases.open_phase, fires=phases.opening, outcomes=("done",)),
    Step("close_phase", phases.close_phase, fires=phases.closing, outcomes=("done",)),
    Step("announce_phase_end", phases.announce_phase_end),
    Step("register_work", registrations.register_work),
    Step("approve_work", registrations.approve_work, outcomes=("approved", "returned")),
    Step("revise_work", registrations.revise_work, outcomes=("done",)),
    Step("complete_work", registrations.complete_work, due=registrations.completion_due, outcomes=("done",)),
    Step("accept_work", registrations.accept_work, outcomes=("accepted", "returned")),
    Step("cancel_work", registrations.cancel_work, sends={"work_cancelled": ("done",)}),
    Step("report_figure", figures.report_figure),
)
