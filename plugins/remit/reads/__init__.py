"""What is read while something is made: so that it need not be made again while all of that is as it was."""

# Nobody who reads knows of it: data that is watched is a `dict` that takes down which of its keys are asked
# for. Nothing is taken down outside of `taken_down`.

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, NamedTuple


class Read(NamedTuple):
    """One thing that was read: a property of an owner, by its name; an empty name is all of it."""

    owner: str
    name: str


ALL: Final = ""
OUTSIDE: Final = Read("outside", ALL)  # what nobody can compare: whatever was made with it is made again
_reading: list[Read] | None = None


def note(owner: str, name: str = ALL) -> None:
    """Take down that something was read."""
    if _reading is not None:
        _reading.append(Read(owner, name))


def note_outside() -> None:
    """Take down that something was read that is never known to be as it was."""
    note(*OUTSIDE)


@contextmanager
def taken_down() -> Iterator[list[Read]]:
    """Everything that is read meanwhile, as often as it is read."""
    global _reading  # noqa: PLW0603 - one process makes one page at a time
    before, _reading = _reading, []
    try:
        yield _reading
    finally:
        _reading = before


class Watched(dict[Any, Any]):
    """A mapping that takes down what is read of it: a key that is asked for, or all of it."""

    __slots__ = ("owner",)

    def __init__(self, owner: str, content: Mapping[Any, Any]) -> None:
        super().__init__(content)
        self.owner = owner

    def __getitem__(self, key: Any) -> Any:
        note(self.owner, str(key))
        return super().__getitem__(key)

    def get(self, key: Any, default: Any = None) -> Any:
        """See dict."""
        note(self.owner, str(key))
        return super().get(key, default)

    def __contains__(self, key: object) -> bool:
        note(self.owner, str(key))
        return super().__contains__(key)

    def __iter__(self) -> Iterator[Any]:
        note(self.owner)
        return super().__iter__()

    def __reversed__(self) -> Iterator[Any]:
        note(self.owner)
        return super().__reversed__()

    def __len__(self) -> int:
        note(self.owner)
        return super().__len__()

    def __eq__(self, other: object) -> bool:
        note(self.owner)
        return super().__eq__(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None

    def __or__(self, other: Any) -> Any:
        return {**self} | other

    def __ror__(self, other: Any) -> Any:
        return other | {**self}

    def __repr__(self) -> str:
        note(self.owner)
        return super().__repr__()

    def keys(self) -> Any:
        """See dict."""
        note(self.owner)
        return super().keys()

    def values(self) -> Any:
        """See dict."""
        note(self.owner)
        return super().values()

    def items(self) -> Any:
        """See dict."""
        note(self.owner)
        return super().items()

    def copy(self) -> dict[Any, Any]:
        """See dict."""
        return {**self}


class WatchedRow(tuple[Any, ...]):
    """A tuple that takes down that it is read at all; made by `watched_row`."""

    owner: str

    def __iter__(self) -> Iterator[Any]:
        note(self.owner)
        return super().__iter__()

    def __reversed__(self) -> Iterator[Any]:
        note(self.owner)
        return iter(super().__getitem__(slice(None, None, -1)))

    def __len__(self) -> int:
        note(self.owner)
        return super().__len__()

    def __getitem__(self, key: Any) -> Any:
        note(self.owner)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        note(self.owner)
        return super().__contains__(key)


def watched_row(owner: str, content: tuple[Any, ...]) -> WatchedRow:
    """A tuple that takes down, under the name of an owner, that it is read."""
    row = WatchedRow(content)
    row.owner = owner
    return row
