"""Which fields a formula of Salesforce reads: enough of its notation for that, and no more."""

from __future__ import annotations

import re

_TEXTS = re.compile(r"/\*.*?\*/|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'", re.DOTALL)
_NAME = re.compile(r"(\$?[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*)(\s*\()?")
_WORDS = frozenset({"and", "or", "not", "true", "false", "null"})


def fields_of(formula: str, object: str) -> set[tuple[str, str]]:
    """(object, field) of everything named; over a lookup, the last object is called as the lookup is.

    >>> sorted(fields_of('AND(ISPICKVAL(StageName, "Won"), ISBLANK(Account.Industry))', "Opportunity"))
    [('Account', 'Industry'), ('Opportunity', 'StageName')]
    """
    found: set[tuple[str, str]] = set()
    for match in _NAME.finditer(_TEXTS.sub('""', formula)):
        name, called = match.groups()
        if called or name.casefold() in _WORDS:
            continue
        way = [each.strip() for each in name.split(".")]
        if way[0].startswith("$"):
            if way[0].casefold() in ("$record", "$record__prior") and len(way) > 1:
                way = way[1:]
            else:
                continue
        found.add((object if len(way) == 1 else _looked_up(way[-2]), way[-1]))
    return found


def _looked_up(relation: str) -> str:
    """The name of what a lookup leads to; of a custom one only how the lookup is called is known."""
    return f"{relation[:-3]}__c" if relation.endswith("__r") else relation
