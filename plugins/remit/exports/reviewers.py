"""Who reviews which file: whoever must agree to a change of what is written there, then who runs it."""

# Facts only, in no notation: `codeowners` writes them down. Who must agree is asked where `remit review`
# asks, so that no line of a file leaves out somebody whom a review names. A handle is data that ends up
# in a file that grants power, so whatever is not exactly a handle is left out and said.

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field

from remit.change.review.verdicts import Verdicts, is_governed
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook
from remit.ownership.holders import Holder, holder
from remit.ownership.organisation import central
from remit.ownership.parties import operating, operators, owners, owning, with_partners
from remit.reading import FOLDER
from remit.schema import WEIGHTS

MOST = 8  # owners of one path: where many are asked, nobody answers
# What decides about all definitions, in the order in which the last match wins.
SHARED = (f"{FOLDER}/", f"{FOLDER}/changes/", f"{FOLDER}/handbook.yaml", "schemas/")


@dataclass(frozen=True, slots=True)
class Line:
    """A path from the handbook's root, a folder with `/` at its end, and its owners."""

    path: str
    owners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """A file of definitions with different owners: `missing` must agree to some and are not in its line."""

    path: str
    count: int
    missing: tuple[Definition, ...]

    def __str__(self) -> str:
        names = ", ".join(party.name for party in self.missing)
        return (
            f"{self.path}: {names} must agree to some of its {self.count} definitions, and its line cannot "
            f"say to which; put these into files of their own, in {self.path.removesuffix('.yaml')}/"
        )


@dataclass(frozen=True, slots=True)
class Reviewers:
    """Lines from the general to the specific; remarks for readers; problems, which somebody must mend.

    `default` are the owners of what no other line speaks of, `splits` the files that one line cannot
    speak for.
    """

    default: tuple[str, ...]
    lines: tuple[Line, ...]
    remarks: tuple[str, ...]
    problems: tuple[str, ...]
    splits: tuple[Split, ...] = ()


def reviewers(book: Handbook, is_handle: Callable[[str], bool]) -> Reviewers:
    """Who reviews each file of a handbook; `is_handle` knows what the host takes for an owner."""
    asked = _Asked(book, is_handle)
    agreeing = Agreeing(book)
    default = asked.owners(_default(book))
    if not default:
        asked.remark("nobody holds a `central` function: files without a line of their own have no reviewer")
    found = {path: default for path in SHARED if default}
    splits = []
    for path, definitions in sorted(_files(book).items()):
        must, others = agreeing.of_file(definitions)
        if owned := asked.owners(must, path, others=others):
            found[path] = owned
        if missing := agreeing.beside(definitions, must):
            splits.append(Split(path, len(definitions), missing))
            asked.remark(f"{path}: more than its line says must agree to some of its definitions; split it")
    lines = tuple(Line(path, found[path]) for path in sorted(found))
    return Reviewers(
        default, lines, tuple(sorted(asked.remarks)), tuple(sorted(asked.problems)), tuple(splits)
    )


def _files(book: Handbook) -> dict[str, list[Definition]]:
    files: dict[str, list[Definition]] = {}
    for definition in book.definitions():
        files.setdefault(definition.document.path, []).append(definition)
    return files


class Agreeing:
    """Who must agree to a change of each definition, whatever it weighs."""

    def __init__(self, book: Handbook) -> None:
        self._verdicts = Verdicts(book)

    def of(self, definition: Definition) -> list[Definition]:
        """Those who must agree, who decides first; of a record, which nobody judges, whoever owns it."""
        if not is_governed(definition):
            return _sorted(with_partners(owning(definition)))
        verdict = self._verdicts.of(definition, WEIGHTS[-1])
        first = [ask.party for ask in verdict.agree[: verdict.leads]]
        return [*_sorted(first), *_sorted({ask.party for ask in verdict.agree} - set(first))]

    def of_file(self, definitions: Sequence[Definition]) -> tuple[list[Definition], list[Definition]]:
        """Who must agree to a change of anything in a file, and for one definition, who has to do with it."""
        first, *more = ([*self.of(each)] for each in definitions)
        common = set(first).intersection(*more)
        if more:
            return _sorted(common), []
        (one,) = definitions
        sharing = {*with_partners(owning(one)), *with_partners(operating(one))}
        others = dict.fromkeys((*_sorted(owners(one)), *_sorted(operators(one)), *_sorted(sharing)))
        return first, [each for each in others if each not in common]

    def beside(
        self, definitions: Sequence[Definition], common: Iterable[Definition]
    ) -> tuple[Definition, ...]:
        """Who must agree to a change of something in a file beside those who must for all of it."""
        every = {party for each in definitions for party in self.of(each)}
        return tuple(_sorted(every.difference(common)))


def _sorted(some: Iterable[Definition]) -> list[Definition]:
    return sorted(set(some), key=_by_ref)


def _by_ref(definition: Definition) -> str:
    return str(definition.ref)


def _default(book: Handbook) -> list[Definition]:
    """The central functions; where none says so, whoever governs every policy."""
    if found := central(book):
        return found
    policies = [set(owners(each)) for each in book.all("policy")]
    return sorted(set.intersection(*policies), key=_by_ref) if policies else []


@dataclass
class _Asked:
    """The handles of parties, each looked up once, and what was to say about them."""

    book: Handbook
    is_handle: Callable[[str], bool]
    remarks: set[str] = field(default_factory=set)
    problems: set[str] = field(default_factory=set)
    known: dict[Definition, tuple[str, ...]] = field(default_factory=dict)

    def remark(self, words: str) -> None:
        self.remarks.add(words)

    def owners(
        self, must: Sequence[Definition], path: str = "", others: Sequence[Definition] = ()
    ) -> tuple[str, ...]:
        """The handles of all parties in their order, each once, no more than a few.

        Of those who must agree, each has one, however many they are.
        """
        every = tuple(dict.fromkeys(handle for party in (*must, *others) for handle in self.handles(party)))
        if len(every) <= MOST:
            return every
        firsts = dict.fromkeys(handles[0] for party in must if (handles := self.handles(party)))
        kept = tuple(dict.fromkeys((*firsts, *every)))[: max(MOST, len(firsts))]
        if len(kept) < len(every):
            where = path or SHARED[0]
            self.remark(f"{where}: only {len(kept)} of {len(every)} owners are asked, who must agree first")
        return tuple(handle for handle in every if handle in kept)

    def handles(self, party: Definition) -> tuple[str, ...]:
        if party not in self.known:
            self.known[party] = tuple(self._handles(holder(party)))
        return self.known[party]

    def _handles(self, found: Holder) -> Iterator[str]:
        if found.role is None:
            words = "give it a role with `held-by`, or name a deputy or a superior who has one"
            self.problems.add(f"{_place(found.party)}: {found}; {words}")
            return
        if found.instead:
            self.remark(str(found))
        for handle in sorted(found.handles):
            if self.is_handle(handle):
                yield handle
            else:
                who = f"role `{found.role.id}` is held by `{handle}`, which is not a handle"
                words = "write `@user`, `@org/team` or a mail address"
                self.problems.add(f"{_place(found.role, 'held-by')}: {who}; {words}")


def _place(definition: Definition, *path: str) -> str:
    place = definition.locate(path)
    return f"{place.path}:{place.line}"
