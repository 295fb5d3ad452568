"""Awards, their buckets and limits, and which bucket takes a nominee."""

from __future__ import annotations

from dataclasses import dataclass

from models.schemes.words import DecidingBody, LimitKind, SubjectKind


@dataclass(frozen=True)
class Bucket:
    """A set of nominees that share one limit.

    `organization_kinds` is None when the nominee may come from anywhere; `limit` is None when the
    number is not announced yet, which differs from 0.
    """

    key: str
    name: str
    subject_kinds: tuple[SubjectKind, ...]
    organization_kinds: tuple[str, ...] | None
    limit: int | None

    @property
    def from_anywhere(self) -> bool:
        return self.organization_kinds is None

    @property
    def announced(self) -> bool:
        return self.limit is not None

    def takes(self, subject_kind: SubjectKind, organization_kind: str | None) -> bool:
        """Whether a nominee of this kind, belonging to an organisation of that kind, falls in here."""
        if subject_kind not in self.subject_kinds:
            return False
        return self.organization_kinds is None or organization_kind in self.organization_kinds


@dataclass(frozen=True)
class Award:
    """One award of the scheme.

    `original_sets` is the number of sets of originals, None when the deciding body gives its own
    guidance (`own_guidance` says so in the plan's words); `phase` and `parts` are keys.
    """

    key: str
    number: str
    name: str
    short_name: str
    decided_by: DecidingBody
    body_name: str
    limits: LimitKind
    phase: str
    central: bool
    original_sets: int | None
    own_guidance: str
    parts: tuple[str, ...]
    buckets: tuple[Bucket, ...]

    def bucket(self, key: str) -> Bucket:
        """The bucket with this key; KeyError when the award has none."""
        return _by_key(self.buckets, key)

    def total(self, subject_kind: SubjectKind) -> int | None:
        """The sum of the limits of the buckets that take this kind of subject; None when one is unannounced.

        Derived, never stored: the plan states buckets, not totals. 0 when no bucket takes the kind.
        """
        limits = [bucket.limit for bucket in self.buckets if subject_kind in bucket.subject_kinds]
        known = [limit for limit in limits if limit is not None]
        return sum(known) if len(known) == len(limits) else None


def _by_key(buckets: tuple[Bucket, ...], key: str) -> Bucket:
    for bucket in buckets:
        if bucket.key == key:
            return bucket
    raise KeyError(key)


def buckets_for(award: Award, subject_kind: SubjectKind, organization_kind: str | None) -> tuple[Bucket, ...]:
    """The buckets of `award` that take such a nominee, in the order of the plan.

    None at all is E22: the nominee is refused for this award, never put into the nearest bucket.
    `organization_kind` is the kind of the nominee's own organisation, None when it has none.
    """
    return tuple(bucket for bucket in award.buckets if bucket.takes(subject_kind, organization_kind))
