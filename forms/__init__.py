"""What people type: for each step and act its form; shape only, the rules are asked by the verbs."""

import importlib
import pkgutil
from typing import Any

FORMS: dict[str, Any] = {
    step: form
    for found in sorted(pkgutil.iter_modules(__path__), key=lambda entry: entry.name)
    for step, form in getattr(importlib.import_module(f"{__name__}.{found.name}"), "FORMS", {}).items()
}
