"""What programs read: Markdown twins, `llms.txt`, JSON-LD, and pages for former addresses."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from building import build, starter_site, write_handbook
from own_kinds import write_schema
from pages import links_of
from remit.checking import check
from remit.publish import authored, markdown_pages, redirects
from remit.views import handbook_site
from remit.views.parts.embeds import author_page
from remit.views.site.site import Site
from serving import served

if TYPE_CHECKING:
    from browsing import NewPage

    pass

TERMS: Mapping[str, Any] = {
    "mql": {"name": "MQL", "summary": "A lead.", "aliases": ["marketing </script> lead"],
            "former-ids": ["ready-lead", "sql", "twice"], "see": ["term:sql"],
            "notes": "About {term:sql} and *more*.\n\n- one\n- two\n\n# no heading\n\n1. first"},
    "sql": {"name": "SQL", "summary": "Another lead.", "former-ids": ["twice"]},
}  # fmt: skip
LINE = {"title": "T", "description": "D.", "type": "string", "x-text": "line"}
PLAY: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "play.schema.json",
    "title": "Play", "description": "A play.", "x-weight": "meaning",
    "x-kind": {"id": "play", "plural": "plays", "titles": "Plays", "section": "plays"},
    "type": "object", "additionalProperties": False, "required": ["name"],
    "properties": {
        "name": LINE, "summary": LINE,
        "former-ids": {"title": "T", "description": "D.", "type": "array", "items": LINE},
    },
}  # fmt: skip
GFM = MarkdownIt("commonmark").enable(["table", "strikethrough"])


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Site:
    checked = check(write_handbook(tmp_path_factory.mktemp("hb"), {"terms": TERMS}))
    return handbook_site(checked.book, checked.findings, twins=True)


def twin(site: Site, url: str) -> str:
    return markdown_pages.twin(site, next(page for page in site.pages if page.url == url))


# -- twins --


def test_a_twin_says_what_the_definition_says(small: Site) -> None:
    assert twin(small, "terms/mql/") == (
        """\
# MQL

A lead.

- Kind: Term
- Address: `term:mql`
- Written in: `governance/terms.yaml`
- See: [SQL](../sql/index.html.md)

## Also called

- marketing \\</script> lead

## Former ids

- ready-lead
- sql
- twice

## Notes

About [SQL](../sql/index.html.md) and more.

- one
- two

\\# no heading

- first

"""
    )


def test_a_list_of_a_kind_names_and_links_all(small: Site) -> None:
    text = twin(small, "terms/")
    assert text.startswith("# Glossary\n\nA word this company uses")
    assert "- [MQL](mql/index.html.md): A lead.\n- [SQL](sql/index.html.md): Another lead.\n" in text


def test_every_page_has_a_twin_that_it_names_and_every_link_of_it_leads_somewhere(site: Path) -> None:
    made = starter_site().pages
    for page in made:
        assert (site / page.url / "index.html.md").read_text(encoding="utf-8").startswith("# "), page.url
        html = (site / page.url / "index.html").read_text(encoding="utf-8")
        assert '<link rel="alternate nofollow" type="text/markdown" href="index.html.md">' in html
    links = set(links_of(site))
    assert len(links) > 3000
    lost = [
        link for link in links
        if not (site / link[1].lstrip("/") / ("index.html" if link[1].endswith("/") else "")).is_file()
    ]  # fmt: skip
    assert lost == []


AUTHORED = """\
Ask whom {term:sql} concerns, as in [the other](../other.md#part "Other") and [here](#a).

![Map](../map.png)

{remit: term:mql}

{remit: table terms}

{remit: map}

What {term:nothing} means nobody knows, and `{term:mql}` is code.

```yaml
see: "{term:mql} [no](../other.md)"
```

[out](https://example.org/x.md)
"""


def test_a_page_that_people_wrote_is_its_own_twin(tmp_path: Path) -> None:
    root = write_handbook(tmp_path / "hb", {"terms": TERMS})
    pages = {"deep/ours.md": AUTHORED, "other.md": "# Other\n\n## Part\n", "map.png": ""}
    for name, text in pages.items():
        (root / "docs" / name).parent.mkdir(exist_ok=True)
        (root / "docs" / name).write_text(text, encoding="utf-8")
    done = build(root, tmp_path / "site")
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "site"
    assert (
        (folder / "deep/ours/index.html.md").read_text(encoding="utf-8")
        == """\
# Ours

Ask whom [SQL](../../terms/sql/index.html.md) concerns, as in \
[the other](../../other/index.html.md#part "Other") and [here](#a).

![Map](../../map.png)

[MQL](../../terms/mql/index.html.md)

[Terms](../../terms/index.html.md)

[Lifecycle map](../../lifecycle/index.html.md)

What {term:nothing} means nobody knows, and `{term:mql}` is code.

```yaml
see: "{term:mql} [no](../other.md)"
```

[out](https://example.org/x.md)
"""
    )
    assert [link for _, link in links_of(folder) if not (folder / link.lstrip("/")).is_file()] == []
    html = (folder / "deep/ours/index.html").read_text(encoding="utf-8")
    assert '<link rel="alternate nofollow" type="text/markdown" href="index.html.md">' in html
    assert "- [Ours](deep/ours/index.html.md)" in (folder / "llms.txt").read_text(encoding="utf-8")


def test_llms_txt_lists_the_tabs_and_every_definition(site: Path) -> None:
    text = (site / "llms.txt").read_text(encoding="utf-8")
    assert re.match(r"# Revenue handbook\n\n> How Northlake", text)
    assert "- [Win rate](metrics/win-rate/index.html.md): Which share" in text
    assert text.index("## Metrics") < text.index("## Glossary") < text.index("## Optional")
    assert "- [Formulas](guide/formulas/index.html.md)" in text
    assert "index.html.md" not in (site / "sitemap.xml").read_text(encoding="utf-8")


hostile = st.lists(
    st.sampled_from(
        [*"ab \n#*_`[]()<>!&;|~{}:-+=1.)\\/\"'", "\n\n", "](x)", "<b>", "---\n", "&lt;", "[x](y)"]
    ),
    min_size=1,
    max_size=30,
).map("".join)

MADE = {
    "html_block", "html_inline", "image", "fence", "code_block", "code_inline", "hr", "em_open",
    "strong_open", "s_open", "blockquote_open", "table_open", "ordered_list_open",
}  # fmt: skip


@given(hostile, hostile)
@example("a\n- ", "a")
@example("a\n- **", "a")
def test_text_makes_no_heading_link_or_html_in_a_twin(text: str, name: str) -> None:
    lines = [
        f"- Title: {markdown_pages.escaped(name)}",
        "",
        *markdown_pages.blocks(text, lambda *_: None),
        "",
        "## Ours",
        "",
    ]
    lines += [f"- [{markdown_pages.escaped(name)}](ours): {markdown_pages.said(text, lambda *_: None)}"]
    tokens = GFM.parse("\n".join(lines))
    flat = [inner for token in tokens for inner in (token, *(token.children or ()))]
    assert [t.tag for t in flat if t.type == "heading_open"] == ["h2"]
    assert [t.attrs["href"] for t in flat if t.type == "link_open"] == ["ours"]
    assert not {t.type for t in flat} & MADE
    shown = next(t for t in flat if t.type == "inline").content
    assert (
        "".join(t.content for t in GFM.parseInline(shown)[0].children or ())
        == ("Title: " + " ".join(name.split())).rstrip()
    )


LABELS = [
    "# no heading",
    "1. none",
    "[x](y)",
    "*e* <b>",
    "a|b",
    "- `c`",
    "> q",
    "&lt; ~~s~~",
    "+",
    "{term:mql}",
]


@pytest.mark.parametrize("label", LABELS)
def test_labels_of_a_companys_own_schema_are_shown_as_they_are(tmp_path: Path, label: str) -> None:
    line = {**LINE, "title": label}
    schema = {
        **PLAY,
        "title": label,
        "description": label,
        "x-kind": {**PLAY["x-kind"], "titles": label},
        "properties": {
            **PLAY["properties"],
            "short": line,
            "long": {**line, "type": "object", "additionalProperties": line},
            "deep": {**line, "type": "object", "additionalProperties": False, "properties": {"in": line}},
            "of": {**line, "x-reference": {"to": ["term"], "relation": "of", "label": label, "back": label}},
        },
    }
    del schema["properties"]["of"]["x-text"]
    play = {
        "name": "P",
        "summary": "S.",
        "short": "s",
        "long": {label: "l"},
        "deep": {"in": "d"},
        "of": "sql",
    }
    root = write_handbook(tmp_path, {"terms": TERMS, "plays": {"p": play}})
    write_schema(root, schema)
    made = check(root)
    assert {each.code for each in made.findings if each.subject == "play:p"} <= {"approver-missing"}
    site = handbook_site(made.book, made.findings, twins=True)
    said: list[str] = []
    for url in ("plays/", "plays/p/", "terms/sql/", "terms/mql/"):
        tokens = GFM.parse(twin(site, url))
        flat = [inner for token in tokens for inner in (token, *(token.children or ()))]
        assert {token.tag for token in flat if token.type == "heading_open"} <= {"h1", "h2"}
        assert all(str(t.attrs["href"]).endswith(".md") for t in flat if t.type == "link_open")
        assert not {token.type for token in flat} & (MADE - {"code_inline"}), url
        said += ["".join(t.content for t in token.children or ()) for token in tokens if token.children]
    assert {"Kind: " + label, f"{label}: s", f"{label}: l", f"{label}: d", f"{label}: SQL"} <= set(said)
    assert said.count(label) >= 3  # the list's heading, what it says of itself, and those of long values


# -- linked data --


def linked(site: Path, url: str) -> Any:
    html = (site / url / "index.html").read_text(encoding="utf-8")
    return json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)[0])


def test_terms_and_metrics_are_defined_terms(site: Path, small: Site) -> None:
    data = linked(site, "metrics/win-rate")
    assert data["@type"] == "DefinedTerm"
    assert data["name"] == "Win rate"
    assert data["alternateName"] == ["close rate", "win ratio", "won rate"]
    assert data["inDefinedTermSet"] == {
        "@type": "DefinedTermSet", "name": "Metrics, Revenue handbook", "url": "../",
    }  # fmt: skip
    assert linked(site, "terms/mql")["description"].startswith("A lead that fits")
    assert "ld+json" not in (site / "stages/mql/index.html").read_text(encoding="utf-8")
    body = next(page for page in small.pages if page.url == "terms/mql/").body().html
    assert body.count("</script>") == 1
    assert "marketing \\u003c/script\\u003e lead" in body


# -- former addresses --


def test_a_former_id_that_is_free_leads_to_the_definition(small: Site) -> None:
    made = dict(redirects.redirects(small, "https://example.org/hb/"))
    # `sql` is in use, `twice` was had by two: neither leads anywhere for certain
    assert list(made) == ["terms/ready-lead/"]
    html = made["terms/ready-lead/"]
    assert '<link rel="canonical" href="https://example.org/hb/terms/mql/">' in html
    assert 'content="0; url=../mql/"' in html


def test_only_an_id_is_a_former_address(tmp_path: Path) -> None:
    """A kind of a company's own may allow any text as a former id: it must not lead out of the site."""
    root = write_handbook(tmp_path, {"plays": {"a": {"name": "A", "former-ids": ["../../up", "b/c", "old"]}}})
    (root / "schemas").mkdir()
    (root / "schemas" / "play.schema.json").write_text(json.dumps(PLAY), encoding="utf-8")
    checked = check(root, rules=())
    assert checked.findings == ()
    made = redirects.redirects(handbook_site(checked.book, ()))
    assert [address for address, _ in made] == ["plays/old/"]


def test_a_former_id_that_is_taken_is_a_finding(small: Site) -> None:
    said = [f.message for f in small.findings if f.code == "former-id-taken"]
    assert said == ["`sql` is term `sql` now", "`twice` was `term:mql` too"]


def test_an_old_link_arrives_and_is_in_no_list(tmp_path: Path, new_page: NewPage) -> None:
    root = write_handbook(tmp_path / "hb", {"terms": TERMS})
    done = build(root, tmp_path / "site")
    assert done.returncode == 0, done.stderr
    for name in ("sitemap.xml", "search/handbook/index.js", "llms.txt"):
        assert "ready-lead/" not in (tmp_path / "site" / name).read_text(encoding="utf-8"), name
    with served(tmp_path / "site") as address:
        page = new_page()
        page.goto(f"{address}/terms/ready-lead/")
        page.wait_for_url("**/terms/mql/")
        assert page.locator("h1").inner_text() == "MQL"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("[`remit init`](b.md#begin) does.", "[`remit init`](../b/index.html.md#begin) does."),
        ('[a `b` c](b.md "T"), [d](b.md)', '[a `b` c](../b/index.html.md "T"), [d](../b/index.html.md)'),
        ("`[a](b.md)` is code", "`[a](b.md)` is code"),
        ("[`here`](#below)", "[`here`](#below)"),
    ],
)
def test_links_around_code_lead_on_and_code_is_left_alone(written: str, read: str) -> None:
    places = {"guide/a.md": "guide/a/index.html", "guide/b.md": "guide/b/index.html"}
    page = author_page("guide/a/", "")
    address = authored.address_from("guide/a.md", places)
    assert authored.authored(starter_site(), page, written, address) == f"{read}\n"


def test_twins_can_be_left_out_and_an_authors_page_keeps_its_links(tmp_path: Path) -> None:
    root = write_handbook(tmp_path / "hb", {"terms": TERMS})
    (root / "docs" / "terms").mkdir()
    (root / "docs" / "terms" / "sql.md").write_text("# Mine <b>\n", encoding="utf-8")
    assert build(root, tmp_path / "with").returncode == 0
    assert [link for link in links_of(tmp_path / "with") if not (tmp_path / f"with{link[1]}").exists()] == []
    config = (root / "mkdocs.yml").read_text(encoding="utf-8")
    (root / "mkdocs.yml").write_text(
        config.replace("remit]", "remit: {markdown_twins: false}]"), encoding="utf-8"
    )
    assert build(root, tmp_path / "without").returncode == 0
    assert not list((tmp_path / "without").rglob("*.md"))
    html = (tmp_path / "without" / "terms" / "mql" / "index.html").read_text(encoding="utf-8")
    assert "index.html.md" not in html
    assert "- [MQL](terms/mql/): A lead." in (tmp_path / "without" / "llms.txt").read_text(encoding="utf-8")
