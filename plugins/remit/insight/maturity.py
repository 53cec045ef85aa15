"""How far the company is: its self-assessment, where it stands, the signals, what others publish."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from remit.assessment import Verdict, verdicts
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook
from remit.ownership.sides import Sides

# family → (relation by which the company names its own, label, heading)
MODEL_FAMILIES: Mapping[str, tuple[str, str, str]] = {
    "structure": ("organised-as", "Structure", "Structures: who reports where"),
    "phase": ("in-phase", "Phase", "Phases of growth"),
    "size": ("in-size-band", "Size", "Sizes, by recurring revenue"),
    "order": ("", "Order", "Order of functions"),
}
# family → (heading, what it is for)
SIGNAL_FAMILIES: Mapping[str, tuple[str, str]] = {
    "need": ("RevOps is needed", "Each has a cost before anybody owns it."),
    "stress": ("The system is under stress", "It still works, but people work around it."),
    "failure": ("Ways to fail", "Patterns seen elsewhere, with what they lead to and how to fix them."),
    "split": ("Time to split", "One team does the work of two."),
    "unite": ("Time to unite", "Several teams do the work of one."),
    "ready": ("Ready for the next step", "What must be true first."),
}
NOBODY = "Publisher not known"


@dataclass(frozen=True)
class Point:
    """One question or sign, and whether it counts; None when nobody has answered.

    `verdict` is what the handbook itself says to it, which then counts; None where people answer.
    """

    definition: Definition
    counts: bool | None
    verdict: Verdict | None = None


@dataclass(frozen=True)
class Result:
    """A test as this company answers it.

    `at` is the id of the reading that follows; empty when no reading fits, or when
    the open answers could still lead to another one.
    """

    test: Definition
    signs: bool
    points: tuple[Point, ...]
    at: str

    @property
    def score(self) -> int:
        """How many fail, or are present."""
        return sum(point.counts is True for point in self.points)

    @property
    def open(self) -> int:
        """How many nobody has answered."""
        return sum(point.counts is None for point in self.points)

    @property
    def reading(self) -> Mapping[str, Any]:
        """The band of the score, or nothing."""
        found: Mapping[str, Any] = self.test.get("readings", {}).get(self.at, {})
        return found

    @property
    def words(self) -> str:
        """The score as a person says it."""
        if not self.points:
            return "Nothing is asked yet"
        if self.open == len(self.points):
            return "Not answered yet"
        noun = "sign" if len(self.points) == 1 else "signs"
        what = f"{noun} present" if self.signs else "fails" if self.score == 1 else "fail"
        more = f", {self.open} not answered" if self.open else ""
        return f"{self.score} of {len(self.points)} {what}{more}"


@dataclass(frozen=True)
class Here:
    """Where the company stands in one family, and what usually comes next."""

    label: str
    model: Definition
    next: tuple[Definition, ...]


@dataclass(frozen=True, slots=True)
class Publisher:
    """The figures of one publisher."""

    name: str
    anchor: str
    figures: tuple[Definition, ...]


# -- the self-assessment --


def results(book: Handbook, tests: Iterable[Definition]) -> list[Result]:
    """Count the fails or signs of some tests, and find the reading of each."""
    said = verdicts(book, Sides(book))
    return [_result(test, said) for test in tests]


def _result(test: Definition, said: Mapping[Definition, Verdict]) -> Result:
    signs = test.get("counts") == "signs" or (not test.get("counts") and not test.by("asked-in"))
    points = _signs(test) if signs else _questions(test, said)
    score = sum(point.counts is True for point in points)
    most = score + sum(point.counts is None for point in points)
    least = _band(test, score)
    return Result(test, signs, points, least if points and least == _band(test, most) else "")


def _questions(test: Definition, said: Mapping[Definition, Verdict]) -> tuple[Point, ...]:
    asked = {edge.source for edge in test.by("asked-in") if edge.source.sound}
    return tuple(_point(each, said.get(each)) for each in _ordered(asked))


def _point(question: Definition, found: Verdict | None) -> Point:
    if found is not None:
        return Point(question, not found.passes, found)
    return Point(question, {"pass": False, "fail": True}.get(question.get("answer", "")))


def _signs(test: Definition) -> tuple[Point, ...]:
    counted = {edge.source for edge in test.by("counted-in") if edge.source.sound}
    return tuple(Point(each, each.get("present")) for each in _ordered(counted))


def _ordered(definitions: set[Definition]) -> list[Definition]:
    return sorted(definitions, key=lambda each: (each.get("order", 99), each.name.lower(), each.id))


def _band(test: Definition, score: int) -> str:
    """The id of the first reading that holds a score, or an empty text."""
    for name, band in test.get("readings", {}).items():
        if band["from"] <= score <= band.get("to", score):
            return str(name)
    return ""


# -- models and signals --


def family(book: Handbook, kind: str, name: str) -> list[Definition]:
    """The models or the signals of one family, in their order."""
    found = [each for each in book.all(kind) if each.get("family") == name]
    return sorted(found, key=lambda each: (each.get("order", 99), each.name.lower()))


def here(book: Handbook) -> list[Here]:
    """Where the company stands, one for each family in which it says so."""
    own = book.get("handbook", "handbook")
    if own is None or not own.sound:
        return []
    return [
        Here(label, edge.target, tuple(step.target for step in edge.target.to("followed-by")))
        for relation, label, _ in MODEL_FAMILIES.values()
        if relation
        for edge in own.to(relation)
        if edge.target.sound
    ]


# -- benchmarks --


def publishers(benchmarks: Iterable[Definition]) -> list[Publisher]:
    """Figures by publisher: newest first, those without a publisher last."""
    found: dict[str, list[Definition]] = {}
    for benchmark in sorted(benchmarks, key=lambda each: (-each.get("year", 0), each.id)):
        found.setdefault(benchmark.get("publisher", NOBODY), []).append(benchmark)
    names = sorted(found, key=lambda name: (name == NOBODY, name.casefold(), name))
    return [Publisher(name, f"from-{number}", tuple(found[name])) for number, name in enumerate(names, 1)]


def source(benchmark: Definition) -> str:
    """Publication, year and sample of a figure in one line."""
    return ", ".join(_source(benchmark))


def _source(benchmark: Definition) -> Iterator[str]:
    if title := benchmark.get("title"):
        yield str(title)
    yield str(benchmark.get("year", "year not stated"))
    sample = benchmark.get("sample", "not stated")
    yield "sample not stated" if sample == "not stated" else f"sample {sample}"
