"""Schemas become kinds: the shape of a definition, and what its properties mean."""

# `shapes` finds the files, `node` says what properties mean, `validating` holds data
# against a schema, `kind` joins these, and `own` adds what a handbook brings.

from remit.schema.fitting import fitting
from remit.schema.kind import ANYWHERE, Kind, Kinds, faults
from remit.schema.node import (
    CITES,
    DEFINITIONS,
    EXPRESSIONS,
    FILTER,
    FORMULA,
    MENTION,
    MENTIONING,
    PARTIES,
    PLAYS,
    RULED,
    SCHEMA,
    UNKNOWN_NODE,
    VALUE,
    WEIGHTS,
    Node,
    Reference,
    below,
    references,
)
from remit.schema.own import RESERVED, load_kinds
from remit.schema.shapes import SHAPES, SUFFIX, metaschema, output_schema, schema_folder
from remit.schema.validating import schema_faults, validator

__all__ = [
    "ANYWHERE",
    "CITES",
    "DEFINITIONS",
    "EXPRESSIONS",
    "FILTER",
    "FORMULA",
    "MENTION",
    "MENTIONING",
    "PARTIES",
    "PLAYS",
    "RESERVED",
    "RULED",
    "SCHEMA",
    "SHAPES",
    "SUFFIX",
    "UNKNOWN_NODE",
    "VALUE",
    "WEIGHTS",
    "Kind",
    "Kinds",
    "Node",
    "Reference",
    "below",
    "faults",
    "fitting",
    "load_kinds",
    "metaschema",
    "output_schema",
    "references",
    "schema_faults",
    "schema_folder",
    "validator",
]
