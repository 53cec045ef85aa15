"""What do I own? Find yourself: your team or your post, each leading to the page that says it all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from remit.handbook import Definition, Handbook
from remit.insight.owned import says
from remit.ownership.holders import is_vacant
from remit.views.pages.teams import functions
from remit.views.site.site import Body, Entry, Page, Site

URL = "own/"
WHO = "Who do I ask? Who owns what, who is responsible, who is in charge."
# What is counted of a team: relation, kinds it is counted for (none: all), words for one and for more.
COUNTED = (
    ("operated-by", ("system",), "system", "systems"),
    ("operated-by", ("stage",), "stage", "stages"),
    ("operated-by", ("field",), "field", "fields"),
    ("operated-by", ("metric",), "metric", "metrics"),
    ("operated-by", ("dashboard",), "dashboard", "dashboards"),
    ("answered-by", ("metric",), "metric answered for", "metrics answered for"),
    ("given-by", (), "handoff given", "handoffs given"),
    ("received-by", (), "handoff received", "handoffs received"),
    ("governed-by", (), "definition governed", "definitions governed"),
)


@dataclass(frozen=True, slots=True)
class Party:
    """A team or a post, and in a few words what it owns."""

    party: Definition
    owns: str
    held: str = ""
    vacant: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A team with its posts, or the posts that belong to none."""

    team: Party | None
    posts: Sequence[Party]


def page(site: Site) -> Page:
    """The page on which one finds one's team or post."""

    def make(page: Page) -> Body:
        html = site.render("pages/teams/my_team.html", page, groups=groups(site.book))
        return Body(html, entries=(Entry("", "What do I own?", f"{page.description}\n{WHO}"),))

    return Page(
        url=URL, title="What do I own?", section="functions", make=make, in_nav=True,
        description="Find your team or your post, and what it decides, runs, hands over and reviews.",
    )  # fmt: skip


def groups(book: Handbook) -> list[Group]:
    """Every team with its posts, those that run revenue operations first; then posts without a team."""
    found = []
    placed: set[Definition] = set()
    for each in (part for team in functions.teams(book) for part in (team.function, *team.parts)):
        posts = [role for role in book.all("role") if _team(role) is each]
        placed.update(posts)
        found.append(Group(Party(each, owned(each)), [_post(role) for role in posts]))
    left = [_post(role) for role in book.all("role") if role not in placed]
    return [*found, *([Group(None, left)] if left else [])]


def owned(party: Definition) -> str:
    """What a party owns, in numbers; empty when it owns nothing."""
    return ", ".join(_counts(party))


def _counts(party: Definition) -> Iterator[str]:
    said = [say.letter in ("A", "G") for say in says(party)]
    for number, words in ((sum(said), "made"), (len(said) - sum(said), "joined")):
        if number:
            yield f"{number} {'decision' if number == 1 else 'decisions'} {words}"
    for relation, kinds, one, many in COUNTED:
        number = sum(
            edge.source.sound and (not kinds or edge.source.kind.id in kinds) for edge in party.by(relation)
        )
        if number:
            yield f"{number} {one if number == 1 else many}"


def _post(role: Definition) -> Party:
    held = ", ".join(role.get("held-by", ())) if not is_vacant(role) else ""
    return Party(role, owned(role), held, is_vacant(role))


def _team(role: Definition) -> Definition | None:
    return next((edge.target for edge in role.to("belongs-to") if edge.target.sound), None)
