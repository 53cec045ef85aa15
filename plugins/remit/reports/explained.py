"""What a code means, in full: for `remit explain`, and for viewers that show it beside a finding."""

from __future__ import annotations

from remit.codes import Code
from remit.rules import ALL_RULES
from remit.rules.rule import Rule


def says(code: Code) -> str:
    """A code in one sentence: what its rule demands, else its id in words."""
    rule = _rule_of(code)
    return rule.says if rule is not None else f"{code.id.replace('-', ' ').capitalize()}."


def as_text(code: Code) -> str:
    """Code, sentence, reason, remedy, and for a rule an example of each kind."""
    rule = _rule_of(code)
    parts = [f"{code.id}\n"]
    if rule is not None:
        dated = "Needs a day: `remit check --today YYYY-MM-DD`.\n" if rule.dated else ""
        parts.append(f"{rule.says}\n{dated}")
    parts.append(f"Why: {code.why}\nFix: {code.fix}\n")
    if rule is not None:
        parts.append(f"Bad:\n{rule.parts['Bad']}\n\nGood:\n{rule.parts['Good']}\n")
    return "\n".join(parts)


def as_markdown(code: Code) -> str:
    """The same as Markdown."""
    rule = _rule_of(code)
    parts = [] if rule is None else [rule.says]
    parts += [f"**Why:** {code.why}", f"**Fix:** {code.fix}"]
    if rule is not None:
        parts += [f"**{name}:**\n\n```yaml\n{rule.parts[name]}\n```" for name in ("Bad", "Good")]
    return "\n\n".join(parts) + "\n"


def _rule_of(code: Code) -> Rule | None:
    return next((rule for rule in ALL_RULES if rule.code is code), None)
