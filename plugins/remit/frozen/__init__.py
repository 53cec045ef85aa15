"""Dataclasses that nobody changes: held by the type checker, and made at a quarter of the cost."""

# Python guards `frozen=True` by setting each field through a call, which makes making an object four times as
# dear; a check makes a hundred of them for each definition. The type checker reads every line of the package
# and refuses each assignment to a frozen field, so the guard at run time is left out.
# And Python writes and compiles six functions for each such class, which was a fifth of what starting costs.
# Only `__init__` has to be compiled to be fast: the others are the same for all classes but for the fields.

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(
        whole: type | None = None,
        /,
        *,
        frozen: bool = False,
        eq: bool = True,
        repr: bool = True,
        order: bool = False,
        **more: Any,
    ) -> type | Callable[[type], type]:
        """As `dataclasses.dataclass`; frozen ones are equal and hashed by their fields, and not guarded."""

        def made(cls: type) -> type:
            if order:
                return dataclasses.dataclass(eq=eq, repr=repr, order=True, unsafe_hash=frozen and eq, **more)(
                    cls
                )
            own = frozenset(cls.__dict__)
            cls = dataclasses.dataclass(eq=False, repr=False, **more)(cls)
            for name, method in _methods(cls, frozen=frozen, eq=eq, repr=repr).items():
                if name not in own:
                    setattr(cls, name, method)
            return cls

        return made if whole is None else made(whole)


def _methods(cls: type, *, frozen: bool, eq: bool, repr: bool) -> dict[str, Any]:
    """What Python would write for a class: how it is shown, when two are equal, and its hash."""
    fields = dataclasses.fields(cls)
    methods: dict[str, Any] = {}
    if repr:
        methods["__repr__"] = _shown(tuple(each.name for each in fields if each.repr))
    if eq:
        compared = tuple(each.name for each in fields if each.compare)
        hashed = tuple(each.name for each in fields if (each.compare if each.hash is None else each.hash))
        methods["__eq__"] = _equal(_values(compared))
        methods["__hash__"] = _hashed(_values(hashed)) if frozen else None
    return methods


def _values(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """Gives the values of some fields."""
    if len(names) > 1:
        several: Callable[[Any], tuple[Any, ...]] = attrgetter(*names)
        return several
    if names:
        only = attrgetter(names[0])
        return lambda self: (only(self),)
    return lambda _: ()


def _shown(names: tuple[str, ...]) -> Callable[[Any], str]:
    @recursive_repr()
    def shown(self: object) -> str:
        said = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{type(self).__qualname__}({said})"

    return shown


def _equal(values: Callable[[Any], tuple[Any, ...]]) -> Callable[[Any, object], bool]:
    def equal(self: object, other: object) -> bool:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    return equal


def _hashed(values: Callable[[Any], tuple[Any, ...]]) -> Callable[[Any], int]:
    def hashed(self: object) -> int:
        return hash(values(self))

    return hashed
