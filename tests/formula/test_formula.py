"""The notation of formulas: what is read, what is refused and where, and that printing reads back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import starter
from remit import formula  # `Test` under its own name would be taken for a test
from remit.formula import (
    FUNCTIONS,
    MAX_DEPTH,
    MAX_TOKENS,
    Arithmetic,
    Call,
    Condition,
    Either,
    Expression,
    FormulaError,
    Literal,
    Mention,
    Number,
    mentions,
    parse,
)
from remit.formula.nodes import Node

PRECEDENCE = {"+": 1, "−": 1, "×": 2, "÷": 2}


def shown(tree: Expression | Condition) -> str:
    """A tree as a fully bracketed text, so that a golden line says how a formula was read."""
    match tree:
        case Number(text=text):
            return text
        case Mention(kind=kind, id=id):
            return f"{kind}:{id}"
        case Arithmetic(sign=sign, left=left, right=right):
            return f"({shown(left)} {sign} {shown(right)})"
        case Either(word=word, parts=parts):
            return f"({f' {word} '.join(shown(part) for part in parts)})"
        case formula.Test(subject=subject, operator=operator, values=values):
            listed = [shown(each) if isinstance(each, Mention) else f'"{each.text}"' for each in values]
            return f"{shown(subject)} {operator}" + (f" [{', '.join(listed)}]" if listed else "")
        case Call(name=name, arguments=arguments, where=where, per=per):
            inside = ", ".join(shown(argument) for argument in arguments)
            inside += f" where {shown(where)}" if where else ""
            inside += f" per {', '.join(shown(each) for each in per)}" if per else ""
            return f"{name}({inside})"


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("1", "1"),
        ("12.5%", "12.5%"),
        ("metric:win-rate", "metric:win-rate"),
        ("1 + 2 × 3", "(1 + (2 × 3))"),
        ("1 - 2 - 3", "((1 − 2) − 3)"),
        ("8 / 4 / 2", "((8 ÷ 4) ÷ 2)"),
        ("8 ÷ (4 * 2)", "(8 ÷ (4 × 2))"),
        ("((1))", "1"),
        ("metric:a−2", "(metric:a − 2)"),
        ("metric:a-2", "metric:a-2"),  # a hyphen belongs to the id
        ("  sum( field:amount )  ", "sum(field:amount)"),
        ("days(field:a,field:b)", "days(field:a, field:b)"),
        ("max(1, 2 + 3)", "max(1, (2 + 3))"),
        ("count(field:a where field:b = Won)", 'count(field:a where field:b = ["Won"])'),
        ("count(field:a where field:b = 5%)", 'count(field:a where field:b = ["5%"])'),
        ('count(field:a where field:b != "Closed Won")', 'count(field:a where field:b != ["Closed Won"])'),
        ("count(field:a where field:b <= field:c)", "count(field:a where field:b <= [field:c])"),
        ("count(field:a where field:b in (X, Y))", 'count(field:a where field:b in ["X", "Y"])'),
        ("count(field:a where field:b not in (X))", 'count(field:a where field:b not in ["X"])'),
        ("count(field:a where field:b is filled)", "count(field:a where field:b is filled)"),
        ("count(field:a where field:b is empty)", "count(field:a where field:b is empty)"),
        ("count(field:a where field:b in period)", "count(field:a where field:b in period)"),
        ("count(field:a where field:b before period)", "count(field:a where field:b before period)"),
        ("count(field:a where field:b after period)", "count(field:a where field:b after period)"),
        (
            "count(field:a where field:b = X or field:b = Y and field:c = Z)",
            'count(field:a where (field:b = ["X"] or (field:b = ["Y"] and field:c = ["Z"])))',
        ),
        (
            "count(field:a where (field:b = X or field:b = Y) and field:c = Z)",
            'count(field:a where ((field:b = ["X"] or field:b = ["Y"]) and field:c = ["Z"]))',
        ),
        ("sum(field:a per field:b, field:c)", "sum(field:a per field:b, field:c)"),
        (
            "sum(field:a where field:b = X per field:c) ÷ prior(metric:arr)",
            '(sum(field:a where field:b = ["X"] per field:c) ÷ prior(metric:arr))',
        ),
        ("sum(\n  field:a\n)\n", "sum(field:a)"),
    ],
)
def test_a_formula_is_read_so(text: str, reading: str) -> None:
    assert shown(parse(text)) == reading


@pytest.mark.parametrize(
    ("text", "offset", "message"),
    [
        ("", 0, "the formula ends where a number"),
        ("   ", 3, "the formula ends where a number"),
        ("1 +", 3, "the formula ends where a number"),
        ("1 2", 2, "`2` stands where the end or one of + − × ÷ was expected"),
        ("(1 + 2", 6, "the formula ends where `)` to close the bracket was expected"),
        ("1 + $", 4, "`$` has no meaning in a formula"),
        ("metric:Win", 6, "`:` has no meaning in a formula"),
        ("mean(field:a)", 0, "no function `mean`; there are abs, average, count"),
        ("1 × Sum(field:a)", 4, "no function `Sum`"),
        ("sum field:a", 4, "`field:a` stands where `(` after `sum` was expected"),
        ("sum()", 4, "`)` stands where a number"),
        ("sum(field:a", 11, "the formula ends where `)` to close `sum(` was expected"),
        ("sum(field:a where 5 = 5)", 18, "`5` stands where `field:…` or `metric:…` was expected"),
        ("sum(field:a where field:b)", 25, "`)` stands where a comparison"),
        ("sum(field:a where field:b is 5)", 26, "`is` stands where a comparison"),
        ("sum(field:a where field:b =)", 27, "`)` stands where a value"),
        ("sum(field:a where field:b in X)", 29, "`X` stands where `(` after `in` was expected"),
        ("sum(field:a where field:b before noon)", 33, "`noon` stands where `period` after `before`"),
        ("sum(field:a per 5)", 16, "`5` stands where `field:…` or `metric:…` was expected"),
        ('count(field:a where field:b = "open)', 30, '`"` has no meaning in a formula'),
        ("1.2.3", 3, "`.` has no meaning in a formula"),
        ("1\n+ ?", 4, "`?` has no meaning in a formula"),
    ],
)
def test_what_cannot_be_read_says_what_was_expected_and_where(text: str, offset: int, message: str) -> None:
    with pytest.raises(FormulaError) as raised:
        parse(text)
    assert str(raised.value).startswith(message)
    assert raised.value.offset == offset


@pytest.mark.parametrize("opening", ["({})", "sum({})", "sum(1 where {})"])
def test_brackets_have_a_limit(opening: str) -> None:
    with pytest.raises(FormulaError, match=f"nested more than {MAX_DEPTH} deep"):
        parse(opening.format("(" * (MAX_DEPTH + 2)))


def test_a_formula_has_a_limit_so_that_no_tree_is_too_deep_to_walk() -> None:
    signs = (MAX_TOKENS - 1) // 2
    assert len(list(mentions(parse("metric:a" + " + metric:b" * signs)))) == signs + 1
    with pytest.raises(FormulaError, match="is too long") as raised:
        parse("1" + "+1" * 50_000)
    assert raised.value.offset == MAX_TOKENS


def test_mentions_and_tests_come_in_reading_order() -> None:
    tree = parse("sum(field:a where field:b = field:c and field:d in (X) per field:e) ÷ metric:f")
    assert [mention.id for mention in mentions(tree)] == ["a", "b", "c", "d", "e", "f"]
    assert [test.subject.id for test in formula.tests(tree)] == ["b", "d"]


def test_a_mention_knows_where_it_stands() -> None:
    text = "sum(field:a) ÷\n  metric:win-rate"
    for mention in mentions(parse(text)):
        assert text[mention.offset :].startswith(f"{mention.kind}:{mention.id}")


# -- printing reads back ------------------------------------------------------


def printed(tree: Expression | Condition, outer: int = 0) -> str:
    """A tree as people write it, with no more brackets than needed."""
    match tree:
        case Arithmetic(sign=sign, left=left, right=right):
            own = PRECEDENCE[sign]
            text = f"{printed(left, own)} {sign} {printed(right, own + 1)}"
            return f"({text})" if own < outer else text
        case Either(word=word, parts=parts):
            text = f" {word} ".join(printed(part, 1) for part in parts)
            return f"({text})" if outer else text
        case formula.Test(subject=subject, operator=operator, values=values):
            quoted = [printed(each) if isinstance(each, Mention) else f'"{each.text}"' for each in values]
            after = (
                f" ({', '.join(quoted)})"
                if operator in ("in", "not in")
                else f" {quoted[0]}"
                if quoted
                else ""
            )
            return f"{printed(subject)} {operator}{after}"
        case Call(name=name, arguments=arguments, where=where, per=per):
            inside = ", ".join(printed(argument) for argument in arguments)
            inside += f" where {printed(where)}" if where else ""
            inside += f" per {', '.join(printed(each) for each in per)}" if per else ""
            return f"{name}({inside})"
        case _:
            return shown(tree)


ids = st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,3}){0,2}", fullmatch=True)
mention = st.builds(Mention, st.sampled_from(["metric", "field"]), ids)
number = st.builds(Number, st.from_regex(r"[0-9]{1,5}(\.[0-9]{1,3})?%?", fullmatch=True))
texts = st.text(
    st.characters(codec="utf-8", exclude_characters='"\n', exclude_categories=["Cs"]), max_size=12
)
value = mention | st.builds(Literal, texts)
comparison = st.one_of(
    st.builds(
        lambda subject, sign, value: formula.Test(subject, sign, (value,)),
        mention,
        st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
        value,
    ),
    st.builds(
        formula.Test,
        mention,
        st.sampled_from(["in period", "before period", "after period", "is filled", "is empty"]),
    ),
    st.builds(
        lambda subject, word, values: formula.Test(subject, word, tuple(values)),
        mention,
        st.sampled_from(["in", "not in"]),
        st.lists(value, min_size=1, max_size=3),
    ),
)
every = st.builds(lambda parts: Either("and", tuple(parts)), st.lists(comparison, min_size=2, max_size=3))
condition = (
    comparison
    | every
    | st.builds(lambda parts: Either("or", tuple(parts)), st.lists(comparison, min_size=2, max_size=3))
)
trees = st.recursive(
    number | mention,
    lambda inner: st.one_of(
        st.builds(Arithmetic, st.sampled_from(list(PRECEDENCE)), inner, inner),
        st.builds(
            lambda name, arguments, where, per: Call(name, tuple(arguments), where, tuple(per)),
            st.sampled_from(FUNCTIONS),
            st.lists(inner, min_size=1, max_size=3),
            st.none() | condition,
            st.lists(mention, max_size=2),
        ),
    ),
    max_leaves=12,
)


@given(trees)
def test_what_is_printed_reads_back_as_the_same_tree(tree: Expression) -> None:
    assert parse(printed(tree)) == tree


def nodes(tree: Node) -> Iterator[Node]:
    """A node with all nodes below it."""
    yield tree
    for field in fields(tree):
        found = getattr(tree, field.name)
        for each in found if isinstance(found, tuple) else [found]:
            if isinstance(each, Node):
                yield from nodes(each)


@given(trees, st.sampled_from(["", " ", "\n  "]))
def test_a_node_stands_where_its_text_reads_as_the_same_node(tree: Expression, layout: str) -> None:
    text = layout + printed(tree).replace(" ÷ ", "÷").replace(" × ", f" ×{layout} ") + layout
    for node in nodes(parse(text)):
        piece = text[node.offset : node.end]
        assert piece == piece.strip()
        if isinstance(node, Literal):
            assert piece.removeprefix('"').removesuffix('"') == node.text
        elif isinstance(node, formula.Test | Either):
            [again] = [
                each.where for each in nodes(parse(f"sum(1 where {piece})")) if isinstance(each, Call)
            ][:1]
            assert again == node
        else:
            assert parse(piece) == node


def test_where_a_node_stands_says_nothing_of_what_it_means() -> None:
    one, other = parse("sum(field:a where field:b = X)"), parse('  sum( field:a  where field:b = "X" )')
    assert one == other
    assert hash(one) == hash(other)
    assert (one.span, other.span) == ((0, 30), (2, 37))


@given(st.text(st.sampled_from('()+-×÷ \n,:=<>%"1a.§') | st.characters(), max_size=40))
def test_any_text_is_read_or_refused_at_a_place_within_it(text: str) -> None:
    offset = 0
    try:
        parse(text)
    except FormulaError as problem:
        offset = problem.offset
    assert 0 <= offset <= len(text)


def test_every_formula_of_the_starter_prints_and_reads_back() -> None:
    texts_of_starter = [metric["formula"] for metric in starter().all("metric")]
    assert len(texts_of_starter) > 40
    for text in texts_of_starter:
        assert shown(parse(printed(parse(text)))) == shown(parse(text))
