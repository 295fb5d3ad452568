"""Steps and acts of process."""

from workflows.call import Step
from workflows.process import releasing, tasks

STEPS = (
    Step("release_diagram", releasing.release_diagram),
    Step("claim_task", tasks.claim_task, may=tasks.may_claim),
    Step("release_task", tasks.release_task, may=tasks.may_release),
    Step("reassign_task", tasks.reassign_task),
)
