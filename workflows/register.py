"""The register of all steps and acts, joined from the nouns."""

from __future__ import annotations

from typing import Any

from models.people.words import Role
from workflows import awards, campaigns, council, nominations, people, process, quotas, schemes
from workflows.call import Step

STEPS: dict[str, Step] = {
    step.name: step
    for noun in (people, schemes, process, campaigns, nominations, quotas, council, awards)
    for step in noun.STEPS
}
# What the code knows of diagrams, for the check before a release.
KNOWN: dict[str, Any] = {
    "roles": frozenset(str(role) for role in Role),
    "steps": {step.name: step.outcomes for step in STEPS.values() if step.outcomes and not step.automatic},
    "automatic": {step.name: step.outcomes for step in STEPS.values() if step.automatic},
    "messages": {name: outcomes for step in STEPS.values() for name, outcomes in step.sends.items()},
}
