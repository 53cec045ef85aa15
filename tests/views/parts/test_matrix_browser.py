"""The matrices in a browser: filtered without script, linked to, copied, printed, on a phone, by keyboard."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import pairwise, product
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import parse_qs, urlsplit

import pytest

from browsing import OF_COLOUR, Profiles, settle, violations
from building import build, write_handbook
from depth import DEEP, part_of
from serving import served

if TYPE_CHECKING:
    from playwright.sync_api import Page

URLS = (
    "decisions/",
    "work-items/",
    "topics/",
    "boundaries/",
    "metric-ownership/",
    "system-functions/",
)
FLAT = ("work-items/", "metric-ownership/")
TRIED = part_of(URLS, form=FLAT.__contains__)
# Everything that can be seen of a matrix, and what its data says should be.
STATE = """() => {
  const seen = (each) => getComputedStyle(each).display !== 'none';
  const rows = [...document.querySelectorAll('.mx tr.row')];
  const left = rows.filter((row) => seen(row) && seen(row.parentElement));
  const heads = [...document.querySelectorAll('.mx thead th[data-c]')];
  return {
    rows: left.map((row) => row.id),
    headings: [...document.querySelectorAll('.mx tbody')].filter(seen)
      .filter((body) => body.querySelector('.grp')).map((body) => body.className),
    columns: heads.filter(seen).map((head) => head.dataset.c),
    others: !!document.querySelector('.mx thead .rest') && seen(document.querySelector('.mx thead .rest')),
    empty: seen(document.querySelector('.none-left')),
  };
}"""
DATA = """() => ({
  rows: [...document.querySelectorAll('.mx tr.row')].map((row) => (
    {id: row.id, value: row.dataset.k, parties: row.dataset.f.split(' ').filter(Boolean),
     heading: row.parentElement.querySelector('.grp') ? row.parentElement.className : ''})),
  columns: [...document.querySelectorAll('.mx thead th[data-c]')].map((head) => head.dataset.c),
  folded: [...document.querySelectorAll('.mx thead th.minor')].map((head) => head.dataset.c),
  values: [...document.querySelectorAll('[data-filter] input')].map((input) => input.value),
  filter: document.querySelector('[data-filter]')?.dataset.filter || '',
})"""
CHOOSE = """(wanted) => {
  for (const input of document.querySelectorAll('.matrix form input')) {
    if (input.type === 'checkbox') input.checked = Boolean(wanted[input.name]);
    else input.checked = input.value === (wanted[input.name] || 'all');
  }
  document.querySelector('.matrix form').dispatchEvent(new Event('change'));
}"""
CHOOSE_NOTHING = """() => {
  const form = document.querySelector('.matrix form');
  form.reset();
  form.querySelector('[name=words]')?.dispatchEvent(new Event('change', {bubbles: true}));
}"""
WITHOUT: dict[str, Any] = {"java_script_enabled": False}

MOST = 2  # choices of a matrix that are tried in `make test`


class Opened(Protocol):
    """Opens a page at an address, with Playwright's options, and closes it at the end of the block."""

    def __call__(
        self, address: str, width: int = 1440, height: int = 900, **options: Any
    ) -> AbstractContextManager[Page]: ...


@pytest.fixture
def opened(profiles: Profiles) -> Opened:
    @contextmanager
    def at(address: str, width: int = 1440, height: int = 900, **options: Any) -> Iterator[Page]:
        with profiles.opened(width, height, **options) as page:
            page.goto(address)
            yield page

    return at


@pytest.fixture
def kept(profiles: Profiles) -> Opened:
    """The same for tests that change nothing but what is chosen: one page for all of them, all rows in it."""

    @contextmanager
    def at(address: str, width: int = 1440, height: int = 900, **options: Any) -> Iterator[Page]:
        with profiles.kept(address, width, height, **options) as page:
            try:
                yield page
            finally:
                page.evaluate(CHOOSE_NOTHING)

    return at


# -- without script --


def choices(values: Sequence[str], parties: Sequence[str]) -> Sequence[tuple[str, str]]:
    """A seeded part of all pairs; each with each when deep."""
    return part_of(product(values, parties), MOST)


@pytest.mark.parametrize("script", [False, True])
@pytest.mark.parametrize("url", TRIED)
def test_every_choice_shows_its_rows_their_headings_and_their_columns(
    kept: Opened, server: str, url: str, script: bool
) -> None:
    with kept(f"{server}/{url}", **({} if script else WITHOUT)) as page:
        assert page.locator(".matrix.live").count() == script
        data = page.evaluate(DATA)
        values = [each for each in data["values"] if each != "all"] or [""]
        for value, party in choices(values, ["", *data["columns"]]):
            wanted = {data["filter"]: value, "fn": party, "only": bool(party), "full": True}
            page.evaluate(CHOOSE, wanted)
            left = [
                row
                for row in data["rows"]
                if (not value or row["value"] == value) and (not party or party in row["parties"])
            ]
            seen = page.evaluate(STATE)
            assert seen["empty"] is (not left), wanted
            if not left:
                continue
            assert seen["rows"] == [row["id"] for row in left], wanted
            assert seen["headings"] == list(
                dict.fromkeys(row["heading"] for row in left if row["heading"])
            ), wanted
            full = {each for row in left for each in row["parties"]}
            shown = [
                column
                for column in data["columns"]
                if column in full and (column not in data["folded"] or column == party)
            ]
            assert seen["columns"] == shown, wanted
            assert seen["others"] is bool(full & set(data["folded"])), wanted


def test_a_click_filters_without_script(kept: Opened, server: str) -> None:
    with kept(f"{server}/decisions/", **WITHOUT) as page:
        page.get_by_text("Local", exact=False).locator("xpath=ancestor::label[1]").first.click()
        assert page.evaluate(STATE)["rows"] == ["sales-manager-list-view", "campaign-naming"]
        assert page.locator("[data-copy]").is_hidden(), "a button that does nothing is not shown"


def test_the_column_of_the_chosen_party_is_marked_and_unfolded(kept: Opened, server: str) -> None:
    ground = "each => getComputedStyle(each).backgroundColor"
    with kept(f"{server}/decisions/", **WITHOUT) as page:
        assert "cro" not in page.evaluate(STATE)["columns"]
        plain = page.locator("td[data-c=revops]").first.evaluate(ground)
        page.evaluate(CHOOSE, {"fn": "cro"})
        assert "cro" in page.evaluate(STATE)["columns"]
        assert page.locator(".rest [data-c=cro]").first.is_hidden(), "not told twice"
        assert page.locator("td[data-c=cro]").first.evaluate(ground) != plain
        assert page.locator("td[data-c=revops]").first.evaluate(ground) == plain


def test_no_party_is_lost_when_columns_are_folded(kept: Opened, server: str) -> None:
    with kept(f"{server}/decisions/", **WITHOUT) as page:
        data, seen = page.evaluate(DATA), page.evaluate(STATE)
        assert seen["others"]
        assert set(data["columns"]) - set(seen["columns"]) == set(data["folded"])
        for row in data["rows"]:
            told = page.locator(f"#{row['id']} .rest > div").evaluate_all(
                "all => all.map(each => each.dataset.c)"
            )
            assert set(told) == set(row["parties"]) & set(data["folded"])
        page.evaluate(CHOOSE, {"all": True})
        assert page.evaluate(STATE)["columns"] == data["columns"]
        assert not page.evaluate(STATE)["others"]


def test_all_words_can_be_shown_without_script(kept: Opened, server: str) -> None:
    with kept(f"{server}/decisions/", **WITHOUT) as page:
        words = page.locator("#lead-scoring td[data-c=revops] details p")
        assert words.is_hidden()
        page.evaluate(CHOOSE, {"words": True})
        assert words.is_visible()


# -- for everybody --


@pytest.mark.parametrize("url", TRIED)
def test_a_matrix_is_a_table_with_a_caption_and_scopes(kept: Opened, server: str, url: str) -> None:
    with kept(f"{server}/{url}") as page:
        assert page.locator("table.mx caption").inner_text().strip()
        assert page.locator("table.mx thead th:not([scope=col])").count() == 0
        assert page.locator("table.mx tr.row > th[scope=row]").count() == page.locator("tr.row").count() > 3
        assert page.locator("table.mx .grp > th:not([scope=rowgroup])").count() == 0
        assert page.locator("#decisions, [role=region][aria-labelledby=mx-cap]").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_matrix(opened: Opened, server: str, scheme: Any) -> None:
    """On a phone, and on a desk when deep: those of a desk are looked at with all other pages."""
    found = []
    addresses = (*TRIED, "decisions/?fn=cro&words=1&all=1")
    with opened(server, color_scheme=scheme) as page:
        sizes = product((1440, 390) if DEEP else (390,), addresses)
        for width, address in part_of(sizes, form=lambda each: each[0]):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(f"{server}/{address}")
            page.wait_for_timeout(100)
            found += [(width, *each) for each in violations(page, OF_COLOUR if scheme == "dark" else None)]
    assert found == []


def test_every_word_is_reached_and_opened_by_keyboard(opened: Opened, server: str) -> None:
    where = """() => { const at = document.activeElement;
        return at.closest('.mx') ? [...document.querySelectorAll('.mx summary')].indexOf(at) : -2 }"""
    with opened(f"{server}/decisions/", width=1000, height=700) as page:
        page.locator("[data-download]").focus()
        reached: set[int] = set()
        opened_words = 0
        for _ in range(400):
            page.keyboard.press("Tab")
            at = page.evaluate(where)
            if at == -2 and reached:
                break
            if at < 0:
                continue
            reached.add(at)
            if len(reached) % 12 == 1:  # to open one in twelve is enough
                page.keyboard.press("Enter")
                words = page.locator(".mx details").nth(at).locator("p").first
                words.scroll_into_view_if_needed()
                box = words.bounding_box()
                assert box
                assert box["width"] > 60, "words of a column too narrow to read"
                opened_words += 1
        shown = page.evaluate(
            "() => [...document.querySelectorAll('.mx summary')].flatMap((each, at) =>"
            " each.offsetParent ? [at] : [])"
        )
        assert reached == set(shown)
        assert opened_words > 3


def test_what_has_the_focus_is_not_under_the_head_that_sticks(opened: Opened, server: str) -> None:
    with opened(f"{server}/boundaries/", width=1440, height=500) as page:
        page.locator(".mx summary").last.focus()
        for _ in range(60):
            page.keyboard.press("Shift+Tab")
            top, bottom = page.evaluate(
                "() => [document.activeElement.getBoundingClientRect().top,"
                " document.querySelector('.mx thead th').getBoundingClientRect().bottom]"
            )
            assert top >= bottom - 1


# -- the address --


def test_a_state_is_kept_in_the_address_and_restored_from_it(opened: Opened, server: str) -> None:
    with opened(f"{server}/decisions/") as page:
        for id in ("h-sales-ops", "mx-k-shared", "mx-only", "mx-words", "mx-full"):
            page.locator(f"#{id}").check(force=True)
        query = parse_qs(urlsplit(page.url).query)
        assert query == {
            "fn": ["sales-ops"], "lane": ["shared"], "only": ["1"], "words": ["1"], "full": ["1"],
        }  # fmt: skip
        state, said = page.evaluate(STATE), page.locator("[data-count]").inner_text()
        every = len(page.evaluate(DATA)["rows"])
        address = page.url
        page.locator("#h-all").check(force=True)
        assert "fn" not in parse_qs(urlsplit(page.url).query)
    assert said == f"{len(state['rows'])} of {every} decisions"
    assert 0 < len(state["rows"]) < every
    with opened(address) as page:
        assert page.evaluate(STATE) == state
        assert page.locator("[data-count]").inner_text() == said
        assert page.locator("details:not([open])").count() == 0


def test_what_an_address_says_wrongly_is_ignored_and_what_is_not_ours_stays(
    opened: Opened, server: str
) -> None:
    hostile = "?fn=nobody&lane=%22%5D&words=yes&only=true&sort=__proto__&other=1#crm-field-governance"
    with opened(f"{server}/decisions/") as page:
        state = page.evaluate(STATE)
        page.goto(f"{server}/decisions/{hostile}")
        assert page.evaluate(STATE) == state
        assert page.locator("[data-count]").inner_text() == f"{len(state['rows'])} decisions"
        page.locator("#mx-k-local").check(force=True)
        parts = urlsplit(page.url)
        assert parse_qs(parts.query) == {"lane": ["local"], "other": ["1"]}
        assert parts.fragment == "crm-field-governance"


def test_words_that_are_open_at_first_can_be_closed_by_the_address(opened: Opened, server: str) -> None:
    with opened(f"{server}/work-items/") as page:
        assert page.locator(".mx details:not([open])").count() == 0
        page.locator("#mx-words").uncheck(force=True)
        assert parse_qs(urlsplit(page.url).query) == {"words": ["0"]}
        page.reload()
        assert page.locator(".mx details[open]").count() == 0


# -- sorting --


@pytest.mark.parametrize("url", TRIED)
def test_only_flat_tables_sort(kept: Opened, server: str, url: str) -> None:
    with kept(f"{server}/{url}") as page:
        assert (page.locator(".mx .sort").count() > 0) is (url in FLAT)


def test_sorting_by_a_party_puts_its_letters_first_and_is_linked_to(opened: Opened, server: str) -> None:
    first = "#mx tr.row:first-of-type"
    with opened(f"{server}/metric-ownership/") as page:
        before = page.evaluate(STATE)["rows"]
        head = page.locator("th[data-c=marketing-ops]")
        head.locator(".sort").click()
        assert head.get_attribute("aria-sort") == "ascending"
        letters = page.locator("tr.row td[data-c=marketing-ops]").evaluate_all(
            "all => all.map(each => each.querySelector('.L')?.textContent ?? '')"
        )
        assert letters == sorted(letters, key=lambda letter: "AGO".index(letter) if letter else 9)
        assert letters[0] == "G"
        address, top = page.url, page.locator(first).get_attribute("id")
        head.locator(".sort").click()
        head.locator(".sort").click()
        assert page.evaluate(STATE)["rows"] == before
        page.goto(address)
        assert page.locator(first).get_attribute("id") == top
        page.keyboard.press("Tab")


# -- CSV --

PARTIES = {
    "desk": {"letter": "R", "words": "@cmd, says \"yes\"; 'no'", "if": "it\nrains"},
    "sales": {"letter": "G"},
    "lead": {"letter": "I", "words": "+1"},
}

# Names of which a spreadsheet would make more than a text, and what stands in the file.
RUN = ("\t=5", "\r=6", "a;=7", 'b;"=8', 'd;""+1', "e;\t@f")
GUARDED = ("'=5", "'=6", "a;'=7", "b;\"'=8", 'd;""\'+1', "e; '@f")


def spreadsheet(root: Path) -> Path:
    """A built handbook with names that spreadsheets would run."""
    lane = {
        "summary": "S.",
        "approval": "A.",
        "triggers": {"any": {"when": "It is so"}},
    }
    names = ("=1+1", "+2", "-3", "@SUM(A1)", "\uff1d4", 'plain, "quoted"', "ünï–код", *RUN)
    decisions = {
        f"d{number}": {
            "name": name, "summary": "S.", "group": "=Group;=2" if number % 2 else "Other group",
            "lane": "local" if number == 5 else "shared", "parties": PARTIES,
        }
        for number, name in enumerate(names)
    }  # fmt: skip
    functions = {
        id: {"name": name, "summary": "A team."}
        for id, name in (("desk", "=HYPERLINK(1)"), ("sales", "Sales"), ("lead", "Lead, Ops"))
    }
    lanes = {reach: {"name": f"Lane {reach}", "reach": reach, **lane} for reach in ("shared", "local")}
    write_handbook(root, {"functions": functions, "lanes": lanes, "decisions": decisions})
    done = build(root, root / "site")
    assert done.returncode == 0, done.stderr[-2000:]
    return root / "site"


def test_csv_holds_the_rows_in_sight_quoted_and_guarded(opened: Opened, tmp_path: Path) -> None:
    with served(spreadsheet(tmp_path)) as base, opened(base) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        asked: list[str] = []
        page.goto(f"{base}/decisions/?lane=shared")
        page.wait_for_load_state("networkidle")
        page.on("request", lambda request: asked.append(request.url))
        with page.expect_download() as waiting:
            page.locator("[data-download]").click()
        download = waiting.value
        text = Path(download.path()).read_bytes().decode()
        page.locator("[data-copy]").click()
        page.get_by_text("Copied").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
    assert download.suggested_filename == "decisions.csv"
    icon = f"{base}/assets/remit/logo.svg"  # a browser asks for it when it has time
    assert [url for url in asked if not url.startswith("blob:") and url != icon] == []
    assert text == f"\ufeff{copied}"
    assert "\r\n" in copied
    assert not re.search(r"[^\r]\n", copied)
    rows = list(csv.reader(io.StringIO(copied)))
    assert rows[0] == ["Decision", "Group", "Lane", "'=HYPERLINK(1)", "Lead, Ops", "Sales"]
    by_name = {row[0]: row[1:] for row in rows[1:]}
    assert set(by_name) == {"'=1+1", "'+2", "'-3", "'@SUM(A1)", "'\uff1d4", "ünï–код", *GUARDED}
    assert by_name["'+2"][:2] == ["'=Group;'=2", "Shared"]
    assert by_name["'=1+1"][2:] == ["R: @cmd, says \"yes\"; 'no' When it rains", "I: +1", "G"]
    # A spreadsheet of a country that writes numbers with commas parts cells at semicolons.
    for apart in ",;":
        cells = [cell for row in csv.reader(io.StringIO(copied), delimiter=apart) for cell in row]
        assert [cell for cell in cells if cell.strip(' "')[:1] in set("=+-@\t\r\uff1d")] == [], apart


def test_csv_leaves_out_what_is_hidden_and_keeps_what_is_folded(opened: Opened, server: str) -> None:
    with opened(f"{server}/decisions/?lane=local&full=1") as page:
        with page.expect_download() as waiting:
            page.locator("[data-download]").click()
        rows = list(csv.reader(io.StringIO(Path(waiting.value.path()).read_text(encoding="utf-8-sig"))))
    assert rows[0] == ["Decision", "Group", "Lane", "Marketing Ops", "Sales Ops", "Sales manager"]
    assert [row[0] for row in rows[1:]] == ["List views of sales managers", "Names of campaigns"]
    assert rows[1][-1].startswith("C: ")


def test_csv_of_owners_says_both_letters_and_their_words(opened: Opened, server: str) -> None:
    with opened(f"{server}/work-items/") as page:
        with page.expect_download() as waiting:
            page.locator("[data-download]").click()
        rows = list(csv.reader(io.StringIO(Path(waiting.value.path()).read_text(encoding="utf-8-sig"))))
    cell = next(row for row in rows if row[0] == "Routing rules")[rows[0].index("RevOps")]
    assert re.fullmatch(r"G: Fit, speed .*; O: Runs the rules itself\..*", cell), cell


# -- narrow and wide, paper --


@pytest.mark.parametrize("url", TRIED)
def test_on_a_phone_a_row_is_its_name_and_who_has_a_part(kept: Opened, server: str, url: str) -> None:
    with kept(f"{server}/{url}", width=360, height=740) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        assert page.locator(".mx thead").is_hidden()
        assert page.locator(".mx td.none:visible, .mx td.rest:visible").count() == 0
        row = page.locator(".mx tr.row").first
        cells = row.locator("td:visible")
        assert cells.count() == len((row.get_attribute("data-f") or "").split()) > 0
        assert cells.first.locator(".fnl").is_visible()
        boxes = [box for place in range(cells.count()) if (box := cells.nth(place).bounding_box())]
        assert all(box["x"] >= 0 and box["x"] + box["width"] <= 360 for box in boxes)
        order = sorted(boxes, key=lambda box: (round(box["y"]), box["x"]))
        assert order == boxes, "read from left to right, line by line"
        for box, after in pairwise(boxes):
            assert after["y"] >= box["y"] + box["height"] - 1 or after["x"] >= box["x"] + box["width"]


def test_on_a_phone_words_are_open_and_a_letter_is_a_fingers_width(opened: Opened, server: str) -> None:
    with opened(f"{server}/decisions/", width=360, height=740) as page:
        cell = page.locator("#lead-scoring td[data-c=revops]")
        assert "Governs the standard" in cell.locator("summary").inner_text()
        words = cell.locator("p").bounding_box()
        assert words
        assert words["width"] > 120
        box = cell.locator("summary").bounding_box()
        assert box
        assert box["height"] >= 40, "a finger's width"
        page.get_by_label("Show all words").uncheck()
        assert cell.locator("p").is_hidden()
        assert page.url.endswith("?words=0")
        page.reload()
        assert cell.locator("p").is_hidden()
        cell.locator("summary").click()
        assert cell.locator("p").is_visible()


def test_on_a_phone_the_title_of_a_group_stays_above_its_rows(opened: Opened, server: str) -> None:
    with opened(f"{server}/boundaries/#field-lead-score", 360, 740) as page:
        page.wait_for_function("scrollY > 0")
        header, title, row, seen = page.evaluate("""() => {
          const title = document.querySelector('#fields'), box = title.getBoundingClientRect();
          const seen = document.elementFromPoint(box.x + 20, box.y + box.height / 2);
          const row = document.querySelector('#field-lead-score').getBoundingClientRect();
          const header = document.querySelector('.md-header').getBoundingClientRect();
          return [header.bottom - box.top, box.bottom, row.top, title.contains(seen)];
        }""")
        assert abs(header) <= 1, "nothing shows between the site's header and the title"
        assert title <= row
        assert seen, "rows pass below it"


def test_where_columns_do_not_fit_head_and_first_column_stick(opened: Opened, server: str) -> None:
    with opened(f"{server}/decisions/?all=1", width=900, height=700) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == 900
        wrap = page.locator(".mxwrap")
        wrap.evaluate("each => each.scrollTo(200, 300)")
        page.wait_for_timeout(50)
        at = page.evaluate(
            """() => { const box = (each) => document.querySelector(each).getBoundingClientRect();
              return [box('.mxwrap').left, box('.mx #forecast-categories th').left,
                      box('.mxwrap').top, box('.mx thead th').top] }"""
        )
        assert wrap.evaluate("each => [each.scrollLeft, each.scrollTop]") == [200, 300]
    assert abs(at[0] - at[1]) <= 1
    assert abs(at[2] - at[3]) <= 1


@pytest.mark.parametrize("url", TRIED)
def test_no_matrix_is_wider_than_its_page(opened: Opened, server: str, url: str) -> None:
    with opened(f"{server}/{url}") as page:
        shown: tuple[dict[str, Any], ...] = ({}, {"words": True}, {"all": True}, {"fn": "cro", "words": True})
        for width, wanted in part_of(product((700, 1000, 1280, 1440), shown), form=lambda each: each[0]):
            page.set_viewport_size({"width": width, "height": 800})
            page.evaluate(CHOOSE, wanted)
            settle(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (width, wanted)


def sheets(page: Page) -> tuple[int, set[bool]]:
    """How many sheets a page prints on, and whether each lies on its side."""
    made = page.pdf(prefer_css_page_size=True, print_background=True)
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]", made)
    return len(re.findall(rb"/Type\s*/Page\b", made)), {float(wide) > float(high) for wide, high in boxes}


@pytest.mark.parametrize("url", [*TRIED, "decisions/?all=1"])
def test_a_matrix_prints_on_its_side_with_every_word(kept: Opened, server: str, url: str) -> None:
    with kept(f"{server}/{url}") as page:
        assert sheets(page)[1] == {True}
        page.set_viewport_size({"width": 1047, "height": 718})  # A4 on its side, without margins
        page.emulate_media(media="print")
        overflow, width, height = page.locator(".mxwrap").evaluate(
            "each => [getComputedStyle(each).overflow, each.scrollWidth - each.clientWidth,"
            " each.scrollHeight - each.clientHeight]"
        )
        assert (overflow, width, height) == ("visible", 0, 0), "paper does not scroll"
        assert page.locator(".mx thead").evaluate("each => getComputedStyle(each).display") == (
            "table-header-group"
        )
        hidden = page.locator(".mx td:visible details p").evaluate_all(
            "all => all.filter(each => !each.checkVisibility()).length"
        )
        assert hidden == 0


@pytest.mark.parametrize(
    ("function", "most"),
    [("marketing-ops", 3), ("sales-ops", 3), ("cs-ops", 2), ("revops", 3), ("finance", 2)],
)
def test_what_a_function_owns_prints_on_few_sheets(
    opened: Opened, server: str, function: str, most: int
) -> None:
    """Two, or three for those that own the most: nothing is printed smaller than eight points."""
    with opened(f"{server}/functions/{function}/") as page:
        count, sideways = sheets(page)
    assert count <= most
    assert sideways == {False}


def test_a_functions_sheet_has_the_number_of_what_would_fill_it(opened: Opened, server: str) -> None:
    with opened(f"{server}/functions/sales-ops/", width=718, height=1046) as page:
        page.emulate_media(media="print")
        assert page.locator(".names summary").first.is_visible(), "the number stands for the names"
        assert page.locator(".names a").first.is_hidden()


def test_the_map_prints_as_drawn_on_its_side(opened: Opened, server: str) -> None:
    with opened(f"{server}/lifecycle/") as page:
        assert sheets(page)[1] == {True}
        page.set_viewport_size({"width": 1047, "height": 718})
        page.emulate_media(media="print")
        box = page.locator(".map .wide").bounding_box()
        assert box
        assert 700 < box["width"] <= 1047
        assert page.locator(".rail").first.is_hidden()
