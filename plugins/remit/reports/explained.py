"""What a code means, in full: for `remit explain`, and for viewers that show it beside a finding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from remit.codes import Code
from remit.handbook import Handbook
from remit.rules import ALL_CODES, ALL_RULES
from remit.rules.own.applied import own_codes, own_rules, shown
from remit.rules.rule import Rule


class Explained(NamedTuple):
    """A code, with its rule where it has one: what is found while reading has none."""

    code: Code
    rule: Rule | None

    def says(self) -> str:
        """The code in one sentence: what its rule demands, else its id in words."""
        return self.rule.says if self.rule is not None else f"{self.code.id.replace('-', ' ').capitalize()}."

    def as_text(self) -> str:
        """Code, sentence, reason, remedy, and for a rule an example of each kind."""
        parts = [f"{self.code.id}\n"]
        if self.rule is not None:
            dated = "Needs a day: `remit check --today YYYY-MM-DD`.\n" if self.rule.dated else ""
            parts.append(f"{self.rule.says}\n{dated}")
        parts.append(f"Why: {self.code.why}\nFix: {self.code.fix}\n")
        if self.rule is not None:
            parts.append(f"Bad:\n{self.rule.parts['Bad']}\n\nGood:\n{self.rule.parts['Good']}\n")
        return "\n".join(parts)

    def as_markdown(self) -> str:
        """The same as Markdown."""
        parts = [] if self.rule is None else [self.rule.says]
        parts += [f"**Why:** {self.code.why}", f"**Fix:** {self.code.fix}"]
        if self.rule is not None:
            parts += [f"**{name}:**\n\n```yaml\n{self.rule.parts[name]}\n```" for name in ("Bad", "Good")]
        return "\n\n".join(parts) + "\n"


def explained(book: Handbook | None = None) -> Mapping[str, Explained]:
    """Every code with what explains it, sorted; then the rules of the company that a handbook has."""
    rules = {rule.code.id: rule for rule in ALL_RULES}
    codes = dict(ALL_CODES)
    if book is not None:
        codes |= own_codes(book)
        rules |= {rule.code.id: shown(rule, book) for rule in own_rules(book)}
    return {id: Explained(code, rules.get(id)) for id, code in codes.items()}
