"""The formats of findings: each module of this folder is one, by its own name.

`report(checked)` writes it, `failure(reason)` says in it why nothing could be checked, and `PATHS` says how
paths are seen: from the top of the repository, as a host wants them, or from where the command was called.
"""

# The folder is the table: `--format` offers what lies here. A format is imported when it is written.

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from remit.frozen import dataclass

if TYPE_CHECKING:
    from remit.checking import Checked


@dataclass(frozen=True, slots=True)
class Format:
    """One format; calling it writes a report."""

    name: str

    def __call__(self, checked: Checked) -> str:
        """All findings."""
        text: str = self._module().report(checked)
        return text

    def failure(self, reason: str) -> str:
        """Why nothing could be checked: whoever reads only the report must not find it empty."""
        text: str = self._module().failure(reason)
        return text

    @property
    def is_for_a_host(self) -> bool:
        """Whether its paths are seen from the top of the repository."""
        return not self.is_for_people

    @property
    def is_for_people(self) -> bool:
        """Whether it is read on a terminal, where a failure is told anyway and paths are seen from there."""
        return bool(self._module().PATHS == "shell")

    def _module(self) -> Any:
        return importlib.import_module(f"{__name__}.{self.name}")


FORMATS: Mapping[str, Format] = {
    module.name: Format(module.name) for module in pkgutil.iter_modules(__path__)
}
