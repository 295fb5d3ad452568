"""Steps and acts of nominations."""

from workflows.call import Step

STEPS: tuple[Step, ...] = ()
