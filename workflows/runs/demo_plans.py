"""What stands where on the demo's day: dossiers in every state, works of all eight districts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from models.schemes.words import SubjectKind
from workflows.runs.story import Story
from workflows.runs.story_cast import MANNED, Cast
from workflows.runs.story_desk import DossierPlan, Fate, LinePlan, Stop
from workflows.runs.story_works import WorkStop

_A, _W = Stop, WorkStop
# Whose, begun when, left where.
DISTRICT_WORKS = (
    ("gia-nghia", date(2023, 11, 6), _W.ACCEPTED),
    ("cu-jut", date(2023, 11, 13), _W.ACCEPTED),
    ("dak-glong", date(2023, 11, 20), _W.ACCEPTED),
    ("dak-mil", date(2023, 11, 27), _W.ACCEPTED),
    ("dak-rlap", date(2024, 3, 11), _W.ACCEPTED),
    ("dak-song", date(2024, 4, 8), _W.COMPLETED),
    ("krong-no", date(2024, 5, 13), _W.RUNNING),
    ("tuy-duc", date(2024, 6, 13), _W.WAITING),
)
OTHER_WORKS = (
    ("ubmttq-tinh", date(2023, 11, 8), _W.ACCEPTED),
    ("ban-phong-trao", date(2023, 12, 6), _W.ACCEPTED),
    ("hoi-nong-dan-tinh", date(2023, 12, 11), _W.ACCEPTED),
    ("hoi-phu-nu-tinh", date(2024, 1, 8), _W.ACCEPTED),
    ("doan-thanh-nien-tinh", date(2024, 4, 15), _W.RUNNING),
    ("xa-mau-01", date(2023, 11, 15), _W.ACCEPTED),
    ("xa-mau-05", date(2023, 11, 22), _W.ACCEPTED),
    ("xa-mau-06", date(2023, 12, 13), _W.ACCEPTED),
    ("xa-mau-09", date(2023, 12, 20), _W.ACCEPTED),
    ("xa-mau-13", date(2024, 1, 10), _W.ACCEPTED),
    ("xa-mau-17", date(2024, 1, 17), _W.CANCELLED),
    ("xa-mau-21", date(2024, 5, 22), _W.RUNNING),
    ("xa-mau-25", date(2024, 6, 7), _W.RETURNED),
    ("xa-mau-29", date(2024, 6, 14), _W.WAITING),
    ("thon-mau-01", date(2023, 12, 18), _W.ACCEPTED),
    ("thon-mau-07", date(2024, 2, 20), _W.ACCEPTED),
    ("thon-mau-19", date(2024, 6, 12), _W.WAITING),
    ("hoi-nong-dan.cu-jut", date(2024, 1, 22), _W.ACCEPTED),
)


@dataclass(frozen=True)
class Entry:
    """A dossier of the demo in short: `bodies` are nominated as collectives, `persons` by where they belong.

    A name after a colon says what becomes of the line; `!` stands for a person nominated elsewhere as well.
    """

    body: str
    day: date
    award: str = "vi3"
    bodies: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    stop: Stop = Stop.READY
    head_sends_back: bool = False
    returned: bool = False
    withdrawn_after: Stop | None = None
    secret: bool = False


ENTRIES = (
    # adopted by the first meeting and decided; one line was sent back
    Entry("ban-to-chuc-tuyen-giao", date(2024, 3, 4), bodies=("",), persons=("",)),
    Entry("van-phong", date(2024, 3, 5), bodies=("",), persons=("",)),
    Entry("ban-phong-trao", date(2024, 3, 7), bodies=("",), persons=("",)),
    Entry("ban-dan-chu-phap-luat", date(2024, 3, 11), bodies=("",), persons=("",), secret=True),
    Entry("gia-nghia", date(2024, 3, 12), bodies=("", "xa-mau-01", "hoi-phu-nu.gia-nghia"),
          persons=("", "xa-mau-02"), head_sends_back=True),
    Entry("cu-jut", date(2024, 3, 14), bodies=("", "xa-mau-05", "xa-mau-06:declined", "hoi-nong-dan.cu-jut"),
          persons=("", "thon-mau-07")),
    Entry("hoi-nong-dan-tinh", date(2024, 3, 18), bodies=("",), persons=("",), returned=True),
    # adopted by the second meeting; the standing committee has not decided yet
    Entry("hoi-phu-nu-tinh", date(2024, 5, 13), bodies=("",), persons=("",)),
    Entry("dak-mil", date(2024, 5, 14), bodies=("", "xa-mau-13", "thon-mau-19"), persons=("xa-mau-14",)),
    Entry("hoi-cuu-chien-binh-tinh", date(2024, 5, 16), bodies=("",)),
    # ready: the meeting of the day
    Entry("dak-glong", date(2024, 5, 30), bodies=("", "xa-mau-09"), persons=("!", "xa-mau-10", "thon-mau-14")),
    Entry("dak-rlap", date(2024, 5, 31), bodies=("", "xa-mau-17", "thon-mau-25"), persons=("", "xa-mau-18")),
    Entry("krong-no", date(2024, 6, 3), bodies=("", "hoi-nong-dan.krong-no"), persons=("", "xa-mau-25", "thon-mau-37")),
    Entry("dak-song", date(2024, 6, 3), bodies=("xa-mau-21",), persons=("", "xa-mau-22:held")),
    Entry("lien-doan-lao-dong-tinh", date(2024, 6, 4), bodies=("",), persons=(":ineligible",)),
    # ready: their number is not announced yet
    Entry("hoi-phu-nu-tinh", date(2024, 5, 20), "vi2", bodies=("",), persons=("",)),
    Entry("cu-jut", date(2024, 5, 22), "vi2", bodies=("xa-mau-07",), persons=("xa-mau-08",)),
    # with the appraisers
    Entry("tuy-duc", date(2024, 6, 5), bodies=("",), persons=("", "xa-mau-30"), stop=_A.IN_APPRAISAL),
    Entry("hoi-nong-dan-tinh", date(2024, 6, 6), "vi2", bodies=("",), persons=("",), stop=_A.RECEIVED),
    # waiting for receipt
    Entry("dak-song", date(2024, 6, 10), "vi2", bodies=("",), persons=("",), stop=_A.SUBMITTED),
    Entry("gia-nghia", date(2024, 6, 11), "vi2", bodies=("xa-mau-03",), persons=("",), stop=_A.SUBMITTED),
    # returned, one of them overdue
    Entry("dak-glong", date(2024, 5, 21), "vi2", bodies=("",), persons=("!",), stop=_A.RETURNED),
    Entry("krong-no", date(2024, 6, 4), "vi2", bodies=("xa-mau-26",), persons=("",), stop=_A.RETURNED),
    # with the heads
    Entry("dak-rlap", date(2024, 6, 10), "vi2", bodies=("",), persons=("",), stop=_A.WITH_HEAD),
    Entry("ban-phong-trao", date(2024, 6, 12), "vi2", persons=("", ""), stop=_A.WITH_HEAD),
    # drafts, some with lines from below
    Entry("tuy-duc", date(2024, 6, 12), "vi2", bodies=("xa-mau-29:proposed",), persons=("",), stop=_A.DRAFT),
    Entry("dak-mil", date(2024, 6, 10), "vi1", bodies=("", "xa-mau-15"), persons=("xa-mau-13:proposed",),
          stop=_A.DRAFT),
    Entry("van-phong", date(2024, 6, 14), "vi2", stop=_A.DRAFT),
    Entry("ban-dan-chu-phap-luat", date(2024, 6, 13), "vi2", persons=("",), stop=_A.DRAFT),
    # withdrawn
    Entry("lien-doan-lao-dong-tinh", date(2024, 4, 9), "vi2", bodies=("",), withdrawn_after=_A.SUBMITTED),
    Entry("hoi-cuu-chien-binh-tinh", date(2024, 5, 7), "vi2", bodies=("",), persons=("",), withdrawn_after=_A.READY),
)  # fmt: skip


def demo_plans(story: Story, cast: Cast) -> Iterator[tuple[date, DossierPlan]]:
    """The dossiers of the demo with the days on which they are begun."""
    shared: dict[str, LinePlan] = {}
    for entry in ENTRIES:
        lines = [_line(story, cast, entry, SubjectKind.COLLECTIVE, told) for told in entry.bodies]
        for told in entry.persons:
            line = _line(story, cast, entry, SubjectKind.INDIVIDUAL, told.removeprefix("!"))
            if told.startswith("!"):
                line = shared.setdefault(line.body.code, line)
            lines.append(line)
        yield entry.day, DossierPlan(
            cast.bodies[entry.body], entry.award, tuple(lines), stop=entry.stop, head_sends_back=entry.head_sends_back,
            returned=entry.returned, withdrawn_after=entry.withdrawn_after, secret=entry.secret,
        )  # fmt: skip


def _line(story: Story, cast: Cast, entry: Entry, kind: SubjectKind, told: str) -> LinePlan:
    code, _, fate = told.partition(":")
    body = cast.bodies[code or entry.body]
    below = body.code in MANNED
    line = LinePlan(body, kind, fate=Fate[fate.upper()] if fate else Fate.ELIGIBLE, from_below=below)
    if kind is SubjectKind.COLLECTIVE:
        return line
    invent = story.invent
    return replace(line, name=invent.name(), born=invent.born(), honorific=invent.honorific())
