"""Who reviews which file: the governors of what is written there, then those who operate it."""

# Facts only, in no notation: `codeowners` writes them down. A handle is data that ends up
# in a file that grants power, so whatever is not exactly a handle is left out and said.

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from remit.handbook import Definition, Edge, Handbook
from remit.ownership.holders import Holder, holder
from remit.ownership.organisation import central
from remit.ownership.parties import operating, owning, parties, with_partners
from remit.reading import FOLDER

MOST = 8  # owners of one path: where many are asked, nobody answers
# What decides about all definitions, in the order in which the last match wins.
SHARED = (f"{FOLDER}/", f"{FOLDER}/changes/", f"{FOLDER}/handbook.yaml", "schemas/")


@dataclass(frozen=True, slots=True)
class Line:
    """A path from the handbook's root, a folder with `/` at its end, and its owners."""

    path: str
    owners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reviewers:
    """Lines from the general to the specific; remarks for readers; problems, which somebody must mend.

    `default` are the owners of what no other line speaks of.
    """

    default: tuple[str, ...]
    lines: tuple[Line, ...]
    remarks: tuple[str, ...]
    problems: tuple[str, ...]


def reviewers(book: Handbook, is_handle: Callable[[str], bool]) -> Reviewers:
    """Who reviews each file of a handbook; `is_handle` knows what the host takes for an owner."""
    asked = _Asked(book, is_handle)
    default = asked.owners(_default(book))
    if not default:
        asked.remark("nobody holds a `central` function: files without a line of their own have no reviewer")
    found = {path: default for path in SHARED if default}
    for path, definitions in sorted(_files(book).items()):
        if owners := _owners(path, definitions, asked):
            found[path] = owners
    lines = tuple(Line(path, found[path]) for path in sorted(found))
    return Reviewers(default, lines, tuple(sorted(asked.remarks)), tuple(sorted(asked.problems)))


def _files(book: Handbook) -> dict[str, list[Definition]]:
    files: dict[str, list[Definition]] = {}
    for definition in book.definitions():
        files.setdefault(definition.document.path, []).append(definition)
    return files


def _owners(path: str, definitions: list[Definition], asked: _Asked) -> tuple[str, ...]:
    """The owners of one file; nobody where the line of its folder says it as well as can be."""
    if len(definitions) == 1:
        return asked.owners([*_governors(definitions[0]), *_sorted(operating(definitions[0]))], path)
    each = [set(found) for one in definitions if (found := _governors(one))]
    common = set.intersection(*each) if each else set()
    if each and not common:
        asked.remark(f"{path}: its {len(definitions)} definitions share no governor; the folder's line holds")
    return asked.owners(sorted(common, key=_by_ref), path)


def _governors(definition: Definition) -> list[Definition]:
    return _sorted(owning(definition))


def _sorted(edges: Sequence[Edge]) -> list[Definition]:
    """Where some references lead, then whoever shares that; each sorted."""
    first = sorted(parties(edges), key=_by_ref)
    return [*first, *sorted(set(with_partners(edges)).difference(first), key=_by_ref)]


def _by_ref(definition: Definition) -> str:
    return str(definition.ref)


def _default(book: Handbook) -> list[Definition]:
    """The central functions; where none says so, whoever governs every policy."""
    if found := central(book):
        return found
    policies = [set(_governors(each)) for each in book.all("policy")]
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

    def owners(self, parties: Iterable[Definition], path: str = "") -> tuple[str, ...]:
        """The handles of all parties in their order, each once, no more than a few."""
        every = tuple(dict.fromkeys(handle for party in parties for handle in self.handles(party)))
        if len(every) > MOST:
            where = path or SHARED[0]
            self.remark(f"{where}: only {MOST} of {len(every)} owners are asked, governors first")
        return every[:MOST]

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
