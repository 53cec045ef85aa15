"""Home, lifecycle map, stages and handoffs: what they say, and what they do with hostile or missing data."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from pages import own_script
from remit import words
from remit.checking import check
from remit.views import handbook_site
from remit.views.pages import home
from remit.views.site.site import Site

HOSTILE = """<script>alert(1)</script> "><img src=x onerror=alert(1)> ' javascript:alert(1)"""
FUNCTIONS = {
    "marketing": {"name": "Marketing Ops", "summary": "Runs demand.", "pattern": "stripes"},
    "sales": {"name": "Sales Ops", "summary": "Runs deals.", "pattern": "dots"},
}
STAGES = {
    "lead": {
        "name": "Lead", "summary": "Somebody asks.", "order": 1, "entry": "A form is sent.",
        "exit": "Sales accepts.", "operates": {"marketing": {}},
        "next": {
            "deal": {"way": "on", "when": "Sales accepts."},
            "lost": {"way": "out", "when": "No answer."},
        },
    },
    "deal": {
        "name": "Deal", "summary": "An offer is made.", "order": 2, "entry": "An amount is set.",
        "exit": "Signed.", "operates": {"sales": {"words": "Keeps the amount true."}}, "terminal": True,
        "markers": {"crm": {"field": "deal-stage", "test": "one-of", "values": ["Offer", "Talk"]}},
    },
    "lost": {
        "name": "Lost", "summary": "It came to nothing.", "order": 1, "entry": "No answer.", "exit": "Never.",
        "way": "out", "terminal": True,
    },
}  # fmt: skip
SYSTEMS = {"crm": {"name": "CRM", "summary": "Deals."}}
FIELDS = {
    "deal-stage": {
        "name": "Deal stage", "summary": "Where a deal stands.", "entity": "deal", "type": "picklist",
        "systems": {"crm": {"object": "Deal", "api-name": "Stage", "sync": "truth"}},
    }
}  # fmt: skip
ROLES = {"head": {"name": "Head of sales", "summary": "Leads."}}
HANDOFFS = {
    "lead-to-deal": {
        "name": "Lead to deal", "summary": "Marketing gives, sales answers.", "from": "lead", "to": "deal",
        "giver": "marketing", "receiver": "sales", "must-carry": ["The last call"],
        "rejections": {"no-budget": "Nobody pays."}, "settled-by": "head",
        "escalation": {"to": "head", "after": {"amount": 1, "unit": "business-days"}},
        "sla": {
            "promise": "Answer in 4 hours", "label": "4 h", "within": {"amount": 4, "unit": "hours"},
            "starts": "It arrives", "stops": "Sales answers",
        },
    }
}  # fmt: skip
CHANGES = {
    "older": {
        "name": "Older change", "summary": "The first.", "what": "A.", "why": "B.",
        "definitions": ["stage:lead"], "state": "approved", "decided-on": "2026-03-09",
    },
    "newer": {
        "name": "Newer change", "summary": "The second.", "what": "A.", "why": "B.",
        "definitions": ["stage:deal"], "state": "rejected", "decided-on": "2026-10-01",
    },
    "undecided": {
        "name": "Open change", "summary": "The third.", "what": "A.", "why": "B.",
        "definitions": ["stage:deal"], "state": "proposed",
    },
}  # fmt: skip
BOOK = {
    "functions": FUNCTIONS, "stages": STAGES, "systems": SYSTEMS, "fields": FIELDS, "roles": ROLES,
    "handoffs": HANDOFFS, "changes": CHANGES,
}  # fmt: skip
PAGES = ("", "lifecycle/", "handoffs/", "stages/lead/", "stages/deal/", "handoffs/lead-to-deal/")


class Parsed(HTMLParser):
    """The tags, links and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not own_script(tag, {name: value or "" for name, value in attrs}):
            self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def links(self) -> set[str]:
        return {attrs.get("href") or "" for tag, attrs in self.tags if tag == "a"}


def site_of(root: Path, book: Mapping[str, Any]) -> Site:
    folder = root / "governance"
    folder.mkdir()
    for plural, definitions in book.items():
        own = json.loads(json.dumps(definitions))  # nothing shared, so that no alias is written
        text = yaml.safe_dump(own, allow_unicode=True, sort_keys=False)
        (folder / f"{plural}.yaml").write_text(text, encoding="utf-8")
    checked = check(root)
    return handbook_site(checked.book, checked.findings)


def html_of(site: Site, url: str) -> str:
    (page,) = (page for page in site.pages if page.url == url)
    return str(page.body().html)


def parsed(site: Site, url: str) -> Parsed:
    return Parsed(html_of(site, url))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = site_of(tmp_path, BOOK)
    kinds = ("stage", "handoff", "function", "change")
    unsound = [str(each.ref) for kind in kinds for each in site.book.every(kind) if not each.sound]
    assert unsound == []
    return site


# -- home --


def test_home_leads_to_all_four_doors(site: Site) -> None:
    assert {"decide/", "own/", "in-plain-words/", "lifecycle/"} <= parsed(site, "").links


def test_home_shows_the_spine_but_no_exits_and_the_label_of_a_handoff(site: Site) -> None:
    html = html_of(site, "")
    strip = Parsed(html[html.index("<ol>") : html.index("</ol>")])
    assert strip.links == {"stages/lead/", "stages/deal/", "handoffs/lead-to-deal/"}
    assert "4 h" in strip.text


def test_newest_change_comes_first_and_the_undecided_last(site: Site) -> None:
    text = parsed(site, "").text
    feed = text[text.index("Latest changes") :]
    places = [feed.index(name) for name in ("Newer change", "Older change", "Open change")]
    assert places == sorted(places)
    assert "1 Oct 2026" in feed
    assert "Rejected" in feed


QUESTIONS = {
    "who": {"words": "Who settles it?", "definition": "handoff:lead-to-deal", "answer": "settles"},
    "what": {"words": "What is a lead?", "definition": "stage:lead", "under": "find-a-definition"},
    "gone": {"words": "What is gone?", "definition": "stage:gone"},
}


def asking(root: Path, **questions: Any) -> Site:
    """The small handbook with decisions and questions of its own."""
    own = {"name": "B", "summary": "S.", "company": {"name": "C"}}
    said = {"name": "D", "summary": "S.", "parties": {"sales": {"letter": "A"}}, "lane": "local"}
    root.mkdir()
    site_of(root, {**BOOK, "decisions": {"a": said, "z": said}})
    more = {"questions": questions} if questions else {}
    (root / "governance" / "handbook.yaml").write_text(json.dumps({**own, **more}), encoding="utf-8")
    checked = check(root)
    return handbook_site(checked.book, checked.findings)


def test_what_people_often_ask_is_the_handbooks_own_and_nothing_stands_there_without_it(
    tmp_path: Path,
) -> None:
    text = parsed(asking(tmp_path / "with", **QUESTIONS), "").text
    assert " ".join(text.partition("Often asked")[2].split()) == "Who settles it? Head of sales"
    assert "What is a lead?" in text.partition("Who decides?")[0]
    assert "What is gone?" not in text
    without = parsed(asking(tmp_path / "without"), "").text
    assert "Often asked" not in without
    assert "mean?" in without.partition("Who decides?")[0]


def test_decisions_that_people_ask_about_come_first(tmp_path: Path) -> None:
    question = {"words": "Who says?", "definition": "decision:z", "answer": "decides"}
    site = asking(tmp_path / "with", who=question)
    assert [each.id for each in home.decided(site.book)] == ["z", "a"]


def test_health_counts_errors(tmp_path: Path) -> None:
    broken = {**STAGES, "deal": {**STAGES["deal"], "order": "two"}}
    site = site_of(tmp_path, {**BOOK, "stages": broken})
    errors = sum(finding.severity.word == "error" for finding in site.findings)
    assert errors
    text = parsed(site, "").text
    assert "No errors" not in text
    assert re.search(rf"\b{errors} errors?\b", text)


# -- lifecycle --


def test_map_table_and_rail_link_every_stage_and_handoff(site: Site) -> None:
    html = html_of(site, "lifecycle/")
    drawing, rail, table = (
        Parsed(re.findall(rf"<{tag}.*?</{name}>", html, re.DOTALL)[0])
        for tag, name in (("svg", "svg"), ('ol class="rail"', "ol>.*?</figure"), ("table", "table"))
    )
    stages = {f"../stages/{id}/" for id in STAGES}
    assert stages | {"../handoffs/lead-to-deal/"} <= drawing.links
    assert stages | {"../handoffs/lead-to-deal/"} <= rail.links
    assert stages <= table.links


def test_a_stage_names_its_rules_marker_ways_and_neighbours(site: Site) -> None:
    page = parsed(site, "stages/deal/")
    assert "An amount is set." in page.text
    assert "Deal.Stage is Offer, Talk" in page.text
    assert "Keeps the amount true." in page.text
    assert {"../lead/", "../../systems/crm/", "../../handoffs/lead-to-deal/"} <= page.links
    lead = parsed(site, "stages/lead/")
    assert "On to Deal Sales accepts." in lead.text
    assert "Out to Lost No answer." in lead.text


def test_a_rule_is_told_in_words_and_as_its_test_and_what_has_none_is_said_once(tmp_path: Path) -> None:
    tests = {
        "enters-if": 'field:deal-stage = "Offer" or field:gone is filled',
        "leaves-if": "field:deal-stage =",
    }
    rules = {"enters-if": tests["enters-if"]}
    stages = {**STAGES, "lead": {**STAGES["lead"], **rules}, "deal": {**STAGES["deal"], **tests}}
    site = site_of(tmp_path, {**BOOK, "stages": stages})
    lead = parsed(site, "stages/lead/")
    assert "A form is sent. if Deal stage is Offer or field:gone is filled in" in lead.text
    assert "../../fields/deal-stage/" in lead.links
    assert html_of(site, "stages/lead/").count("Not checked, in words alone: Leaves when") == 1
    assert "field:deal-stage =" in parsed(site, "stages/deal/").text  # what cannot be read, as it was written
    assert "Not checked" not in parsed(site, "stages/deal/").text
    assert "in words alone: Enters when<" in html_of(
        site, "stages/lost/"
    )  # that nothing leaves needs no test


def test_an_example_of_a_stage_says_what_comes_out_and_which_part_of_the_test_fails(tmp_path: Path) -> None:
    entity = {"name": "Deal", "summary": "S.", "identity": "One number.", "identified-by": "deal-id"}
    own = {**FIELDS["deal-stage"], "name": "Deal id", "type": "id"}
    records = {"deal": {HOSTILE: {"deal-stage": "Talk"}}}
    stage = {
        **STAGES["deal"], "enters-if": "field:deal-stage = Offer and field:deal-id is filled",
        "examples": {"talks": {"words": "Only talks.", "records": records, "is-in": True, "enters": False}},
    }  # fmt: skip
    book = {"entities": {"deal": entity}, "fields": {**FIELDS, "deal-id": own}}
    site = site_of(tmp_path, {**BOOK, **book, "stages": {**STAGES, "deal": stage}})
    page = parsed(site, "stages/deal/")
    assert "Is in the stage, does not enter Only talks. Record <script>" in page.text
    assert "Does not hold: Deal stage is Offer Deal: the records" in page.text
    assert "<script" not in html_of(site, "stages/deal/")


def test_a_handoff_opens_with_its_promise(site: Site) -> None:
    text = parsed(site, "handoffs/lead-to-deal/").text
    assert text.index("Answer in 4 hours") < text.index("Marketing gives, sales answers.")
    for words_ in (
        "4 hours Sales answers",
        "1 business day",
        "The last call",
        "No budget Nobody pays.",
        "settled by",
    ):
        assert words_ in text


def test_links_of_every_page_lead_to_pages(site: Site) -> None:
    known = {page.url for page in site.pages} | {""}
    for url in PAGES:
        for link in parsed(site, url).links:
            path = link.partition("#")[0].partition("?")[0]
            if path and not path.startswith("http"):
                at = [*url.split("/")[:-1]]
                for part in path.rstrip("/").split("/"):
                    if part == "..":
                        at.pop()
                    elif part != ".":
                        at.append(part)
                target = "/".join(at) + "/" if at else ""
                assert target in known, (url, link)


def test_headings_stand_on_the_page(site: Site) -> None:
    for url in PAGES:
        (page,) = (page for page in site.pages if page.url == url)
        body = page.body()
        ids = {attrs.get("id") for _, attrs in Parsed(str(body.html)).tags}
        assert {heading.id for heading in body.headings} <= ids
        assert {entry.anchor for entry in body.entries} - {""} <= ids
        assert body.entries


# -- hostile and missing --


def hostile(value: Any) -> Any:
    """The same definitions with every text of people replaced."""
    free = {
        "name",
        "summary",
        "entry",
        "exit",
        "when",
        "words",
        "promise",
        "label",
        "starts",
        "stops",
        "gloss",
    }
    free |= {"motion", "completeness", "accepts-when", "notes", "what", "why", "no-budget"}
    if isinstance(value, dict):
        return {key: HOSTILE if key in free else hostile(below) for key, below in value.items()}
    return value


@pytest.mark.parametrize("url", PAGES)
def test_hostile_text_comes_out_escaped(tmp_path: Path, url: str) -> None:
    more = {"gloss": "x", "motion": "x", "notes": "x"}
    book = hostile({**BOOK, "stages": {id: {**stage, **more} for id, stage in STAGES.items()}})
    book["handoffs"]["lead-to-deal"] |= {"completeness": HOSTILE, "accepts-when": HOSTILE, "notes": HOSTILE}
    book["stages"]["deal"]["markers"]["crm"]["values"] = [HOSTILE, "Talk"]
    book["handoffs"]["lead-to-deal"]["must-carry"] = [HOSTILE]
    day = {"amount": 1, "unit": "days"}
    steps = {"late": {"at": 100, "does": "escalate", "to": "head", "words": HOSTILE}}
    clock = {
        "words": HOSTILE,
        "where": 'field:deal-stage = "' + HOSTILE.replace('"', "") + '"',
        "within": day,
    }
    book["handoffs"]["lead-to-deal"]["sla"] |= {"clocks": {"own": clock}, "steps": steps}
    site = site_of(tmp_path, book)
    assert all(stage.sound for stage in site.book.every("stage"))
    assert all(handoff.sound for handoff in site.book.every("handoff"))
    page = parsed(site, url)
    assert "alert(1)" in page.text
    assert not [
        tag for tag, attrs in page.tags if tag in ("script", "img") or any(a.startswith("on") for a in attrs)
    ]
    assert not [link for link in page.links if link.strip().startswith("javascript:")]


LADDER = {
    "clocks": {
        "asked": {
            "words": "Who asked",
            "where": "field:deal-stage is filled",
            "within": {"amount": 15, "unit": "business-minutes"},
        }
    },
    "steps": {
        "soon": {"at": 80, "does": "remind"},
        "late": {"at": 100, "does": "escalate", "to": "head", "words": "Takes it over."},
        "later": {"at": 150, "does": "escalate", "to": "marketing"},
    },
}


def test_the_steps_of_a_clock_are_told_with_the_time_of_each_on_every_clock(tmp_path: Path) -> None:
    given: dict[str, Any] = {**HANDOFFS["lead-to-deal"]}
    del given["escalation"]
    handoff = {**given, "also-from": ["lost"], "sla": {**given["sla"], **LADDER}}
    site = site_of(tmp_path, {**BOOK, "handoffs": {"lead-to-deal": handoff}})
    page = parsed(site, "handoffs/lead-to-deal/")
    for told in (
        "80 % Sales Ops is reminded",
        "100 % Head of sales steps in",
        "150 % Marketing Ops steps in",
        "12 business minutes 3 h 12 min",
        "22.5 business minutes 6 hours",
        "Who asked: if Deal stage is filled in",
        ", also from Lost",
    ):
        assert told in page.text, told
    card = parsed(site, "handoffs/").text
    assert "goes to Head of sales after 4 hours" in card
    assert "is called by the clock of" not in parsed(site, "stages/lost/").text
    assert "../../handoffs/lead-to-deal/" in parsed(site, "stages/lost/").links


@pytest.mark.parametrize("url", ["", "lifecycle/", "handoffs/"])
@pytest.mark.parametrize("book", [{}, {"functions": FUNCTIONS}], ids=["empty", "functions only"])
def test_a_small_handbook_says_what_is_missing(tmp_path: Path, url: str, book: Mapping[str, Any]) -> None:
    assert re.search(r"No \w+ is \w+ (yet|down)", parsed(site_of(tmp_path, book), url).text)


def test_only_what_is_required_is_enough(tmp_path: Path) -> None:
    stage = {"name": "Lead", "summary": "Asks.", "order": 1, "entry": "Asks.", "exit": "Buys."}
    handoff = {"name": "Over", "summary": "Gives.", "from": "a", "to": "b", "giver": "f", "receiver": "f"}
    book = {"stages": {"a": stage, "b": {**stage, "name": "Deal"}}, "handoffs": {"h": handoff}}
    book["functions"] = {"f": {"name": "Ops", "summary": "Runs."}}
    site = site_of(tmp_path, book)
    for url in ("", "lifecycle/", "handoffs/", "stages/a/", "handoffs/h/"):
        assert "<h1>" in html_of(site, url)
    assert "Nobody yet" in parsed(site, "lifecycle/").text
    assert "No promise is written yet" in parsed(site, "handoffs/h/").text


def test_dangling_references_are_shown_as_written_or_left_out(tmp_path: Path) -> None:
    stage = {
        **STAGES["deal"],
        "operates": {"nobody-here": {}},
        "next": {"gone": {"way": "on", "when": "Never."}},
    }
    broken = {"stages": {"deal": stage}, "handoffs": HANDOFFS}
    site = site_of(tmp_path, broken)
    deal = site.book.get("stage", "deal")
    assert deal
    assert deal.sound
    for url in ("", "lifecycle/", "handoffs/", "handoffs/lead-to-deal/"):
        assert "<h1>" in html_of(site, url)
    assert "deal-stage" in parsed(site, "stages/deal/").text


def test_unsound_stages_are_named_but_not_drawn(tmp_path: Path) -> None:
    broken = {**STAGES, "deal": {**STAGES["deal"], "order": "two"}}
    page = parsed(site_of(tmp_path, {**BOOK, "stages": broken}), "lifecycle/")
    assert "Left out here, since their YAML has errors: Deal" in page.text


def test_a_stage_page_does_not_grow_with_the_handbook(tmp_path: Path) -> None:
    def size(count: int) -> int:
        (tmp_path / str(count)).mkdir()
        more = {f"x-{n}": {**STAGES["lost"], "name": f"Other {n}", "order": n + 5} for n in range(count)}
        return len(
            html_of(site_of(tmp_path / str(count), {**BOOK, "stages": {**STAGES, **more}}), "stages/deal/")
        )

    assert size(2) == size(80)


def test_many_handoffs_become_a_table(tmp_path: Path) -> None:
    many = {f"h-{n}": {**HANDOFFS["lead-to-deal"], "name": f"Handoff {n}"} for n in range(30)}
    html = html_of(site_of(tmp_path, {**BOOK, "handoffs": many}), "handoffs/")
    assert html.count("<tr") == 31
    assert 'class="card"' not in html


# -- days and durations --


@pytest.mark.parametrize(
    ("amount", "unit", "expected"),
    [
        (4, "business-hours", "4 business hours"),
        (1, "business-days", "1 business day"),
        (1.5, "hours", "1.5 hours"),
    ],
)
def test_durations_read_as_people_say_them(amount: float, unit: str, expected: str) -> None:
    assert words.duration({"amount": amount, "unit": unit}) == expected


@pytest.mark.parametrize(
    ("date", "expected"), [("2026-10-06", "6 Oct 2026"), ("soon", "soon"), ("2026-13-01", "2026-13-01")]
)
def test_days_read_as_people_say_them(date: str, expected: str) -> None:
    assert words.medium_day(date) == expected


def test_a_file_that_cannot_be_read_is_not_called_empty(tmp_path: Path) -> None:
    folder = tmp_path / "governance"
    folder.mkdir()
    (folder / "stages.yaml").write_text("lead: [", encoding="utf-8")
    checked = check(tmp_path)
    text = parsed(handbook_site(checked.book, checked.findings), "lifecycle/").text
    assert "No stage can be shown" in text
    assert "No stage is defined" not in text


def test_a_lifecycle_in_words_has_its_pages(tmp_path: Path) -> None:
    stages = {
        name: {"name": name.capitalize(), "summary": "S.", "entry": f"It is {name}."}
        for name in ("asked", "offered", "signed")
    }
    promised: dict[str, Any] = {
        "name": "Over",
        "summary": "S.",
        "from": "asked",
        "to": "offered",
        "giver": "marketing",
    }
    promised |= {"receiver": "sales", "sla": {"promise": "The same day."}}
    site = site_of(tmp_path, {"functions": FUNCTIONS, "stages": stages, "handoffs": {"over": promised}})
    for url in ("lifecycle/", "handoffs/", "stages/asked/", "handoffs/over/"):
        assert "None" not in Parsed(html_of(site, url)).text
    stage = Parsed(html_of(site, "stages/asked/")).text
    assert "Enters when It is asked." in stage
    assert "Leaves when" not in stage
    handoff = Parsed(html_of(site, "handoffs/over/")).text
    assert "The same day." in handoff
    assert "The clock" not in handoff


def test_each_lifecycle_has_its_map(tmp_path: Path) -> None:
    told = {"summary": "S."}
    book = {
        "functions": FUNCTIONS,
        "lifecycles": {"new": {"name": "New business", **told}, "partners": {"name": "Partners", **told}},
        "stages": {
            **{id: {**stage, "lifecycle": "new"} for id, stage in STAGES.items()},
            "met": {"name": "Met", "entry": "We met.", "lifecycle": "partners", **told},
            "first": {"name": "First referral", "entry": "They sent one.", "lifecycle": "partners", **told},
        },
    }  # fmt: skip
    site = site_of(tmp_path, book)
    html = html_of(site, "lifecycle/")
    assert html.count("<svg") == 2
    ids = re.findall(r'<(?:title|desc|h2)[^>]* id="([^"]*)"', html)
    assert len(ids) == len(set(ids))
    assert {"new", "partners"} <= set(ids)
    one = html_of(site, "lifecycles/partners/")
    assert one.count("<svg") == 1
    assert "First referral" in one
    assert "Lead" not in Parsed(one).text
    home_page = Parsed(html_of(site, "")).text
    assert "New business" in home_page
    assert "Also: Partners" in home_page
