"""Steps and acts of council."""

from workflows.call import Step

STEPS: tuple[Step, ...] = ()
