"""Definitions that come from outside, as drafts: one writer for all who bring them."""

# A draft has no owner: who governs it is a decision that nobody has made yet. It never names a party.

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import Any

from remit.authoring.edits.plan import Plan
from remit.frozen import dataclass
from remit.handbook import Handbook, Ref
from remit.reading import FOLDER, ID, TAKEN_IDS, WINDOWS
from remit.words import id_from
from remit.yaml_text import dumped

_LONGEST_LINE = 300
_LONGEST_KEY = 80


@dataclass
class Drafts:
    """What is brought, by kind and id, and what could not be said of it: a question each."""

    book: Handbook
    made: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    questions: list[str] = field(default_factory=list)
    _names: dict[str, set[str]] = field(default_factory=dict)

    def add(self, kind: str, wanted: Iterable[str], data: Mapping[str, Any]) -> str:
        """Keep a draft under the first id that is free, with a name that nobody of its kind has; the id."""
        taken = {*self.book.index.get(kind, {}), *self.made.get(kind, {})}
        names = self._names.setdefault(
            kind, {each.name.casefold() for each in self.book.index.get(kind, {}).values()}
        )
        choices = [id for id in map(id_from, wanted) if ID.match(id) and id not in TAKEN_IDS | WINDOWS]
        base = choices[-1] if choices else kind
        numbered = (f"{base[:74]}-{number}" for number in range(2, 100_000))
        id = next(each for each in (*choices, base, *_few(numbered)) if each not in taken)
        said = {"name": data["name"], "status": "draft", **data}
        said["name"] = next(each for each in self._named(said["name"], id) if each.casefold() not in names)
        names.add(said["name"].casefold())
        order = [name for name in self.book.kinds.by_id[kind].properties if name in said]
        self.made.setdefault(kind, {})[id] = {name: said[name] for name in order}
        return id

    def ask(self, question: str) -> None:
        """What only a person can say."""
        self.questions.append(question)

    def refs(self) -> Sequence[Ref]:
        """All that is brought."""
        return [Ref(kind, id) for kind, group in self.made.items() for id in group]

    def put(self, plan: Plan) -> None:
        """The files: together in a new one for a kind that has none yet, else one each."""
        for kind, group in self.made.items():
            plural = self.book.kinds.by_id[kind].plural
            together = f"{FOLDER}/{plural}.yaml"
            if not any(self.book.every(kind)) and not any(d.path == together for d in self.book.documents):
                plan.put(together, "\n".join(dumped({id: data}) for id, data in group.items()))
            else:
                for id, data in group.items():
                    plan.put(f"{FOLDER}/{plural}/{id}.yaml", dumped(data))

    def _named(self, name: str, id: str) -> Iterable[str]:
        yield name
        yield f"{name} ({id.replace('-', ' ')})"
        yield from (f"{name} {number}" for number in range(2, 100_000))


def _few(numbered: Iterable[str]) -> Iterable[str]:
    yield from numbered


def line(text: str) -> str:
    """A text as one line that a property can hold."""
    return " ".join(text.split())[:_LONGEST_LINE]


def is_key(text: str) -> bool:
    """Whether a value can stand as a name of a mapping."""
    return 0 < len(text) <= _LONGEST_KEY and text == " ".join(text.split()) and text.isprintable()
