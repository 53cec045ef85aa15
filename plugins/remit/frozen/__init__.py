"""Dataclasses that nobody changes: held by the type checker, and made at a quarter of the cost."""

# Python guards `frozen=True` by setting each field through a call, which makes making an object four times as
# dear; a check makes a hundred of them for each definition. The type checker reads every line of the package
# and refuses each assignment to a frozen field, so the guard at run time is left out where many are made.

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(*, frozen: bool = False, eq: bool = True, **more: Any) -> Callable[[type], type]:
        """As `dataclasses.dataclass`; frozen ones are equal and hashed by their fields, and not guarded."""
        return dataclasses.dataclass(eq=eq, unsafe_hash=frozen and eq, **more)
