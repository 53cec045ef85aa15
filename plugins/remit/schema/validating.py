"""Where data does not fit a schema, and which of its words it breaks."""

# jsonschema-rs decides whether and where; the sentences are ours (see `faults.py`), made from the
# schema and the data, so that every validator would give the same findings.

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any

from remit.schema.faults import Fault, explain
from remit.schema.shapes import metaschema


def validator(schema: Mapping[str, Any]) -> Any:
    """A compiled jsonschema-rs validator; raises ValueError for a schema it cannot read."""
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(
        dict(schema), retriever=_refuse, pattern_options=jsonschema_rs.RegexOptions()
    )


def _refuse(uri: str) -> Any:
    raise ValueError(f"`{uri}` is not fetched: a schema stands alone")


def misfits(schema: Mapping[str, Any], checker: Any, data: Any) -> Iterator[Fault]:
    """What is wrong with data, in our own words; `checker` is the validator of the schema."""
    yield from explain(schema, data, _places(checker.iter_errors(data)))


def _places(errors: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for error in errors:
        keyword, path = error.kind.name, tuple(error.instance_path)
        yield (*path, error.kind.error.instance) if keyword == "propertyNames" else path, keyword


def schema_faults(raw: Any) -> Iterator[Fault]:
    """What keeps a JSON document from being a schema of a kind."""
    return misfits(metaschema(), _metachecker(), raw)


@functools.cache
def _metachecker() -> Any:
    return validator(metaschema())
