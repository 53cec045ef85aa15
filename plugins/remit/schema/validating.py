"""Where data does not fit a schema, and which of its words it breaks."""

# A validator says where, and which keyword; the sentences are ours (see `faults.py`), made from the
# schema and the data, so both validators give the same findings. jsonschema-rs is fast: it reads all
# definitions. The `jsonschema` library is everywhere: it holds a company's own schemas against the
# metaschema, and stands in for the other where that has no build.

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from remit.frozen import dataclass
from remit.schema.faults import Fault, Path, alike, explain
from remit.schema.patterns import translated
from remit.schema.shapes import metaschema

Place: TypeAlias = tuple[Path, str]  # where, and the keyword that is broken there


@dataclass(frozen=True, slots=True)
class Validator:
    """A schema that data can be held against: whether all of it fits, and the places where it does not.

    The path of a `propertyNames` ends in the name that does not fit.
    """

    is_valid: Callable[[Any], bool]
    places: Callable[[Any], Iterator[Place]]


class UnusableSchema(ValueError):
    """A schema that no validator can be made of: the path in it, and the value there, when they are known."""

    def __init__(self, message: str, at: Path = (), value: Any = None) -> None:
        super().__init__(message)
        self.at, self.value = at, value


def validator(schema: Mapping[str, Any]) -> Validator:
    """The validator of a schema; raises UnusableSchema when it cannot be read."""
    try:
        import jsonschema_rs
    except ImportError:  # it has no build for this machine
        return by_jsonschema(schema)
    try:
        compiled = jsonschema_rs.Draft202012Validator(
            dict(schema), retriever=_refuse, pattern_options=jsonschema_rs.RegexOptions()
        )
    except ValueError as problem:
        at = tuple(getattr(problem, "instance_path", ()))
        raise UnusableSchema(str(problem), at, getattr(problem, "instance", None)) from problem
    return Validator(compiled.is_valid, lambda data: _compiled_places(compiled.iter_errors(data)))


def _refuse(uri: str) -> Any:
    raise ValueError(f"`{uri}` is not fetched: a schema stands alone")


def _compiled_places(errors: Any) -> Iterator[Place]:
    for error in errors:
        keyword, path = error.kind.name, tuple(error.instance_path)
        yield (*path, error.kind.error.instance) if keyword == "propertyNames" else path, keyword


# -- the jsonschema library ---------------------------------------------------


def by_jsonschema(schema: Mapping[str, Any]) -> Validator:
    """The same by the `jsonschema` library; raises UnusableSchema for a pattern that cannot be used."""
    from referencing import Registry

    for at, pattern in _patterns(schema):
        try:
            translated(pattern)
        except ValueError as problem:
            raise UnusableSchema(str(problem), at, pattern) from problem
    library = _library()(schema, registry=Registry())  # an empty one fetches nothing
    return Validator(library.is_valid, lambda data: _library_places(library.iter_errors(data)))


def _patterns(schema: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every `pattern` in a schema, with its path."""
    for key, below in schema.items() if isinstance(schema, Mapping) else ():
        if key in ("properties", "$defs"):
            for name, each in below.items():
                yield from _patterns(each, (*path, key, name))
        elif key == "pattern":
            yield (*path, key), below
        elif key == "anyOf":
            for number, each in enumerate(below):
                yield from _patterns(each, (*path, key, number))
        else:
            yield from _patterns(below, (*path, key))


@functools.cache
def _library() -> Any:
    import jsonschema

    def pattern(_checker: Any, pattern: str, text: Any, _schema: Any) -> Iterator[Any]:
        if isinstance(text, str) and not translated(pattern).search(text):
            yield jsonschema.ValidationError(f"{text!r} does not match {pattern!r}")

    def unique(_checker: Any, wanted: bool, value: Any, _schema: Any) -> Iterator[Any]:
        # Its own compares each item with all before it as soon as one is a mapping.
        if wanted and isinstance(value, list) and len(set(map(alike, value))) < len(value):
            yield jsonschema.ValidationError("an item stands twice")

    own = {"pattern": pattern, "uniqueItems": unique}
    return jsonschema.validators.extend(jsonschema.Draft202012Validator, own)  # type: ignore[no-untyped-call]


def _library_places(errors: Any) -> Iterator[Place]:
    for error in errors:
        path, within = tuple(error.absolute_path), list(error.absolute_schema_path)
        if within[-2:-1] == ["propertyNames"] and within[-3:-2] != ["properties"]:
            yield (*path, error.instance), "propertyNames"
        else:
            yield path, str(error.validator)


# -- misfits ------------------------------------------------------------------


def misfits(schema: Mapping[str, Any], checker: Validator, data: Any) -> Iterator[Fault]:
    """What is wrong with data, in our own words; `checker` is the validator of the schema."""
    yield from explain(schema, data, checker.places(data))


def schema_faults(raw: Any) -> Iterator[Fault]:
    """What keeps a JSON document from being a schema of a kind."""
    return misfits(metaschema(), _metachecker(), raw)


@functools.cache
def _metachecker() -> Validator:
    return by_jsonschema(metaschema())
