"""A formula for people: fractions, linked names, and its filters in plain words."""

# What is heard (and copied, and searched) stays unambiguous: where a fraction's
# line replaces brackets for the eye, the brackets are still there, visually hidden.

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from string import ascii_lowercase

from markupsafe import Markup

from remit import formula
from remit.formula import (
    Arithmetic,
    Call,
    Choice,
    Condition,
    Cut,
    Duration,
    Either,
    Expression,
    Literal,
    Mention,
    Moment,
    Number,
    Test,
    Value,
    printed,
)
from remit.frozen import dataclass
from remit.views.site.quick import filled
from remit.views.site.site import Page, Site

Link = Callable[[Mention], Markup]

# Deeper than anyone reads; such a formula is shown as it was written.
MAX_DEPTH = 16
_SUMS = ("+", "−")
_CALLS = {
    "abs": "absolute value of",
    "average": "average of",
    "count": "count of",
    "distinct": "number of different",
    "latest": "latest",
    "max": "largest of",
    "median": "median of",
    "min": "smallest of",
    "prior": "previous period’s",
    "sum": "sum of",
    "zero-if-empty": "(0 if empty)",
}
_BETWEEN = {
    "business-days": "business days",
    "business-hours": "business hours",
    "days": "days",
    "hours": "hours",
    "months": "months",
}
# with a second argument: the words before it, and those between it and the first
_SECOND = {
    "latest": ("latest by", "of"),
    "percentile": ("percentile", "of"),
    "prior": ("the value", "before, of"),
    "rolling": ("over the last", "of"),
}
PERIOD, DAY = "the period", "the day"  # what people call the time that is looked at
_COMPARED = {"=": "is", "!=": "is not", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
_STATES = {
    "is filled": "is filled in",
    "is empty": "is empty",
    "in period": "is in %s",
    "before period": "is before %s",
    "after period": "is after %s",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A formula for display: the equation, and (letter, words) of each filter in it."""

    equation: Markup
    filters: tuple[tuple[str, Markup], ...]


@dataclass(frozen=True, slots=True)
class Tested:
    """A rule in words, and the test that says the same where there is one."""

    title: str
    words: str
    test: Markup | None


class _TooDeep(Exception):
    pass


def show(text: str, link: Link) -> Shown | None:
    """The formula for display, or None when it cannot be read or is too deep to be drawn."""
    try:
        tree = formula.parse(text)
        writer = _Writer(link)
        equation = writer.expression(tree, 0)
    except (formula.FormulaError, _TooDeep, RecursionError):
        return None
    return Shown(equation, tuple((letter, words) for words, letter in writer.filters.items()))


def show_filter(text: str, link: Link, period: str = PERIOD) -> Markup:
    """A filter that stands alone in words; as it was written where it cannot be read or is too deep.

    `period` is what people call the time that is looked at.
    """
    try:
        return show_condition(formula.parse_filter(text), link, period)
    except formula.FormulaError:
        return filled("<code>%s</code>", text)


def show_condition(tree: Condition, link: Link, period: str = PERIOD) -> Markup:
    """A filter or a part of one in words; in the notation where it is too deep."""
    try:
        return _Writer(link, period).condition(tree, 0)
    except (_TooDeep, RecursionError):
        return filled("<code>%s</code>", printed(tree))


def tested(title: str, words: str, text: str, link: Link) -> Tested:
    """A rule about records on a day, for people; `text` is its filter, empty where there is none."""
    return Tested(title, words, show_filter(text, link, DAY) if text else None)


def linker(site: Site, page: Page) -> Link:
    """How what a formula names is linked on a page; a name that leads nowhere stays one."""

    def link(mention: Mention) -> Markup:
        address = f"{mention.kind}:{mention.id}"
        return site.link(page.url, address) or filled("<code>%s</code>", address)

    return link


class _Writer:
    """One pass over a formula's tree; collects its filters, equal ones under one letter."""

    def __init__(self, link: Link, period: str = PERIOD) -> None:
        self.link = link
        self.period = period
        self.filters: dict[Markup, str] = {}

    def expression(self, tree: Expression, depth: int) -> Markup:
        if depth > MAX_DEPTH:
            raise _TooDeep
        match tree:
            case Number():
                words = filled("<span>%s</span>", tree.text)
            case Duration():
                words = _word(printed(tree))
            case Mention():
                words = self.link(tree)
            case Call():
                words = self.call(tree, depth + 1)
            case Cut():
                words = self.rest(self.link(tree.metric), tree, depth + 1)
            case Choice():
                words = self.choice(tree, depth + 1)
            case Arithmetic(sign="÷"):
                words = self.fraction(tree, depth + 1)
            case Arithmetic():
                words = self.chain(tree, depth + 1)
        return words

    def fraction(self, tree: Arithmetic, depth: int) -> Markup:
        above, below = (
            self.bracketed(side, depth, seen=False)
            if isinstance(side, Arithmetic)
            else self.expression(side, depth)
            for side in (tree.left, tree.right)
        )
        return filled(
            '<span class="frac"><span>%s</span><span class="vh"> divided by </span><span>%s</span></span>',
            above,
            below,
        )

    def chain(self, tree: Arithmetic, depth: int) -> Markup:
        """Terms joined by + and −, or factors joined by ×, on one line.

        The left side is walked, not entered: a long sum is not a deep one.
        """
        alike = _SUMS if tree.sign in _SUMS else (tree.sign,)
        parts: list[tuple[str, Expression]] = []
        first: Expression = tree
        while isinstance(first, Arithmetic) and first.sign in alike:
            parts.append((first.sign, first.right))
            first = first.left
        words = [self.operand(first, tree.sign, depth, leads=True)]
        for sign, part in reversed(parts):
            term = self.operand(part, sign, depth, leads=False)
            # A line breaks before a sign, never after it.
            words.append(filled('<span class="tm"><span class="op">%s</span> %s</span>', sign, term))
        return _joined(words, " ")

    def operand(self, side: Expression, sign: str, depth: int, *, leads: bool) -> Markup:
        """One term: in brackets where reading left to right would change the result."""
        if not isinstance(side, Arithmetic):
            return self.expression(side, depth)
        if side.sign == "÷":  # its line says where it begins and ends; heard, brackets do
            return self.expression(side, depth) if leads else self.bracketed(side, depth, seen=False)
        if sign in _SUMS:
            loose = side.sign == "×" or (leads and side.sign in _SUMS)
        else:
            loose = leads and side.sign == "×"
        return self.expression(side, depth) if loose else self.bracketed(side, depth, seen=True)

    def bracketed(self, side: Expression, depth: int, *, seen: bool) -> Markup:
        inner = self.expression(side, depth)
        if seen:
            return filled('<span class="br">(</span>%s<span class="br">)</span>', inner)
        return filled('<span class="vh">(</span>%s<span class="vh">)</span>', inner)

    def call(self, call: Call, depth: int) -> Markup:
        arguments = [self.argument(each, depth) for each in call.arguments]
        if call.name in _BETWEEN and len(arguments) >= 2:
            words = filled(
                "%s %s %s %s", _word(f"{_BETWEEN[call.name]} from"), arguments[0], _word("to"), arguments[1]
            )
            if arguments[2:]:
                words = filled("%s %s %s", words, _word("in the hours of"), arguments[2])
        elif call.name in _SECOND and len(arguments) == 2:
            before, between = _SECOND[call.name]
            counted = call.name == "prior" and isinstance(call.arguments[1], Number)
            words = filled(
                "%s %s %s %s",
                _word(before),
                arguments[1],
                _word(f"periods {between}" if counted else between),
                arguments[0],
            )
        else:
            said = _CALLS.get(call.name, f"{call.name} of")
            words = filled("%s %s", _word(said), _joined(arguments, ", "))
        return self.rest(words, call, depth)

    def choice(self, choice: Choice, depth: int) -> Markup:
        condition = self.condition(choice.condition, depth)
        then, otherwise = (self.argument(each, depth) for each in (choice.then, choice.otherwise))
        parts = (then, _word("if"), condition, _word("else"), otherwise)
        return filled('<span class="call">%s</span>', _joined(parts, " "))

    def rest(self, words: Markup, call: Call | Cut, depth: int) -> Markup:
        """A function or a metric with its groups and the letter of its filter."""
        if call.per:
            words = filled(
                "%s %s %s", words, _word("for each"), _listed([self.link(each) for each in call.per], "and")
            )
        if call.where is not None:
            letter = self.letter(self.condition(call.where, depth))
            words = filled('%s<sup class="fl"><span class="vh"> where filter </span>%s</sup>', words, letter)
        return filled('<span class="call">%s</span>', words)

    def argument(self, tree: Expression, depth: int) -> Markup:
        if isinstance(tree, Arithmetic):
            return self.bracketed(tree, depth, seen=tree.sign != "÷")
        return self.expression(tree, depth)

    def letter(self, words: Markup) -> str:
        at = len(self.filters)
        fresh = ascii_lowercase[at % 26] * (at // 26 + 1)
        return self.filters.setdefault(words, fresh)

    # -- filters --

    def condition(self, tree: Condition, depth: int) -> Markup:
        if depth > MAX_DEPTH:
            raise _TooDeep
        if isinstance(tree, Test):
            return self.test(tree)
        parts = [
            filled("(%s)", self.condition(part, depth + 1))
            if isinstance(part, Either)
            else self.condition(part, depth + 1)
            for part in tree.parts
        ]
        return _joined(parts, f" {tree.word} ")

    def test(self, test: Test) -> Markup:
        subject = self.call(test.subject, 0) if isinstance(test.subject, Call) else self.link(test.subject)
        if test.operator in _STATES:
            return filled("%s %s", subject, _STATES[test.operator].replace("%s", self.period))
        values = [self.value(each) for each in test.values]
        if test.operator.endswith(("in last", "in next")):
            way, _, which = test.operator.rpartition(" ")
            return filled("%s is %s the %s %s", subject, way, which, values[0])
        if test.operator in ("in", "not in"):
            said = "is" if test.operator == "in" else "is not"
            return filled("%s %s %s", subject, said, _listed(values, "or"))
        return filled("%s %s %s", subject, _COMPARED.get(test.operator, test.operator), values[0])

    def value(self, value: Value) -> Markup:
        if isinstance(value, Mention):
            return self.link(value)
        text = value.text if isinstance(value, Literal) else printed(value)
        if isinstance(value, Moment):
            text = f"the {value.which} day of {PERIOD}" if self.period == PERIOD else self.period
        return filled("<b>%s</b>", text)


def _word(text: str) -> Markup:
    return filled('<span class="w">%s</span>', text)


def _listed(parts: Sequence[Markup], word: str) -> Markup:
    """`a, b and c`."""
    if len(parts) < 2:
        return _joined(parts, "")
    return filled("%s %s %s", _joined(parts[:-1], ", "), word, parts[-1])


def _joined(parts: Iterable[Markup], between: str) -> Markup:
    # `between` is a literal of this module, never data.
    return Markup(between).join(parts)
