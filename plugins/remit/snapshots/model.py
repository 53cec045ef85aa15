"""What a system says about itself: objects, fields, values, automations, metrics, dashboards."""

# One model for every kind of system. It holds what was read and where; it judges nothing.

from __future__ import annotations

import functools
import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import NamedTuple, TypeAlias

from remit.diagnostics import Location
from remit.frozen import dataclass

CUT = "is cut off"  # how the reason begins where a part of an export did not come
TYPES = frozenset(
    {
        "text",
        "picklist",
        "multi-picklist",
        "number",
        "currency",
        "percent",
        "date",
        "datetime",
        "boolean",
        "reference",
        "id",
    }
)


@dataclass(frozen=True, slots=True)
class Unknown:
    """What a snapshot does not say, with the reason: it is never taken for "there is none"."""

    why: str
    place: Location | None = None


class Note(NamedTuple):
    """Something about the snapshot itself that people should know, such as a file that is there twice."""

    place: Location
    message: str
    also: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True)
class LiveValue:
    """One value of a list.

    `name` is what is stored and `label` what people see. `probability` is in percent. `closed` and `won`
    are None where the system does not say. `inactive` values are kept by old records, offered to nobody.
    """

    name: str
    place: Location
    label: str = ""
    inactive: bool = False
    closed: bool | None = None
    won: bool | None = None
    probability: float | None = None
    forecast: str = ""
    description: str = ""

    def is_called(self, name: str) -> bool:
        """Whether people or programs call it so."""
        return name in (self.name, self.label)


@dataclass(frozen=True)
class ValueSet:
    """The values of a field, in the order of the system. `name` is that of a shared set, else empty."""

    values: tuple[LiveValue, ...]
    place: Location
    name: str = ""
    restricted: bool | None = None
    controlled_by: str = ""

    def find(self, name: str) -> LiveValue | None:
        """The value of that name, or else of that label."""
        names, labels = self._known
        return names.get(name) or labels.get(name)

    @functools.cached_property
    def _known(self) -> tuple[Mapping[str, LiveValue], Mapping[str, LiveValue]]:
        """By name and by label, the first of two: lists of thousands are asked for each of their values."""
        first = self.values[::-1]
        return {each.name: each for each in first}, {each.label: each for each in first}


@dataclass(frozen=True, slots=True)
class LiveField:
    """One field of an object.

    `types` are the types of a handbook that it fits; `said` is the system's own word. `values` is None where
    it holds no list of values. `built_in` fields come with the product: nobody decided that they exist.
    """

    object: str
    name: str
    place: Location
    label: str = ""
    said: str = ""
    types: frozenset[str] | Unknown = Unknown("the snapshot does not say its type")
    required: bool | Unknown = False
    formula: str = ""
    values: ValueSet | Unknown | None = None
    help: str = ""
    description: str = ""
    built_in: bool = False


FieldName: TypeAlias = tuple[str, str]  # object and field, as the system writes them


@dataclass(frozen=True, slots=True)
class LiveAutomation:
    """A flow, rule or workflow. What it reads and sets is known only as far as `opaque` is empty.

    `sets` maps a field to the literal values that it may get. `opaque` says what of it could not be followed.
    """

    name: str
    place: Location
    object: str = ""
    label: str = ""
    said: str = ""
    active: bool | Unknown = True
    reads: Mapping[FieldName, Location] = field(default_factory=dict)
    sets: Mapping[FieldName, Location] = field(default_factory=dict)
    writes: Mapping[FieldName, frozenset[str]] = field(default_factory=dict)
    opaque: tuple[tuple[str, Location], ...] = ()
    follows: bool = True  # False where the export has names alone
    is_check: bool = False  # refuses a record rather than change it
    message: str = ""


@dataclass(frozen=True, slots=True)
class Process:
    """The values of a field that one kind of record goes through, such as a sales process."""

    object: str
    name: str
    place: Location
    values: tuple[tuple[str, Location], ...]
    field: str = ""


@dataclass(frozen=True, slots=True)
class RecordType:
    """A kind of record of one object: `offers` maps a field to the values that it may have there.

    `process` is the process that it goes by, where it has one; who makes a new record sees active ones alone.
    """

    object: str
    name: str
    place: Location
    label: str = ""
    active: bool = True
    process: str = ""
    offers: Mapping[str, tuple[tuple[str, Location], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LiveMetric:
    """A metric of a semantic layer.

    `names` are its id, label and aliases; `sources` are the tables or models that it is computed from.
    """

    name: str
    place: Location
    label: str = ""
    names: frozenset[str] = frozenset()
    said: str = ""
    sources: frozenset[str] | Unknown = Unknown("the snapshot does not say what it is computed from")
    owner: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class LiveDashboard:
    """A dashboard, as a list of a BI tool or an exposure names it; `metrics` are those it is said to show."""

    name: str
    place: Location
    label: str = ""
    names: frozenset[str] = frozenset()
    owner: str = ""
    metrics: frozenset[str] | Unknown = Unknown("the snapshot does not say what it shows")
    description: str = ""


@dataclass(frozen=True, slots=True)
class LiveObject:
    """One object or table, with its fields by lower-case name.

    `whole` says whether a custom field that is not here does not exist; else absence says nothing.
    """

    name: str
    place: Location
    label: str = ""
    fields: Mapping[str, LiveField] = field(default_factory=dict)
    whole: bool | Unknown = True
    description: str = ""


@dataclass(frozen=True)
class Snapshot:
    """What one system said on one day.

    `holds` are the parts that the export covers (`fields`, `automations`, `checks`, `metrics`,
    `dashboards`): of the others nothing is known. `cut` maps what could not be read, in lower case
    (`lead`, `lead.status`, `automation name`), to why. Only of fields whose names end in `custom` absence
    says that they do not exist. `also` has other spellings of objects.
    """

    kind: str
    path: str = ""
    environment: str = ""
    day: str = ""
    objects: Mapping[str, LiveObject] = field(default_factory=dict)
    automations: tuple[LiveAutomation, ...] = ()
    processes: tuple[Process, ...] = ()
    record_types: tuple[RecordType, ...] = ()
    value_sets: Mapping[str, ValueSet] = field(default_factory=dict)
    metrics: tuple[LiveMetric, ...] = ()
    dashboards: tuple[LiveDashboard, ...] = ()
    holds: frozenset[str] = frozenset()
    cut: Mapping[str, Unknown] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    namespace: str = ""
    custom: str = ""
    also: Mapping[str, str] = field(default_factory=dict)
    files: int = 0

    @property
    def by_label(self) -> bool:
        """Whether values are known by what people see: in HubSpot what is stored is often a number."""
        return self.kind == "hubspot"

    @staticmethod
    def lies(things: Sequence[LiveAutomation | LiveMetric | LiveDashboard]) -> Location | None:
        """Where most things of a kind lie, so where one that is missing would: one file, else a folder."""
        paths = sorted({each.place.path for each in things})
        if len(paths) < 2:
            return Location(paths[0]) if paths else None
        folders = Counter(map(posixpath.dirname, paths))
        return Location(max(folders, key=folders.__getitem__) or paths[0])

    def object(self, name: str) -> LiveObject | None:
        """An object by its API name, upper and lower case alike."""
        return self.objects.get(self.key(name))

    def key(self, object: str) -> str:
        """How an object is looked up, whichever way people spell it."""
        found = plain(object, self.namespace)
        return self.also.get(found, found)

    def keys(self, object: str, name: str) -> tuple[str, str]:
        """How a field is looked up."""
        return self.key(object), plain(name, self.namespace)

    def field(self, object: str, name: str) -> LiveField | Unknown | None:
        """A field; Unknown where the snapshot cannot tell, None where it does not exist there."""
        holder = self.object(object)
        key = plain(name, self.namespace)
        for each in (self.key(object), f"{self.key(object)}.{key}"):
            if each in self.cut and (holder is None or key not in holder.fields):
                return self.cut[each]
        if holder is None:
            return Unknown(f"the snapshot has no object `{object}`")
        found = holder.fields.get(key)
        if found is None and not key.endswith(self.custom):
            return Unknown("an export need not list a field that comes with the product")
        if found is None and isinstance(holder.whole, Unknown):
            return holder.whole
        return found

    def fields(self) -> Iterator[LiveField]:
        """All fields, by object."""
        for each in self.objects.values():
            yield from each.fields.values()

    def values(self) -> Iterator[LiveValue]:
        """All values, of fields and of shared lists."""
        for each in self.fields():
            if isinstance(each.values, ValueSet):
                yield from each.values.values


@functools.lru_cache(maxsize=4096)  # an object is asked for with each of its fields
def plain(name: str, namespace: str = "") -> str:
    """How a name is looked up: without the case, and without the package's own namespace.

    >>> plain("npsp__Batch__c", "npsp"), plain("Status")
    ('batch__c', 'status')
    """
    found = name.casefold()
    return found.removeprefix(f"{namespace.casefold()}__") if namespace else found


def named_twice(places: Iterable[tuple[str, Location]]) -> Iterator[tuple[str, Sequence[Location]]]:
    """What stands at more than one place, with all of them."""
    found: dict[str, list[Location]] = {}
    for name, place in places:
        found.setdefault(name, []).append(place)
    yield from ((name, each) for name, each in found.items() if len(each) > 1)
