"""Templates as the handbook renders them say what Jinja says of them, to the letter."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import jinja2
import pytest
from markupsafe import Markup

from remit.views.site.quick import QuickEnvironment

PARTS = """
{% set MOST = 2 %}
{% macro link(what, title="<none>") %}
<a href="{{ page.url | rooted }}{{ what }}">{{ title }}</a>{% endmacro %}
{% macro listed(items) %}
{% for item in items %}{{ link(item) if loop.index <= MOST else extra }}
{{ caller(item) if caller }}{% endfor %}
{% endmacro %}
{% macro any() %}{{ varargs | join("+") }}{{ kwargs.get("class", "") }}{% endmacro %}
"""
TEMPLATES = {
    "arguments": '{{ m.link("a") }}{{ m.link("<b>", 3) }}{{ m.link(title=safe, what=none) }}',
    "a block that is called": "{% call(item) m.listed(['x', 'y', '<z>']) %}({{ item }}){% endcall %}",
    "arguments without names": '{{ m.any(1, "<2>", class="&") }}{{ m.any(*[1, 2], **{"class": "c"}) }}',
    "safe and unsafe": "{{ safe }}{{ unsafe }}{{ 7 }}{{ 1.5 }}{{ none }}{{ like }}{{ safe ~ unsafe }}",
    "calls": '{{ texts.get("title") }}{{ "{}".format(unsafe) }}{{ texts.items() | list | length }}',
    "kept texts": "{% set all %}{{ unsafe }}<br>{% endset %}{{ all }}{{ all | upper }}{{ unsafe | e }}",
    "attributes and items": "{{ page.url.upper() }}{{ texts['title'] }}{{ 'abc'[1:] }}",
    "what is missing": "{{ nothing.of.it }}",
    "an attribute that is missing": "{{ page.nothing }}",
    "an item that is missing": "{{ texts['nothing'] }}",
    "a macro that is missing": "{{ m.nothing(1) }}",
    "too many arguments": "{{ m.link(1, 2, 3) }}",
    "an argument that is missing": "{{ m.link() }}",
    "an argument that nobody asked for": "{{ m.link(1, colour=2) }}",
}


class _Like:
    def __html__(self) -> str:
        return "<i>like</i>"


VALUES = {
    "page": SimpleNamespace(url="a/b/"),
    "texts": {"title": "<T>"},
    "safe": Markup("<b>safe</b>"),
    "unsafe": "<b>\"'&",
    "like": _Like(),
    "extra": "…",
}


@jinja2.pass_context
def rooted(context: jinja2.runtime.Context, url: str) -> str:
    return f"{context['page'].url.count('/')}{url}"


def made(of: type[jinja2.Environment], text: str, imports: str) -> Any:
    loader = jinja2.DictLoader({"page": f'{{% import "parts" as m {imports} %}}{text}', "parts": PARTS})
    environment = of(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    environment.filters["rooted"] = rooted
    return environment


@pytest.mark.parametrize("text", TEMPLATES.values(), ids=TEMPLATES)
def test_a_page_says_what_jinja_says(text: str) -> None:
    jinjas = made(jinja2.Environment, text, "with context").get_template("page")
    ours = made(QuickEnvironment, text, "")
    try:
        expected = jinjas.render(VALUES)
    except (jinja2.UndefinedError, TypeError) as problem:
        with pytest.raises((type(problem), AttributeError, KeyError)):
            ours.page("page", **VALUES)
    else:
        assert ours.page("page", **VALUES) == expected


def test_an_attribute_is_no_key_of_a_mapping() -> None:
    with pytest.raises(AttributeError):
        made(QuickEnvironment, "{{ texts.title }}", "").page("page", **VALUES)


def test_macros_are_made_once_and_speak_of_the_page_that_is_rendered() -> None:
    ours = made(QuickEnvironment, '{{ m.link("x") }}{{ inner() }}', "")
    within = lambda: ours.page("page", page=SimpleNamespace(url="d/"), inner=str)  # noqa: E731
    html = ours.page("page", page=SimpleNamespace(url="a/b/c/"), inner=within)
    assert (
        html
        == '<a href="3a/b/c/x">&lt;none&gt;</a>&lt;a href=&#34;1d/x&#34;&gt;&amp;lt;none&amp;gt;&lt;/a&gt;'
    )
    assert ours.page("page", page=SimpleNamespace(url="a/"), inner=str) == '<a href="1a/x">&lt;none&gt;</a>'
