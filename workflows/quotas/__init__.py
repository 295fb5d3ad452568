"""Steps and acts of quotas."""

from workflows.call import Step

STEPS: tuple[Step, ...] = ()
