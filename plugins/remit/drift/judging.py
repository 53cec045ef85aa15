"""One claim beside a snapshot: same, different, missing there, or cannot tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from remit.diagnostics import did_you_mean
from remit.drift.model import Answer, Claim, Verdict
from remit.snapshots.model import (
    LiveAutomation,
    LiveDashboard,
    LiveField,
    LiveMetric,
    LiveValue,
    Snapshot,
    Unknown,
    ValueSet,
    plain,
)

SAME = Verdict(Answer.SAME)
_SHORT = 100  # values of a list in which the nearest is looked for: each is held against each
_APART = re.compile(r"[\W_]+")
_Named = TypeVar("_Named", bound=LiveMetric | LiveDashboard)


class Names(NamedTuple):
    """What definitions are called, by kind and id: a system may know a metric by its alias."""

    of: Mapping[str, tuple[str, ...]]

    def all(self, kind: str, id: str) -> tuple[str, ...]:
        """Every name of a definition."""
        return self.of.get(f"{kind}:{id}", (id,))


def alike(name: str) -> str:
    """A name as it is compared: without case, hyphens, underscores and spaces."""
    return _APART.sub(" ", name).strip().casefold()


def judged(claim: Claim, snapshot: Snapshot, names: Names) -> Verdict | None:
    """What the snapshot says to a claim; None where another claim of the same thing says it already."""
    return _OF[claim.key[0]](claim, snapshot, names)


def unknown(why: Unknown | str) -> Verdict:
    """The snapshot cannot tell."""
    if isinstance(why, Unknown):
        return Verdict(Answer.UNKNOWN, place=why.place, why=why.why)
    return Verdict(Answer.UNKNOWN, why=why)


def _held(claim: Claim, snapshot: Snapshot) -> LiveField | None:
    """The live field of a claim about one; None where that it is missing or unknown is told already."""
    found = snapshot.field(claim.object, claim.name)
    return found if isinstance(found, LiveField) else None


def _field(claim: Claim, snapshot: Snapshot, _names: Names) -> Verdict:
    found = snapshot.field(claim.object, claim.name)
    if isinstance(found, Unknown):
        return unknown(found)
    if found is not None:
        return Verdict(Answer.SAME, place=found.place)
    holder = snapshot.object(claim.object)
    assert holder is not None
    hint = did_you_mean(claim.name, (each.name for each in holder.fields.values() if not each.built_in))
    message = f"`{claim.object}` has no field `{claim.name}`{hint}"
    return Verdict(Answer.MISSING, message, holder.place)


def _type(claim: Claim, snapshot: Snapshot, _names: Names) -> Verdict | None:
    found = _held(claim, snapshot)
    if found is None:
        return None
    if isinstance(found.types, Unknown):
        return unknown(found.types)
    said = claim.declared.strip("`")
    if said in found.types:
        return SAME
    formula = ", a formula" if found.formula else ""
    live = f"`{found.said}`{formula}"
    return Verdict(Answer.DIFFERENT, f"declared as {claim.declared}, live as {live}", found.place, live)


def _label(claim: Claim, snapshot: Snapshot, names: Names) -> Verdict | None:
    found = _held(claim, snapshot)
    if found is None or not found.label:
        return None
    known = {alike(each) for each in names.of.get(f"{claim.object}.{claim.name}", ())} | {
        alike(claim.declared)
    }
    if alike(found.label) in known:
        return SAME
    message = f"called `{claim.declared}` here, and `{found.label}` there"
    return Verdict(Answer.DIFFERENT, message, found.place, f"`{found.label}`")


def _listed(claim: Claim, snapshot: Snapshot) -> ValueSet | Unknown | None:
    """The live values; None where the field itself is missing or holds no list, which is told already."""
    found = _held(claim, snapshot)
    return None if found is None else found.values


def _value(claim: Claim, snapshot: Snapshot, _names: Names) -> Verdict | None:
    values = _listed(claim, snapshot)
    if values is None:
        return None
    if isinstance(values, Unknown):
        return unknown(values)
    found = values.find(claim.key[3])
    where = f"`{claim.object}.{claim.name}`"
    if found is None:
        # a value of a field that is like one there was paired with it: what is left is listed itself
        is_sought = claim.key[0] == "marker" and len(values.values) <= _SHORT
        near = values.values if is_sought else ()
        hint = did_you_mean(claim.key[3], (each.name for each in near))
        return Verdict(Answer.MISSING, f"{where} has no value {claim.declared}{hint}", values.place)
    if found.inactive:
        message = f"the value {claim.declared} of {where} is inactive there"
        return Verdict(Answer.DIFFERENT, message, found.place, "inactive", idle=True)
    return Verdict(Answer.SAME, place=found.place)


def _in_list(claim: Claim, snapshot: Snapshot) -> LiveValue | None:
    values = _listed(claim, snapshot)
    return values.find(claim.key[3]) if isinstance(values, ValueSet) else None


def _likelihood(claim: Claim, snapshot: Snapshot, _names: Names) -> Verdict | None:
    found = _in_list(claim, snapshot)
    if found is None:
        return None
    values = _listed(claim, snapshot)
    assert isinstance(values, ValueSet)
    where = f"the likelihood of `{found.name}` in `{claim.object}.{claim.name}`"
    if found.probability is None:
        if not any(each.probability is not None for each in values.values):
            return unknown(f"the snapshot has no probability for any value of `{claim.object}.{claim.name}`")
        return Verdict(Answer.MISSING, f"{where} is {claim.declared}, and none there", found.place)
    if abs(found.probability - float(claim.declared)) < 0.005:
        return SAME
    live = f"{found.probability:g}"
    return Verdict(Answer.DIFFERENT, f"{where} is {claim.declared}, and {live} there", found.place, live)


def _closed(claim: Claim, snapshot: Snapshot, _names: Names) -> Verdict | None:
    """Whether the value of a stage in which a record may end closes it there, where the system says so."""
    found = _in_list(claim, snapshot)
    if found is None or found.inactive or found.closed is None:
        return None
    if found.closed:
        return Verdict(Answer.SAME, place=found.place)
    message = f"a record may end in {claim.declared} here, and it is open there"
    return Verdict(Answer.DIFFERENT, message, found.place, "open")


def _means(claim: Claim, snapshot: Snapshot, _names: Names) -> Verdict | None:
    found = _in_list(claim, snapshot)
    if found is None or not found.forecast or "forecast" not in alike(claim.key[5]).replace(" ", ""):
        return None  # only of forecast categories a system says what goes with a stage
    if alike(found.forecast) == alike(claim.declared):
        return SAME
    where = f"`{claim.key[4]}.{claim.key[5]}`"
    message = f"`{found.name}` means {claim.declared} in {where}, and `{found.forecast}` there"
    return Verdict(Answer.DIFFERENT, message, found.place, f"`{found.forecast}`")


def _required(claim: Claim, snapshot: Snapshot, _names: Names) -> Verdict | None:
    found = _held(claim, snapshot)
    if found is None or found.required is True:
        return None if found is None else SAME
    wanted = snapshot.keys(claim.object, claim.name)
    rules = [
        each
        for each in snapshot.automations
        if each.is_check and each.active is True and snapshot.key(each.object) == wanted[0]
    ]
    for rule in rules:
        if wanted in _plain(rule.reads, snapshot):
            return Verdict(Answer.SAME, place=rule.place)
    unread = (
        found.required if isinstance(found.required, Unknown) else snapshot.cut.get(f"checks {wanted[0]}")
    )
    if unread is None and not rules:
        unread = Unknown(f"no validation rule of `{claim.object}` is in the snapshot")
    if unread is not None:
        return unknown(unread)
    count = f"{len(rules)} validation rule{'s' if len(rules) > 1 else ''}, and none reads it"
    message = f"nothing requires `{claim.object}.{claim.name}` there: {count}"
    return Verdict(Answer.MISSING, message, found.place)


def _plain(fields: Iterable[tuple[str, str]], snapshot: Snapshot) -> set[tuple[str, str]]:
    return {snapshot.keys(object, name) for object, name in fields}


def automation_of(claim: Claim, snapshot: Snapshot) -> LiveAutomation | None:
    """The live automation of a claim: by its name, else its label; on its object where two are called so."""
    object, name = snapshot.keys(claim.object, claim.name)
    found = [each for each in snapshot.automations if plain(each.name, snapshot.namespace) == name]
    found = found or [each for each in snapshot.automations if each.label.casefold() == claim.name.casefold()]
    here = [each for each in found if snapshot.key(each.object) == object]
    return next(iter(here or found), None)


def _automation(claim: Claim, snapshot: Snapshot, _names: Names) -> Verdict:
    found = automation_of(claim, snapshot)
    if found is None:
        cut = snapshot.cut.get(f"automation {plain(claim.name, snapshot.namespace)}") or snapshot.cut.get(
            "automations"
        )
        if cut is not None:
            return unknown(cut)
        if "automations" not in snapshot.holds:
            return unknown("no automation is in the snapshot")
        hint = did_you_mean(claim.name, (each.name for each in snapshot.automations))
        where = snapshot.lies([each for each in snapshot.automations if not each.is_check])
        return Verdict(Answer.MISSING, f"there is no automation {claim.declared}{hint}", where)
    if isinstance(found.active, Unknown):
        return unknown(found.active)
    if not found.active:
        message = f"the automation {claim.declared} is switched off there"
        return Verdict(Answer.DIFFERENT, message, found.place, "off", idle=True)
    return Verdict(Answer.SAME, place=found.place)


def _reaches(claim: Claim, snapshot: Snapshot, _names: Names) -> Verdict | None:
    """Whether an automation reads or sets a field."""
    found = automation_of(claim, snapshot)
    if found is None:
        return None
    what = claim.key[0]
    fields = found.reads if what == "reads" else found.sets
    wanted = snapshot.keys(claim.key[3], claim.key[4])
    if wanted in _plain(fields, snapshot):
        return SAME if what != "moves" else _moved(claim, found, snapshot)
    if not found.follows:
        return unknown(f"the snapshot names `{found.name}` and does not say what it reads and sets")
    if found.opaque:
        why, place = found.opaque[0]
        return Verdict(Answer.UNKNOWN, place=place, why=f"{why}, which is not followed")
    verb = "reads" if what == "reads" else "sets"
    field = f"`{claim.key[3]}.{claim.key[4]}`"
    return Verdict(Answer.MISSING, f"`{found.name}` {verb} {field} here, and not there", found.place)


def _moved(claim: Claim, found: LiveAutomation, snapshot: Snapshot) -> Verdict:
    """Whether it writes the value that marks the stage, as far as the values that it writes are literal."""
    values = claim.key[5:]
    wanted = snapshot.keys(claim.key[3], claim.key[4])
    written = {
        value
        for (object, name), said in found.writes.items()
        if snapshot.keys(object, name) == wanted
        for value in said
    }
    if (
        not values
        or not written
        or found.opaque
        or {alike(each) for each in values} & set(map(alike, written))
    ):
        return SAME
    live = " or ".join(f"`{each}`" for each in sorted(written))
    message = f"`{found.name}` sets {claim.declared} here, and {live} there"
    return Verdict(Answer.DIFFERENT, message, found.place, live)


def named(of: Sequence[_Named], names: Iterable[str]) -> _Named | None:
    """The metric or dashboard that is called so, by the first name that leads to one."""
    by_name: dict[str, _Named] = {}
    for live in of:
        for name in (live.name, live.label, *live.names):
            by_name.setdefault(alike(name), live)
    return next((by_name[alike(name)] for name in names if alike(name) in by_name), None)


def _metric(claim: Claim, snapshot: Snapshot, names: Names) -> Verdict | None:
    if "metrics" in snapshot.cut:
        return unknown(snapshot.cut["metrics"])
    if "metrics" not in snapshot.holds:
        return None  # the system holds what it is computed from, and defines no metrics
    found = named(snapshot.metrics, names.all("metric", claim.name))
    if found is not None:
        return Verdict(Answer.SAME, place=found.place)
    hint = did_you_mean(claim.name.replace("-", "_"), (each.name for each in snapshot.metrics))
    message = f"there is no metric {claim.declared}{hint}"
    return Verdict(Answer.MISSING, message, snapshot.lies(snapshot.metrics))


def _source(claim: Claim, snapshot: Snapshot, names: Names) -> Verdict | None:
    found = named(snapshot.metrics, names.all("metric", claim.name))
    if found is None:
        return None
    if isinstance(found.sources, Unknown):
        return unknown(found.sources)
    declared = {each.casefold() for each in claim.key[2:]}
    live = {each.casefold() for each in found.sources}
    if declared <= live or declared == live:
        return SAME
    told = ", ".join(f"`{each}`" for each in sorted(found.sources)) or "nothing"
    message = f"computed from {claim.declared} here, and from {told} there"
    return Verdict(Answer.DIFFERENT, message, found.place, told)


def _dashboard(claim: Claim, snapshot: Snapshot, names: Names) -> Verdict:
    if "dashboards" in snapshot.cut:
        return unknown(snapshot.cut["dashboards"])
    if "dashboards" not in snapshot.holds:
        return unknown("no dashboard is in the snapshot")
    found = named(snapshot.dashboards, names.all("dashboard", claim.name))
    if found is not None:
        return Verdict(Answer.SAME, place=found.place)
    known = [each.label or each.name for each in snapshot.dashboards]
    message = f"there is no dashboard {claim.declared}{did_you_mean(claim.name, known)}"
    return Verdict(Answer.MISSING, message, snapshot.lies(snapshot.dashboards))


def _shows(claim: Claim, snapshot: Snapshot, names: Names) -> Verdict | None:
    found = named(snapshot.dashboards, names.all("dashboard", claim.key[1]))
    if found is None or isinstance(found.metrics, Unknown):
        return None  # told already; or no export of this kind says what a dashboard shows
    wanted = {alike(each) for each in names.all("metric", claim.key[2])}
    if wanted & {alike(each) for each in found.metrics}:
        return SAME
    message = f"`{found.label or found.name}` shows {claim.declared} here, and not there"
    return Verdict(Answer.MISSING, message, found.place)


_OF: Mapping[str, Callable[[Claim, Snapshot, Names], Verdict | None]] = {
    "field": _field,
    "type": _type,
    "label": _label,
    "value": _value,
    "marker": _value,
    "likelihood": _likelihood,
    "closed": _closed,
    "means": _means,
    "required": _required,
    "automation": _automation,
    "reads": _reaches,
    "sets": _reaches,
    "moves": _reaches,
    "metric": _metric,
    "source": _source,
    "dashboard": _dashboard,
    "shows": _shows,
}
