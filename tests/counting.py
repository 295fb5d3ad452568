"""Counts the browser tests that ran, in the report of a test run."""

from __future__ import annotations

import sys
from pathlib import Path

from lxml import etree

MARK = "browser"


def browser_tests(report: Path) -> int:
    """How many tests marked `browser` ran to their end, well or badly; skipped ones are not counted."""
    tree = etree.parse(report)
    return sum(
        1
        for case in tree.iter("testcase")
        if case.find(f"properties/property[@name='{MARK}']") is not None and case.find("skipped") is None
    )


if __name__ == "__main__":
    sys.stdout.write(f"{browser_tests(Path(sys.argv[1]))}\n")
