"""Steps and acts of quotas."""

from workflows.call import Step
from workflows.quotas import announcing

STEPS = (
    Step("announce_quota", announcing.announce_quota),
    Step("raise_quota", announcing.raise_quota),
    Step("lower_quota", announcing.lower_quota),
)
