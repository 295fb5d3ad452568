"""Which bucket takes whom: every kind of organisation and of subject against every award of plan 286."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.people.words import OrganizationKind
from models.schemes.reading import read_scheme
from models.schemes.shape.limits import Bucket, buckets_for
from models.schemes.words import SubjectKind

FILE = Path(__file__).parents[2] / "workflows" / "schemes" / "286-kh-mttq-btt.yaml"
PLAN = read_scheme(FILE.read_text("utf-8"), FILE.name)

# organisation kind: (VI.1, VI.2, VI.3) for a collective; "-" = no bucket (E22)
COLLECTIVES = {
    "provincial_committee": ("-", "vi2.any", "-"),
    "provincial_board": ("-", "vi2.any", "vi3.collective.board"),
    "provincial_member_org": ("-", "vi2.any", "vi3.collective.member_org"),
    "district_committee": ("vi1.collective.district", "vi2.any", "vi3.collective.district"),
    "district_member_org": ("-", "vi2.any", "vi3.collective.district"),
    "commune_committee": ("vi1.collective.commune", "vi2.any", "vi3.collective.commune"),
    "front_work_committee": ("-", "vi2.any", "vi3.collective.commune"),
    None: ("-", "vi2.any", "-"),
}
INDIVIDUALS = {
    "provincial_committee": ("vi1.individual", "vi2.any", "vi3.individual.province"),
    "provincial_board": ("vi1.individual", "vi2.any", "vi3.individual.province"),
    "provincial_member_org": ("vi1.individual", "vi2.any", "vi3.individual.province"),
    "district_committee": ("vi1.individual", "vi2.any", "vi3.individual.local"),
    "district_member_org": ("vi1.individual", "vi2.any", "-"),
    "commune_committee": ("vi1.individual", "vi2.any", "vi3.individual.local"),
    "front_work_committee": ("vi1.individual", "vi2.any", "vi3.individual.local"),
    None: ("vi1.individual", "vi2.any", "-"),
}
TABLE = [
    (award, subject, kind, expected)
    for subject, rows in ((SubjectKind.COLLECTIVE, COLLECTIVES), (SubjectKind.INDIVIDUAL, INDIVIDUALS))
    for kind, row in rows.items()
    for award, expected in zip(("vi1", "vi2", "vi3"), row, strict=True)
]


@pytest.mark.parametrize(("award", "subject", "kind", "expected"), TABLE)
def test_bucket_of_a_nominee(award: str, subject: SubjectKind, kind: str | None, expected: str) -> None:
    keys = [bucket.key for bucket in buckets_for(PLAN.award(award), subject, kind)]
    assert keys == ([] if expected == "-" else [expected])


def test_the_table_is_whole() -> None:
    kinds = {kind.value for kind in OrganizationKind} | {None}
    assert set(COLLECTIVES) == set(INDIVIDUALS) == kinds
    assert len(TABLE) == 3 * 2 * len(kinds)


def test_every_bucket_takes_somebody() -> None:
    assert {expected for *_, expected in TABLE} - {"-"} == {
        bucket.key for award in PLAN.awards for bucket in award.buckets
    }


def test_a_kind_the_scheme_never_heard_of_fits_only_where_anybody_fits() -> None:
    assert buckets_for(PLAN.award("vi3"), SubjectKind.INDIVIDUAL, "household") == ()
    assert [b.key for b in buckets_for(PLAN.award("vi1"), SubjectKind.INDIVIDUAL, "household")] == ["vi1.individual"]


def test_no_limit_yet_is_not_zero() -> None:
    unannounced = Bucket("a", "A", (SubjectKind.COLLECTIVE,), None, None)
    none_at_all = Bucket("b", "B", (SubjectKind.COLLECTIVE,), None, 0)
    assert (unannounced.announced, none_at_all.announced) == (False, True)
    assert unannounced.from_anywhere
