"""A pattern of a schema as Python's `re` reads it: the same texts fit, or it is refused."""

# jsonschema-rs has an engine without look-around and back references, whose time is linear. Where
# Python's takes its place, what that engine refuses is refused as well: a handbook that passes the
# check on one machine passes it on all.

from __future__ import annotations

import functools
import re
import warnings

_LARGEST = 100_000  # repetitions inside repetitions, multiplied: about what the other engine takes
_SPACE = r"\t-\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_MEANT = {"d": "0-9", "w": "A-Za-z0-9_", "s": _SPACE}

_TIMES = r"\{(?:\d+,)?(?P<most>\d+)\}"
_SET = r"\[(?!\^?\])(?P<set>(?:\\[dswnrtfvxu!-/:-@\[-`{-~]|[^\]\\])+)\]"
_ESCAPE = r"\\(?:(?P<class>[dDsSwW])|[bnrtfvxuA!-/:-@\[-`{-~])"
_REFUSED = r"\\|\[|\(\?(?!:|P<|[is]+[:)])|(?:[*+?]|\{\d+(?:,\d*)?\})\+|\{(?!\d+(?:,\d*)?\})"
_PARTS = re.compile(rf"{_SET}|{_ESCAPE}|(?P<refused>{_REFUSED})|(?P<end>\$)|{_TIMES}")
_IN_SET = re.compile(r"\\(.)", re.DOTALL)


@functools.lru_cache(maxsize=1024)
def translated(pattern: str) -> re.Pattern[str]:
    """The pattern for `search`; raises ValueError for one that the two engines would not read alike."""
    size = 1
    for part in _PARTS.finditer(pattern):
        size *= int(part["most"] or 1)
        if part["refused"] or size > _LARGEST:
            raise ValueError(f"cannot be used: {part[0]}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a set in a set may mean more in a later Python
        try:
            return re.compile(_PARTS.sub(_in_python, pattern))
        except (re.error, OverflowError, RecursionError) as problem:
            raise ValueError(str(problem)) from problem


def _in_python(part: re.Match[str]) -> str:
    """A part of a pattern for Python, whose `$` lets a line break follow and whose `\\d` is of any script."""
    if part["end"]:
        return r"\Z"
    if part["class"]:
        return f"[{'^' * part['class'].isupper()}{_MEANT[part['class'].lower()]}]"
    if part["set"]:
        return f"[{_IN_SET.sub(lambda found: _MEANT.get(found[1], found[0]), part['set'])}]"
    return part[0]
