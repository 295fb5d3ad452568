"""Steps and acts of campaigns."""

from workflows.call import Step
from workflows.campaigns import phases

STEPS = (
    Step("open_phase", phases.open_phase, fires=phases.opening, outcomes=("done",)),
    Step("close_phase", phases.close_phase, fires=phases.closing, outcomes=("done",)),
)
