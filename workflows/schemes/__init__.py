"""Steps and acts of schemes."""

from workflows.call import Step
from workflows.schemes import release

STEPS = (Step("load_scheme", release.load_scheme),)
