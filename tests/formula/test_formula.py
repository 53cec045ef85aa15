"""The notation of formulas: what is read, what is refused and where, and that printing reads back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from building import starter
from depth import law
from remit import formula  # `Test` under its own name would be taken for a test
from remit.formula import (
    FUNCTIONS,
    MAX_DEPTH,
    MAX_TOKENS,
    Arithmetic,
    Call,
    Choice,
    Cut,
    Duration,
    Either,
    Expression,
    FormulaError,
    Literal,
    Mention,
    Moment,
    Number,
    Part,
    mentions,
    parse,
    parse_filter,
    printed,
)
from remit.formula.nodes import Node


def shown(tree: Part) -> str:
    """A tree as a fully bracketed text, so that a golden line says how a formula was read."""
    match tree:
        case Arithmetic(sign=sign, left=left, right=right):
            text = f"({shown(left)} {sign} {shown(right)})"
        case Either(word=word, parts=parts):
            text = f"({f' {word} '.join(shown(part) for part in parts)})"
        case formula.Test(subject=subject, operator=operator, values=values):
            listed = [f'"{each.text}"' if isinstance(each, Literal) else shown(each) for each in values]
            text = f"{shown(subject)} {operator}" + (f" [{', '.join(listed)}]" if listed else "")
        case Cut(metric=metric, where=where, per=per):
            text = shown(Call("cut", (metric,), where, per))
        case Choice(condition=condition, then=then, otherwise=otherwise):
            text = f"if({shown(condition)}, {shown(then)}, {shown(otherwise)})"
        case Call(name=name, arguments=arguments, where=where, per=per):
            inside = ", ".join(shown(argument) for argument in arguments)
            inside += f" where {shown(where)}" if where else ""
            inside += f" per {', '.join(shown(each) for each in per)}" if per else ""
            text = f"{name}({inside})"
        case _:
            text = printed(tree)
    return text


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
        ("(metric:a where field:b = X)", 'cut(metric:a where field:b = ["X"])'),
        ("(metric:a per field:b, field:c) ÷ 2", "(cut(metric:a per field:b, field:c) ÷ 2)"),
        ("prior(metric:a, 2)", "prior(metric:a, 2)"),
        ("prior(metric:a, 1 year)", "prior(metric:a, 1 year)"),
        ("rolling(metric:a, 4 quarters)", "rolling(metric:a, 4 quarters)"),
        ("percentile(field:a, 90)", "percentile(field:a, 90)"),
        ("sum(zero-if-empty(field:a))", "sum(zero-if-empty(field:a))"),
        ("if(metric:a < 0, 0, metric:a)", 'if(metric:a < ["0"], 0, metric:a)'),
        ("count(field:a where field:b in last 28 days)", "count(field:a where field:b in last [28 days])"),
        ("count(field:a where field:b in next 28 days)", "count(field:a where field:b in next [28 days])"),
        (
            "count(field:a where field:b not in last 1 year)",
            "count(field:a where field:b not in last [1 year])",
        ),
        (
            "count(field:a where field:b >= first day of period)",
            "count(field:a where field:b >= [first day of period])",
        ),
        ("count(field:a where field:b = last)", 'count(field:a where field:b = ["last"])'),
        (
            "count(field:a where days(field:b, field:c) <= 90)",
            'count(field:a where days(field:b, field:c) <= ["90"])',
        ),
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
        ("metric:Win", 0, "an id has small letters, digits and hyphens; write `metric:win`"),
        ("maen(field:a)", 0, "no function `maen`; did you mean `median`?"),
        ("qqq(field:a)", 0, "no function `qqq`; there are abs, average, business-days"),
        ("1 × Sum(field:a)", 4, "no function `Sum`"),
        ("sum field:a", 4, "`field:a` stands where `(` after `sum` was expected"),
        ("sum()", 4, "`)` stands where a number"),
        ("sum(field:a", 11, "the formula ends where `)` to close `sum(` was expected"),
        ("sum(field:a where 5 = 5)", 18, "`5` stands where `field:…` or `metric:…` was expected"),
        ("sum(field:a where field:b)", 25, "`)` stands where a comparison"),
        ("sum(field:a where field:b is 5)", 29, "`5` stands where `filled` or `empty` after `is`"),
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


@pytest.mark.parametrize(
    ("text", "wrong", "remedy"),
    [
        ("revenue - cost", "revenue", "write `metric:revenue` or `field:revenue`"),
        ("metric:win_quota", "metric:win_quota", "write `metric:win-quota`"),
        ("stage:paid", "stage:paid", "a formula names metrics, fields and values"),
        ("count(field:a where field:b = 'Paid')", "'Paid'", 'straight double quotes: "Paid"'),
        ("count(field:a where field:b = “Paid”)", "“Paid”", 'straight double quotes: "Paid"'),
        ("count(field:a where field:b == Paid)", "==", "written `=`"),
        ("count(field:a where field:b <> Paid)", "<>", "written `!=`"),
        ("count(field:a where field:b = X && field:c = Y)", "&&", "written `and`"),
        ("SUM(field:a)", "SUM", "write `sum`, in small letters"),
        ("COUNT(field:a)", "COUNT", "write `count`, in small letters"),
        ("AVG(field:a)", "AVG", "write `average(…)`"),
        ("count(distinct field:a)", "distinct", "`distinct(field:…)`"),
        ("count_distinct(field:a)", "count_distinct", "`distinct(field:…)`"),
        ("COALESCE(field:a, 0)", "COALESCE", "`zero-if-empty(…)`"),
        ("cuont(field:a)", "cuont", "did you mean `count`?"),
        ("count(field:a where field:b IS EMPTY)", "IS", "write `is`, in small letters"),
        ("count(field:a where field:b is null)", "null", "`is empty`"),
        ("count(field:a where field:b is not null)", "not", "`is filled`"),
        ("sum(field:a group by field:b)", "group", "`per field:…`"),
        ("count(field:a where field:b like X)", "like", "a text is compared as a whole"),
        ("1,000 × metric:a", ",", "a point, no separators"),
        ("count(field:a where field:b = Closed Won)", "Won", 'in double quotes, "Closed Won"'),
        ("count(field:a where field:b = X, field:c = Y)", ",", "joined by `and`"),
        ("count(field:a where field:b = 2026-01-01)", "-", 'a day stands in double quotes, "2026-09-30"'),
        ("count(field:a where field:b = null)", "null", "`is empty`"),
        ("count(field:a where field:b in last month)", "month", "write `1 month`"),
        ("count(field:a where field:b during period)", "during", "`in period`"),
        ("count(field:a) where field:b = X", "where", "a filter stands inside brackets"),
        ("sum(field:a) per field:b", "per", "groups stand inside brackets"),
        ("count(*)", "*", "the id of the records"),
        ("metric:a ** 2", "*", "there are no powers"),
        ("-1 × metric:a", "-", "write `0 − …`"),
        ("=metric:a", "=", "begins without `=`"),
        ("deals.amount", "deals.amount", "without its table, `field:amount`"),
        ("fields:order-id", "fields:order-id", "is written `field:order-id`"),
        ("count(field:order-ID)", "field:order-ID", "write `field:order-id`"),
        ('"metric:a" ÷ 2', '"metric:a"', "references stand without quotes"),
        ("CASE WHEN field:a = X THEN 1 END", "CASE", "write `if("),
        ("ratio(metric:a, metric:b)", "ratio", "write `÷`"),
        ("metric:a – 1", "–", "a minus is written `-`"),
        ("$ 5", "$", "amounts are written without their currency"),
        ("٣ × metric:a", "٣", "a digit of another script; write 3"),
        ("²¹", "²¹", "a digit of another script; write 21"),
        ("9" * 15_000, "9" * 15_000, "at most 18 are read"),
        ("values:line", "values:line", "is written `value:line`"),
    ],
)
def test_habits_of_other_notations_get_their_remedy_and_only_they_are_pointed_at(
    text: str, wrong: str, remedy: str
) -> None:
    with pytest.raises(FormulaError) as raised:
        parse(text)
    assert remedy in str(raised.value)
    assert text[raised.value.offset : raised.value.end] == wrong


@pytest.mark.parametrize(
    ("text", "part", "message"),
    [
        ("count(1)", "1", "`count` counts a field"),
        ("field:a", "field:a", "such as `sum(field:a)`"),
        ("sum(field:a) ÷ field:b", "field:b", "has a value in every record"),
        ("sum(sum(field:a))", "sum(field:a)", "give it a metric of its own"),
        ("sum(1 where field:a = X)", "1", "names no field"),
        ("days(field:a, field:b)", "days(field:a, field:b)", "`average(days(field:a, field:b))`"),
        ("average(days(field:a))", "days(field:a)", "takes two arguments, not 1"),
        ("average(days(field:a, 3))", "3", "runs between two fields"),
        ("average(metric:a where field:b = X)", "average(metric:a where field:b = X)", "(metric:a where"),
        ("abs(sum(field:a) where field:b = X)", "field:b = X", "takes no filter"),
        ("sum(field:a per metric:b)", "metric:b", "groups are made by fields"),
        ("metric:a ÷ 0", "0", "divided by 0"),
        ("sum(field:a ÷ 0.0)", "0.0", "divided by 0"),
        ("percentile(field:a)", "percentile(field:a)", "takes two arguments"),
        ("percentile(field:a, 101)", "101", "from 0 to 100"),
        ("latest(field:a, 3)", "3", "the field of a date"),
        ("prior(metric:a, 0)", "0", "how many periods before"),
        ("rolling(metric:a, 4)", "4", "such as `4 quarters`"),
        ("sum(prior(field:a))", "prior(field:a)", "put it outside"),
        ("metric:a + 28 days", "28 days", "belongs behind `in last`"),
        ("if(field:a = X, 1, 2)", "field:a", "has a value in every record"),
    ],
)
def test_what_gives_no_number_is_said_of_the_part_that_does_not(text: str, part: str, message: str) -> None:
    [misuse] = formula.misuses(parse(text))
    assert text[misuse.offset : misuse.end] == part
    assert message in misuse.message


@pytest.mark.parametrize(
    "text",
    [
        "sum(metric:a where field:b = X)",
        "max(metric:a, metric:b, 0)",
        "max(field:a)",
        "sum(field:a × metric:b)",
        "sum(if(field:a = X, field:b, 0))",
        "if(metric:a < 0, 0, metric:a)",
        "zero-if-empty(average(field:a)) + sum(zero-if-empty(field:b))",
        "sum(abs(field:a − field:b)) ÷ abs(metric:c)",
        "prior(rolling(metric:a, 4 quarters), 1 year)",
        "latest(field:a, field:b where field:c is filled per field:d)",
        "count(field:a where days(field:b, field:c) <= 90)",
        "metric:a ÷ 0.5",
    ],
)
def test_what_gives_a_number_is_not_complained_of(text: str) -> None:
    assert list(formula.misuses(parse(text))) == []


def test_a_filter_reads_alone_as_it_does_behind_where() -> None:
    tree = parse("sum(field:a where field:b = X or field:c in period)")
    assert isinstance(tree, Call)
    assert parse_filter("field:b = X or field:c in period") == tree.where
    with pytest.raises(FormulaError, match="`\\)` stands where the end"):
        parse_filter("field:b = X)")


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


@pytest.mark.parametrize("piece", ["(", "metric:a + ", "sum(field:a where ", "1 1 ", '"', "£", "a-", "≥"])
def test_a_formula_of_ten_thousand_characters_is_answered_by_its_first_fault(piece: str) -> None:
    text = (piece * 10_000)[:10_000]
    with pytest.raises(FormulaError) as raised:
        parse(text)
    assert raised.value.end <= len(text)


def test_mentions_and_tests_come_in_reading_order() -> None:
    tree = parse("sum(field:a where field:b = field:c and field:d in (X) per field:e) ÷ metric:f")
    assert [mention.id for mention in mentions(tree)] == ["a", "b", "c", "d", "e", "f"]
    assert [shown(test.subject).partition(":")[2] for test in formula.tests(tree)] == ["b", "d"]


def test_a_mention_knows_where_it_stands() -> None:
    text = "sum(field:a) ÷\n  metric:win-rate"
    for mention in mentions(parse(text)):
        assert text[mention.offset :].startswith(f"{mention.kind}:{mention.id}")


# -- printing reads back ------------------------------------------------------


ids = st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,3}){0,2}", fullmatch=True)
mention = st.builds(Mention, st.sampled_from(["metric", "field", "value"]), ids)
number = st.builds(Number, st.from_regex(r"[0-9]{1,5}(\.[0-9]{1,3})?%?", fullmatch=True))
texts = st.text(
    st.characters(codec="utf-8", exclude_characters='"\n', exclude_categories=["Cs"]), max_size=12
)
duration = st.builds(
    Duration, st.integers(1, 9999), st.sampled_from(["day", "week", "month", "quarter", "year"])
)
moment = st.builds(Moment, st.sampled_from(["first", "last"]))
value = mention | st.builds(Literal, texts) | moment
between = st.builds(
    lambda name, one, two: Call(name, (one, two)), st.sampled_from(["days", "hours"]), mention, mention
)
comparison = st.one_of(
    st.builds(
        lambda subject, sign, value: formula.Test(subject, sign, (value,)),
        between,
        st.sampled_from(["<", "<="]),
        value,
    ),
    st.builds(
        lambda subject, way, window: formula.Test(subject, way, (window,)),
        mention,
        st.sampled_from(["in last", "in next", "not in last", "not in next"]),
        duration | st.builds(Mention, st.just("value"), ids),
    ),
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
metric = st.builds(Mention, st.just("metric"), ids)
groups = st.lists(mention, max_size=2).map(tuple)
trees = st.recursive(
    number | mention | duration,
    lambda inner: st.one_of(
        st.builds(Arithmetic, st.sampled_from("+−×÷"), inner, inner),
        st.builds(Choice, condition, inner, inner),
        st.builds(Cut, metric, condition, groups),
        st.builds(Cut, metric, st.none(), st.lists(mention, min_size=1, max_size=2).map(tuple)),
        st.builds(
            lambda name, arguments, where, per: Call(name, tuple(arguments), where, tuple(per)),
            st.sampled_from([name for name in FUNCTIONS if name != "if"]),
            st.lists(inner, min_size=1, max_size=3),
            st.none() | condition,
            st.lists(mention, max_size=2),
        ),
    ),
    max_leaves=12,
)


@law(deep=2500)
@given(trees)
@example(parse('count(field:a where field:b in ("null", "today", "first"))'))
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


@law(deep=1000)
@given(trees, st.sampled_from(["", " ", "\n  "]))
def test_a_node_stands_where_its_text_reads_as_the_same_node(tree: Expression, layout: str) -> None:
    text = layout + printed(tree).replace(" ÷ ", "÷").replace(" × ", f" ×{layout} ") + layout
    for node in nodes(parse(text)):
        piece = text[node.offset : node.end]
        assert piece == piece.strip()
        if isinstance(node, Literal):
            assert piece.removeprefix('"').removesuffix('"') == node.text
        elif isinstance(node, Moment | Duration):
            assert piece == printed(node)
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
    end = 0
    try:
        list(formula.misuses(parse(text)))
    except FormulaError as problem:
        offset, end = problem.offset, problem.end
    assert 0 <= offset <= end <= len(text)


def test_every_formula_of_the_starter_prints_and_reads_back() -> None:
    texts_of_starter = [metric["formula"] for metric in starter().all("metric")]
    assert len(texts_of_starter) > 40
    for text in texts_of_starter:
        assert shown(parse(printed(parse(text)))) == shown(parse(text))
