"""Steps and acts of people."""

from workflows.call import Step

STEPS: tuple[Step, ...] = ()
