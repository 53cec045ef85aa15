"""What people type who come from spreadsheets and SQL, and what to write instead."""

from __future__ import annotations

# sign of another notation → ours
FOREIGN = {"==": "=", "<>": "!=", "≠": "!=", "≤": "<=", "≥": ">=", "&&": "and", "||": "or"}
# character without a meaning → what to do about it
WRONG = {
    '"': '; the text that it begins has no second `"`',
    "'": '; text stands in double quotes, "Closed Won"',
    "$": "; amounts are written without their currency",
    "€": "; amounts are written without their currency",
    "£": "; amounts are written without their currency",
    "^": "; there are no powers, multiply instead",
    "%": "; a percent sign follows its number at once, 12%",
    "[": "; lists stand in round brackets, references in none",
    "]": "; lists stand in round brackets, references in none",
    "–": "; a minus is written `-`",
    "—": "; a minus is written `-`",
    "{": "; references stand without braces, `metric:orders`",
    "}": "; references stand without braces, `metric:orders`",
    ".": "; a decimal point stands between digits, 0.5",
    ";": "; tests are joined by `and`, arguments parted by commas",
    "&": "; tests are joined by `and`",
    "|": "; tests are joined by `or`",
    "!": "; write `!=`, `not in (…)` or `is empty`",
    ":": "; references are written `metric:orders` and `field:amount`",
}
# function of another notation, in small letters with hyphens → what to write
FUNCTIONS = {
    **dict.fromkeys(("avg", "mean", "averagea"), "`average(…)`"),
    **dict.fromkeys(
        ("countd", "count-distinct", "distinct-count", "distinctcount", "countunique", "nunique", "unique"),
        "`distinct(field:…)`, or `count(field:…)` of an id, which counts each record once",
    ),
    **dict.fromkeys(("countif", "countifs", "counta"), "`count(field:… where …)`"),
    **dict.fromkeys(("sumif", "sumifs", "sumx", "total"), "`sum(field:… where …)`"),
    **dict.fromkeys(("averageif", "averageifs", "avgif"), "`average(field:… where …)`"),
    **dict.fromkeys(
        ("coalesce", "ifnull", "isnull", "nvl", "zn", "iferror"), "`zero-if-empty(…)` to count nothing as 0"
    ),
    **dict.fromkeys(
        ("nullif", "safe-divide", "div0", "divide"), "`÷`: what is divided by 0 gives no number by itself"
    ),
    **dict.fromkeys(("iff", "iif", "case", "switch", "when"), "`if(field:… = …, …, …)`"),
    **dict.fromkeys(("quantile", "percentile-cont", "approx-percentile"), "`percentile(field:…, 90)`"),
    **dict.fromkeys(("datediff", "date-diff", "datedif", "timestampdiff"), "`days(field:…, field:…)`"),
    **dict.fromkeys(("networkdays", "workdays"), "`business-days(field:…, field:…)`"),
    **dict.fromkeys(("lag", "previous", "dateadd", "sameperiodlastyear"), "`prior(…)`, or `prior(…, 4)`"),
    **dict.fromkeys(
        ("round", "ceil", "floor", "trunc"), "nothing: readings are rounded where they are shown"
    ),
    **dict.fromkeys(("last", "last-value", "argmax"), "`latest(field:…, field:…)`"),
    **dict.fromkeys(("ratio", "percentage", "pct"), "`÷`, between the two numbers"),
    **dict.fromkeys(("ytd", "qtd", "mtd", "totalytd", "moving-average"), "`rolling(…, 4 quarters)`"),
    **dict.fromkeys(("calculate", "filter"), "`(metric:… where …)`"),
    **dict.fromkeys(("first", "first-value"), "`min(field:…)`"),
}
# word of another notation where ours expects something else → what to write
WORDS = {
    "by": "groups are made by `per field:…`",
    "group": "groups are made by `per field:…`",
    "null": "write `is empty` or `is filled`",
    "not": "write `not in (…)`, `!=` or `is empty`",
    "like": "a text is compared as a whole: `=`, or `in (…)` for several",
    "contains": "a text is compared as a whole: `=`, or `in (…)` for several",
    "between": "write two tests: `field:… >= 1 and field:… <= 5`",
    "distinct": "different values are counted by `distinct(field:…)`; `count` of an id counts a record once",
    "during": "a date of the period is tested by `in period`",
    "within": "a date of the period is tested by `in period`, one of the days before by `in last 28 days`, "
    "one of the days after by `in next 28 days`",
    "this": "a date of the period is tested by `in period`",
    "starts": "a text is compared as a whole: `=`, or `in (…)` for several",
    "ends": "a text is compared as a whole: `=`, or `in (…)` for several",
    "where": "a filter stands inside brackets, `count(field:… where …)` or `(metric:… where …)`",
    "per": "groups stand inside brackets, `sum(field:… per …)` or `(metric:… per …)`",
    "in": "a test stands behind `where`, inside the brackets of a function",
    "if": "a filter begins with `where`",
    "then": "write `if(field:… = …, …, …)`",
    "else": "write `if(field:… = …, …, …)`",
    "filter": "a filter begins with `where`",
    "over": "a moving window is `rolling(…, 4 quarters)`",
}
# the same where definitions are tested
OF_DEFINITIONS = {
    '"': '; the text that it begins has no second `"`',
    "'": "; text stands in double quotes",
    "{": "; names stand without braces, `sla.within`",
    "}": "; names stand without braces, `sla.within`",
    "[": "; lists stand in round brackets",
    "]": "; lists stand in round brackets",
    ".": "; a point joins a property to one inside it, `sla.within`",
    "!": "; write `!=`, `not in (…)`, `has no` or `is empty`",
    "&": "; tests are joined by `and`",
    "|": "; tests are joined by `or`",
    ";": "; tests are joined by `and`",
    **dict.fromkeys("+-−*×/÷", "; nothing is reckoned here: write the number itself, or `value:…`"),
}
# word of another notation, or in another form → what to write where definitions are tested
IN_DEFINITIONS = {
    **dict.fromkeys(("contains", "includes", "contain", "include", "having"), "write `has`"),
    **dict.fromkeys(("some", "exists", "every", "each"), "write `any (…)` or `all (…)`"),
    **dict.fromkeys(("none", "without"), "write `has no`, or `count(…) = 0`"),
    **dict.fromkeys(("null", "none", "nil"), "write `is empty` or `is filled`"),
    **dict.fromkeys(("not", "never"), "write `not in (…)`, `!=`, `has no` or `is empty`"),
    **dict.fromkeys(("like", "matches", "starts", "ends"), "a text is compared as a whole: `=`, or `in (…)`"),
    **dict.fromkeys(("between", "within"), "write two tests: `… >= 1 and … <= 5`"),
    **dict.fromkeys(("most", "least", "than", "under", "over", "max", "min"), "write `<=`, `<`, `>=` or `>`"),
    **dict.fromkeys(
        ("sum", "average", "distinct", "len", "length", "size"), "entries are counted by `count(…)`"
    ),
    **dict.fromkeys(
        ("where", "if", "when", "then"), "a test begins with the name of a property or a relation"
    ),
}
