"""Who decides? What the page answers, held against `remit review`, and how people get there."""

from __future__ import annotations

import gzip
import itertools
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browsing import OF_COLOUR, violations
from building import starter, write_handbook
from depth import part_of
from remit.change.compare.diff import DefinitionChange, PropertyChange
from remit.change.compare.versions import Difference
from remit.change.review.approvals import Effect, asks_of
from remit.change.review.lanes import choose, lanes_of
from remit.change.review.reach import Reach, Reached
from remit.change.review.review import judge
from remit.change.review.verdicts import is_governed
from remit.change.review.whom import AGREE, CONSULT
from remit.checking import check
from remit.handbook import Definition, Handbook
from remit.schema import WEIGHTS
from remit.views import handbook_site
from remit.views.site.site import Site

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

    from browsing import NewPage, Profiles

MOST_OF_STARTER = 60_000  # bytes of the page, compressed
COVERAGE = "decide/?change=metric:pipeline-coverage"


@pytest.fixture(scope="module")
def book() -> Handbook:
    return starter()


@pytest.fixture(scope="module")
def asked(profiles: Profiles, server: str) -> Iterator[Page]:
    """The page for those who only ask its script."""
    with profiles.opened(1440, 900) as page:
        page.goto(f"{server}/decide/")
        yield page


def body(site: Site, url: str = "decide/") -> str:
    return str(next(page for page in site.pages if page.url == url).body().html)


def heading(page: Page) -> str:
    return page.locator(".ans h2").inner_text()


# -- the same answer as remit review --


def planted(book: Handbook, weight: str) -> Mapping[str, Any]:
    """What `remit review` says when everything changes in something of that weight, by address."""
    changes = []
    for definition in book.definitions():
        names = [name for name, node in definition.kind.properties.items() if node.weight == weight]
        if is_governed(definition) and names:
            change = PropertyChange((names[0],), "changed", old="was", new="now")
            changes.append(DefinitionChange(definition.ref, "changed", properties=(change,)))
    found = judge(Difference(book, book, ("BASE", "HEAD"), tuple(changes)))
    return {str(judged.change.ref): judged for judged in found.judged}


@pytest.mark.parametrize("weight", WEIGHTS)
def test_every_definition_has_the_answer_of_remit_review(asked: Page, book: Handbook, weight: str) -> None:
    judged = {ref: each for ref, each in planted(book, weight).items() if each.weight == weight}
    assert len(judged) > 200
    told = asked.evaluate(
        "([refs, weight]) => refs.map((change) => remitDecide({change, weight}))", [list(judged), weight]
    )
    for (ref, each), answer in zip(judged.items(), told, strict=True):
        assert answer["lane"] == each.choice.lane.id, ref
        assert answer["record"] == each.needs_record, ref
        assert answer["because"] == [trigger.id for trigger in each.choice.because], ref
        assert answer["met"] == [
            [touch.trigger.id, str(touch.reached.definition.ref)] for touch in each.touched
        ], ref
        for how, name in ((AGREE, "agree"), (CONSULT, "consulted")):
            wanted = {str(ask.party.ref): ask.because for ask in each.asks if ask.how == how}
            assert {party for party, _ in answer[name]} == wanted.keys(), ref
            for party, why in answer[name]:
                assert set(why[:3]) <= set(wanted[party]), (ref, party)
                assert len(why) == min(4, len(wanted[party])), (ref, party)
        rest = [str(ask.party.ref) for ask in each.asks if ask.how not in (AGREE, CONSULT)]
        assert answer["told"] == rest, ref


def test_the_page_says_in_its_head_what_definitions_say_at_their_side(asked: Page, book: Handbook) -> None:
    site = handbook_site(book, ())
    wanted = {str(each.ref): str(site.verdict(each)) for each in book.definitions() if is_governed(each)}
    told = asked.evaluate(
        "(refs) => refs.map((change) => remitDecide({change, weight: 'meaning'}).headline)", list(wanted)
    )
    assert told == list(wanted.values())


def nobodys(book: Handbook, kind: str) -> Definition:
    """A definition of a kind that nobody owns and nothing refers to."""
    some = next(book.definitions())
    return Definition(book.kinds.by_id[kind], "new", {}, some.document, (), True, some.relations)


def test_every_kind_with_every_pair_of_triggers_has_the_answer_of_the_policy(
    asked: Page, book: Handbook
) -> None:
    lanes = lanes_of(book)
    triggers = list(lanes.triggers())
    reach = Reach(book, lanes)
    kinds = asked.evaluate("[...document.getElementById('decide-kind').options].map((each) => each.value)")
    assert set(kinds) == {kind.id for kind in book.kinds.by_id.values() if not kind.single} - {
        "change", "request", "review",
    }  # fmt: skip
    sets = [set(some) for size in (0, 1, 2) for some in itertools.combinations(range(len(triggers)), size)]
    choices = [
        (kind, weight, touched)
        for kind in kinds
        for weight in WEIGHTS
        for touched in [*sets, set(range(len(triggers)))]
    ]
    told = asked.evaluate(
        "(choices) => choices.map(([kind, weight, touches]) => remitDecide({kind, weight, touches}))",
        [[kind, weight, [triggers[each].id for each in touched]] for kind, weight, touched in choices],
    )
    for (kind, weight, touched), answer in zip(choices, told, strict=True):
        choice = choose(lanes, kind, weight, [triggers[each] for each in touched])
        assert answer["lane"] == choice.lane.id
        assert answer["because"] == [trigger.id for trigger in choice.because]
        assert answer["record"] == choice.needs_record
        thing = nobodys(book, kind)
        asks = asks_of(reach, Effect(thing, weight, choice, (Reached(thing),)))
        agree = {str(ask.party.ref) for ask in asks if ask.how == AGREE}
        assert {party for party, _ in answer["agree"]} == (agree if choice.lane.is_shared else set())


# -- how people get there --


def test_by_keyboard_alone_one_finds_a_metric_and_weighs_the_change(page: Page, server: str) -> None:
    page.goto(f"{server}/decide/")
    page.get_by_role("combobox", name="Name, abbreviation").focus()
    page.keyboard.type("pipeline cov")
    assert page.get_by_role("option").first.get_attribute("aria-selected") == "true"
    active = page.locator("#decide-what").get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").inner_text().startswith("Pipeline coverage")
    page.keyboard.press("Enter")
    assert heading(page) == "RevOps decides, with Finance"
    assert page.url.endswith("?change=metric:pipeline-coverage")
    assert not page.get_by_role("listbox").is_visible()
    page.keyboard.press("Tab")  # to the weight
    page.keyboard.press("ArrowUp")
    assert page.url.endswith("&weight=editorial")
    assert page.locator(".ans.local").count() == 1
    assert heading(page) == "RevOps decides"  # what is only wording asks whoever governs it


def test_escape_takes_the_list_away_then_the_choice(page: Page, server: str) -> None:
    page.goto(f"{server}/{COVERAGE}")
    box = page.get_by_role("combobox", name="Name, abbreviation")
    box.focus()
    page.keyboard.type("zzz")
    assert "Nothing is called that" in page.locator(".drop").inner_text()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert box.input_value() == "Pipeline coverage"
    page.keyboard.press("Escape")
    assert box.input_value() == ""
    assert page.url.endswith("/decide/")
    assert "Pick what you want to change" in page.locator(".ans").inner_text()


def test_what_is_typed_before_the_script_is_there_is_looked_up_by_it(page: Page, server: str) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/decide.js*", hold)
    page.goto(f"{server}/decide/", wait_until="commit")
    page.locator("#decide-what").press_sequentially("pipeline cov")
    assert page.locator("#decide-list [role=option]").count() == 0
    held.pop().continue_()
    page.locator("#decide-list [role=option]", has_text="Pipeline coverage").first.wait_for()
    page.unroute("**/decide.js*")


def test_the_address_restores_what_was_asked(page: Page, server: str) -> None:
    page.goto(f"{server}/decide/?kind=field&touches=finance-planning,nothing&weight=authority")
    assert page.locator("#decide-kind").input_value() == "field"
    ticked = page.locator("[data-touches] :checked")
    assert [box.get_attribute("value") for box in ticked.all()] == ["finance-planning"]
    assert heading(page) == "RevOps decides, with Finance"
    page.get_by_label("Anything Finance plans or budgets with").uncheck()
    assert page.url.endswith("?kind=field&weight=authority")
    assert heading(page) == "Whoever will operate it decides"
    page.goto(f"{server}/decide/?change=metric:gone")
    assert "Pick what you want to change" in page.locator(".ans").inner_text()


def test_what_holds_for_a_kind_anyway_is_ticked_and_cannot_be_unticked(page: Page, server: str) -> None:
    page.goto(f"{server}/decide/?kind=stage")
    box = page.get_by_label("A lifecycle stage, its rules or its markers")
    assert box.is_checked()
    assert box.is_disabled()
    assert heading(page) == "RevOps decides"


def test_the_answer_leads_to_the_edit_and_to_the_rule(page: Page, server: str) -> None:
    page.goto(f"{server}/{COVERAGE}")
    edit = page.get_by_role("link", name="Propose this change")
    assert str(edit.get_attribute("href")).endswith("/edit/main/governance/metrics/pipeline-coverage.yaml")
    assert page.locator(".cmd code").inner_text() == (
        "remit new change pipeline-coverage-changes --about metric:pipeline-coverage"
    )
    why = page.locator(".ans .facts > div").last.inner_text()
    assert re.search(r"Executive revenue\s+rule lane:shared, shared-dashboard", why)
    page.get_by_role("link", name="See its page").click()
    page.wait_for_url("**/metrics/pipeline-coverage/")
    assert page.locator("h1").inner_text() == "Pipeline coverage"
    page.get_by_role("link", name="RevOps decides, with Finance").click()
    page.wait_for_url(lambda url: url.endswith(COVERAGE))


def test_a_phone_shows_everything_in_its_width(new_page: NewPage, server: str) -> None:
    page = new_page(360, 740)
    for url in (COVERAGE, "decide/?kind=handoff&touches=forecast", "own/", "functions/revops/"):
        page.goto(f"{server}/{url}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, url
    page.goto(f"{server}/{COVERAGE}")
    page.locator("#decide-what").click()
    assert page.get_by_role("listbox").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(new_page: NewPage, server: str, scheme: str) -> None:
    page = new_page(color_scheme=scheme)
    found = []
    for url in part_of(("decide/", COVERAGE, "decide/?kind=stage", "own/"), form=COVERAGE.__eq__):
        page.goto(f"{server}/{url}")
        if url == COVERAGE:
            page.locator("#decide-what").click()  # with its list open
        found += violations(page, OF_COLOUR if scheme == "dark" else None)
    assert found == []


def test_without_script_the_table_answers_and_every_definition_is_a_link(
    new_page: NewPage, server: str
) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{server}/{COVERAGE}")
    assert not page.locator("form[data-decide]").is_visible()
    rows = page.locator(".decision-table tbody tr").all_inner_texts()
    assert rows[0].startswith("Nothing but its wording")
    assert "Local lane" in rows[0]
    finance = next(row for row in rows if row.startswith("Anything Finance plans"))
    assert "Shared lane" in finance
    assert "Finance" in finance.split("Shared lane")[1]
    assert rows[-1].startswith("None of these")
    page.get_by_role("link", name="Pipeline coverage", exact=True).click()
    page.get_by_role("link", name="RevOps decides, with Finance").wait_for()


# -- what the page is made of --


def test_the_page_of_the_starter_is_light_and_leaves_the_rest_to_collections(book: Handbook) -> None:
    html = body(handbook_site(book, ()))
    assert len(gzip.compress(html.encode())) < MOST_OF_STARTER


def test_a_handbook_without_lanes_answers_by_the_two_that_remit_brings(tmp_path: Path) -> None:
    functions = {"ops": {"name": "Ops", "summary": "S."}}
    terms = {"word": {"name": "Word", "summary": "S."}}
    site = handbook_site(check(write_handbook(tmp_path, {"functions": functions, "terms": terms})).book, ())
    html = body(site)
    assert "Local lane" in html
    assert "A lifecycle stage, its rules or its markers" in html
    data = json.loads(html.split('id="decide-data">')[1].split("</script>")[0])
    assert [lane["id"] for lane in data["lanes"]] == ["shared", "local"]
    word = site.book.find("term:word")
    assert word
    assert str(site.verdict(word)) == "Nobody owns this yet"


def test_names_cannot_leave_the_data(tmp_path: Path) -> None:
    terms = {"word": {"name": "</script><script>alert(1)</script>", "summary": "S.", "aliases": ["<!--"]}}
    html = body(handbook_site(check(write_handbook(tmp_path, {"terms": terms})).book, ()))
    assert "<script>alert" not in html
    assert "<!--" not in html


def test_the_doors_of_the_first_page_lead_to_who_decides_and_to_what_one_owns(book: Handbook) -> None:
    html = body(handbook_site(book, ()), "")
    assert re.search(r'<a href="decide/">Who decides\?</a>', html)
    assert re.search(r'<a href="own/">What do I own\?</a>', html)


def test_every_team_and_every_post_is_found_once_among_the_owners(book: Handbook) -> None:
    html = body(handbook_site(book, ()), "own/")
    for kind, plural in (("function", "functions"), ("role", "roles")):
        for each in book.all(kind):
            assert html.count(f'href="../{plural}/{each.id}/"') == 1, each.ref


def test_what_is_due_from_a_team_stands_on_its_page_on_that_day(book: Handbook) -> None:
    site = handbook_site(book, (), "2027-06-01")
    assert 'id="due"' in body(site, "functions/revops/")
    assert 'id="due"' not in body(handbook_site(book, ()), "functions/revops/")
