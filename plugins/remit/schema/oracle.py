"""The other validator: where the `jsonschema` library sees misfits, to hold the fast one against."""

# No check asks it: it is slow. A test compares what both lead to.

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema
from referencing import Registry


def places(schema: Mapping[str, Any], data: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The same places as `validating` finds, by the `jsonschema` library."""
    oracle = jsonschema.validators.extend(jsonschema.Draft202012Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]
    for error in oracle(schema, registry=Registry()).iter_errors(data):
        path, within = tuple(error.absolute_path), list(error.absolute_schema_path)
        if within[-2:-1] == ["propertyNames"] and within[-3:-2] != ["properties"]:
            yield (*path, error.instance), "propertyNames"
        else:
            yield path, str(error.validator)


def _pattern(_checker: Any, pattern: str, text: Any, _schema: Any) -> Iterator[Any]:
    """`pattern` as JSON Schema means it: `$` ends the text, where Python's lets a line break follow."""
    if isinstance(text, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), text):
        yield jsonschema.ValidationError(f"{text!r} does not match {pattern!r}")
