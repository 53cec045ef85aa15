"""What a commit changed: one step of a history."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from types import MappingProxyType
from typing import NamedTuple

from remit.change.compare.diff import Data, DefinitionChange
from remit.handbook import Ref

State = MutableMapping[Ref, Data]


class Step(NamedTuple):
    """One commit of the main line that touched the handbook, and what it changed.

    `unreadable` names files that could not be read there; their next readable version is
    compared with the last readable one. `records` are the change records it touched. `day` is the day it
    arrived, in UTC, and never before that of an earlier step. `weights` has what each of `changes` weighs,
    where that is known already.
    """

    id: str
    when: str
    author: str
    subject: str
    changes: tuple[DefinitionChange, ...]
    unreadable: tuple[str, ...] = ()
    records: Mapping[str, Data] = MappingProxyType({})
    day: str = ""
    weights: tuple[str, ...] = ()
