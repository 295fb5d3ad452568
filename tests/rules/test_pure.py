"""The rules reach no database, no web framework and no session: imported alone, none of these is loaded."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PURE = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for pattern in ("*/rules.py", "*/rules/*.py", "*/words.py", "base/text.py", "base/clock.py", "base/finding.py")
    for path in (ROOT / "models").glob(pattern)
)
FORBIDDEN = ("sqlalchemy", "flask", "wtforms", "SpiffWorkflow", "models.base.tables", "models.base.session")


def loaded_by(module: str) -> list[str]:
    code = f"import {module}, sys; print([name for name in {FORBIDDEN!r} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    loaded: list[str] = __import__("ast").literal_eval(run.stdout)
    return loaded


def test_the_check_sees_a_database():
    assert "sqlalchemy" in loaded_by("models.base.session")
    assert len(PURE) > 15


@pytest.mark.parametrize("module", PURE)
def test_rules_and_words_are_pure(module):
    assert loaded_by(module) == []
