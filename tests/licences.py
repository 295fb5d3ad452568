"""Writes the table of shipped licences into the README, from the lock files and what is installed; or checks it."""

from __future__ import annotations

import json
import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- licences: begin (python -m tests.licences) -->", "<!-- licences: end -->"
LOCKED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^ \\;]+)", re.MULTILINE)
SHIPPED_NODE = ("@fontsource/be-vietnam-pro", "bpmn-js", "govuk-frontend")
LONG = 60


def table() -> str:
    """One row for each package that an installation runs with."""
    rows = [("package", "version", "licence"), ("---", "---", "---")]
    rows += [(name, version, _python_licence(name)) for name, version in LOCKED.findall(_read("requirements.txt"))]
    rows += [(name, *_node_licence(name)) for name in SHIPPED_NODE]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows if row[2])


def _python_licence(name: str) -> str:
    """What the package says of itself; empty for one that this platform does not install."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return ""
    classifiers = [
        line.rpartition(" :: ")[2] for line in said.get_all("Classifier") or () if line.startswith("License")
    ]
    named_as = {**said.json}
    short = str(named_as.get("license_expression") or named_as.get("license") or "")
    plain = short.strip().splitlines()[0] if short.strip() else ""
    named = 0 < len(plain) < LONG and not plain.startswith("Copyright")
    return plain if named else ", ".join(classifiers) or "see the package"


def _node_licence(name: str) -> tuple[str, str]:
    said = json.loads(_read(f"node_modules/{name}/package.json"))
    licence = said.get("license", "see the package")
    return said["version"], "bpmn.io licence (watermark stays)" if licence.startswith("SEE") else licence


def _read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def main() -> int:
    readme = ROOT / "README.md"
    text = readme.read_text("utf-8")
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    wanted = f"{head}{BEGIN}\n{table()}\n{END}{tail}"
    if "--check" not in sys.argv:
        readme.write_text(wanted, "utf-8")
    elif wanted != text:
        sys.stderr.write("README.md: the table of licences is old; run .venv/bin/python -m tests.licences\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
