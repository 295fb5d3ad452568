"""Steps and acts of awards."""

from workflows.call import Step

STEPS: tuple[Step, ...] = ()
