"""Handbooks that grow in one direction each, for the law that nothing costs more than its size."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

Files = dict[str, str]  # path → text

_TERM = "name: A word\nsummary: What it means.\n"
_METRIC = (
    "name: {name}\nsummary: One.\ndefinition: One.\nformula: {formula}\n"
    "unit: count\ndirection: higher\ngrain: day\n"
)


def _term(lines: Iterable[str]) -> Files:
    """One term with further lines."""
    return {"governance/terms/word.yaml": _TERM + "\n".join(lines) + "\n"}


def _collection(plural: str, entries: Iterable[str], **more: str) -> Files:
    """A collection whose entries are mappings in one line, and further files by their plurals."""
    files = {f"governance/{name}.yaml": text for name, text in more.items()}
    return {**files, f"governance/{plural}.yaml": "\n".join(entries) + "\n"}


def _terms(count: int, more: Callable[[int], str] = lambda _: "", **others: str) -> Files:
    return _collection(
        "terms",
        (f"t{n}: {{name: Word {n}, summary: What it means.{more(n)}}}" for n in range(count)),
        **others,
    )


def _metrics(formulas: Iterable[str], name: Callable[[int], str] = lambda n: f"Metric {n}") -> Files:
    return {
        f"governance/metrics/m{n}.yaml": _METRIC.format(name=name(n), formula=formula)
        for n, formula in enumerate(formulas)
    }


def _roles(count: int, above: Callable[[int], int]) -> Files:
    entries = (
        f"r{n}: {{name: Role {n}, summary: One., reports-to: r{above(n) % count}, vacant: true}}"
        for n in range(count)
    )
    return _collection("roles", entries)


def _posts(count: int) -> Files:
    """One function, whose roles stand in one line, and which approves."""
    posts = (
        f"r{n}: {{name: Role {n}, summary: One., function: f, reports-to: r{max(0, n - 1)}, held-by: [Al]}}"
        for n in range(count)
    )
    function = "f: {name: F, summary: One., central: true}\n"
    return _collection("roles", posts, functions=function)


def _parties(count: int) -> Files:
    roles = _roles(count, lambda n: max(0, n - 1))
    parties = ", ".join(f"r{n}: {{letter: A}}" for n in range(count))
    decision = f"d: {{name: A decision, summary: One., parties: {{{parties}}}}}\n"
    return {**roles, "governance/decisions.yaml": decision}


def _changes(count: int, lines: Callable[[int], str]) -> Files:
    head = "name: A change\nsummary: One.\nwhat: One.\nwhy: One.\nstate: decided\n"
    return {f"governance/changes/c{n}.yaml": head + lines(n) for n in range(count)}


def _stages(count: int) -> Files:
    head = "name: Stage {n}\nsummary: One.\nentry: One.\nexit: One.\nnext: {{s{after}: {{}}}}\n"
    return {f"governance/stages/s{n}.yaml": head.format(n=n, after=(n + 1) % count) for n in range(count)}


def _handbook(name: str, entries: Iterable[str]) -> Files:
    head = "name: A handbook\nsummary: One.\ncompany: {name: A company}\n"
    return {"governance/handbook.yaml": f"{head}{name}:\n" + "".join(f"  {each}\n" for each in entries)}


def _waivers(count: int) -> Files:
    waivers = _handbook(
        "waivers",
        (
            f"w{n}: {{rule: owner-missing, definition: 'term:t{n}', reason: One., until: 2030-01-01}}"
            for n in range(count)
        ),
    )
    return {**_terms(count), **waivers}


# What grows → the files of that size.
SHAPES: Final[Mapping[str, Callable[[int], Files]]] = {
    "keys that stand twice": lambda n: _term(f"x{k}: 1" for k in [*range(n), *range(n)]),
    "definitions that stand twice": lambda n: _collection(
        "terms", (f"t{k}: {{name: Word {k}, summary: One.}}" for k in [*range(n), *range(n)])
    ),
    "items of a set that stand twice": lambda n: _term(
        ["aliases:", *(f"- other {k}" for k in [*range(n), *range(n)])]
    ),
    "properties that nobody knows": lambda n: _term(f"x{k}: 1" for k in range(n)),
    "properties without a value": lambda n: _term(f"x{k}:" for k in range(n)),
    "definitions without a value": lambda n: _collection("terms", (f"t{k}:" for k in range(n))),
    "values of a wrong kind": lambda n: _term(["aliases:", *("- [1]" for _ in range(n))]),
    "entries of a wrong kind": lambda n: _collection(
        "fields",
        ["f:", "  name: A field", "  summary: One.", "  values:", *(f"    v{k}: 5" for k in range(n))],
    ),
    "definitions that are right": _terms,
    "files of a definition": lambda n: _metrics(f"count(field:f{k})" for k in range(n)),
    "references that lead nowhere": lambda n: _terms(n, lambda k: f", see: [metric:gone{k}]"),
    "references that lead nowhere, of one definition": lambda n: _term(
        ["see:", *(f"- metric:gone{k}" for k in range(n))]
    ),
    "references to one definition": lambda n: _terms(n, lambda _: ", see: [term:t0]"),
    "references of one definition": lambda n: {
        **_terms(n),
        **_term(["see:", *(f"- term:t{k}" for k in range(n))]),
    },
    "mentions in one text": lambda n: _term(
        ["notes: >", *("  {term:word} and {term:gone}" for _ in range(n))]
    ),
    "brackets in one text": lambda n: _term([f"notes: '{'{a:' * n}'"]),
    # so long at every size that the parser reads it, not the reader of plain lines
    "comments in one line": lambda n: _term([f"notes: '{'a' * 500}{' #b' * n}'"]),
    "ids that are none": lambda n: _collection(
        "terms", (f"T {k}: {{name: A, summary: One.}}" for k in range(n))
    ),
    "former ids": lambda n: _terms(n, lambda k: f", former-ids: [old{k}], see: [term:old{k}]"),
    "names that are taken": lambda n: _metrics(("1 + 1" for _ in range(n)), lambda _: "The same"),
    "a chain of metrics": lambda n: _metrics(f"metric:m{max(0, k - 1)}" for k in range(n)),
    "a circle of metrics": lambda n: _metrics(f"metric:m{(k + 1) % n}" for k in range(n)),
    "a line of reporting": lambda n: _roles(n, lambda k: max(0, k - 1)),
    "a line of reporting within one function": _posts,
    "a circle of reporting": lambda n: _roles(n, lambda k: k + 1),
    "a circle of stages": _stages,
    "parties of a decision": _parties,
    "changes that replace each other": lambda n: _changes(n, lambda k: f"supersedes: c{(k + 1) % n}\n"),
    "definitions of a change": lambda n: {
        **_terms(n),
        **_changes(1, lambda _: "definitions:\n" + "".join(f"- term:t{k}\n" for k in range(n))),
    },
    "waivers": _waivers,
    "severities of unknown rules": lambda n: _handbook("severities", (f"no-rule-{k}: off" for k in range(n))),
    "files that nobody knows": lambda n: {**_term([]), **{f"governance/word{k}.yaml": "" for k in range(n)}},
    "files of another ending": lambda n: {
        **_term([]),
        **{f"governance/terms/t{k}.yml": "" for k in range(n)},
    },
    "tabs, tags, anchors and aliases": lambda n: _term(
        line for k in range(n) for line in (f"x{k}: !t 1", f"y{k}: &a{k} 1", f"z{k}: *a{k}", "\t")
    ),
    "invisible characters": lambda n: _term(["notes: '" + "a\u200b" * n + "'"]),
    "digits of a number": lambda n: _term([f"reviewed: {'1' * n}"]),
    "escapes": lambda n: _term(['notes: "' + r"\u200b" * n + '"']),
    "marks of a merge": lambda n: _term(["<<<<<<< a", "=======", ">>>>>>> b"] * n),
}
