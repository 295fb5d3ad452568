"""Criteria groups: what the plan asks of which nominees."""

from __future__ import annotations

from dataclasses import dataclass

from models.schemes.words import SubjectKind


@dataclass(frozen=True)
class Criterion:
    """One item of a criteria group; `central_only` items count for awards of the central level (E09)."""

    key: str
    text: str
    central_only: bool


@dataclass(frozen=True)
class CriteriaGroup:
    """The criteria of one group of subjects; `organization_kinds` is None when it holds for all."""

    key: str
    number: str
    name: str
    subject_kinds: tuple[SubjectKind, ...]
    organization_kinds: tuple[str, ...] | None
    items: tuple[Criterion, ...]

    def concerns(self, subject_kind: SubjectKind, organization_kind: str | None) -> bool:
        """Whether the group speaks of nominees of this kind."""
        if subject_kind not in self.subject_kinds:
            return False
        return self.organization_kinds is None or organization_kind in self.organization_kinds

    def items_for(self, central: bool) -> tuple[Criterion, ...]:
        """The items that count for an award, with those of the central level only for a central one."""
        return tuple(item for item in self.items if central or not item.central_only)


def criteria_for(
    groups: tuple[CriteriaGroup, ...], subject_kind: SubjectKind, organization_kind: str | None
) -> tuple[CriteriaGroup, ...]:
    """The groups that speak of such a nominee; none when the plan names no criteria for it."""
    return tuple(group for group in groups if group.concerns(subject_kind, organization_kind))
