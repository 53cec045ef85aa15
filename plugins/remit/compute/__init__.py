"""Metrics computed over records of systems; nothing of the records or the handbook is executed."""

# Each name is imported when it is first asked for: a check without worked examples computes nothing.

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from remit.compute.answers import Answer, compute
    from remit.compute.evaluate import Around, Evaluation, Step
    from remit.compute.model import KINDS, Metric, Model, model_from, model_of
    from remit.compute.periods import Period, period_named
    from remit.compute.reading import read_records
    from remit.compute.records import Records, records_of
    from remit.compute.showing import shown
    from remit.compute.values import CannotTell, Cell, Groups, Result, Single, Unknown
else:
    _HOMES = {
        "remit.compute.answers": ("Answer", "compute"),
        "remit.compute.evaluate": ("Around", "Evaluation", "Step"),
        "remit.compute.model": ("KINDS", "Metric", "Model", "model_from", "model_of"),
        "remit.compute.periods": ("Period", "period_named"),
        "remit.compute.reading": ("read_records",),
        "remit.compute.records": ("Records", "records_of"),
        "remit.compute.showing": ("shown",),
        "remit.compute.values": ("CannotTell", "Cell", "Groups", "Result", "Single", "Unknown"),
    }

    def __getattr__(name: str) -> Any:
        import importlib

        home = next((home for home, names in _HOMES.items() if name in names), None)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(home), name)
        globals()[name] = value
        return value


__all__ = [
    "KINDS",
    "Answer",
    "Around",
    "CannotTell",
    "Cell",
    "Evaluation",
    "Groups",
    "Metric",
    "Model",
    "Period",
    "Records",
    "Result",
    "Single",
    "Step",
    "Unknown",
    "compute",
    "model_from",
    "model_of",
    "period_named",
    "read_records",
    "records_of",
    "shown",
]
