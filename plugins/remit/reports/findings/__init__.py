"""The formats of findings: each module of this folder is one, by its own name, with a function `report`."""

# The folder is the table: `--format` offers what lies here. A format is imported when it is written.

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from remit.checking import Checked


def _writer(name: str) -> Callable[[Checked], str]:
    def write(checked: Checked) -> str:
        report: Callable[[Checked], str] = importlib.import_module(f"{__name__}.{name}").report
        return report(checked)

    return write


FORMATS: Mapping[str, Callable[[Checked], str]] = {
    module.name: _writer(module.name) for module in pkgutil.iter_modules(__path__)
}
