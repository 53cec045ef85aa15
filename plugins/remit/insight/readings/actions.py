"""What is to be done in a week: the actions that last readings call for, by the level of who takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from remit.days import parsed
from remit.diagnostics import RemitError
from remit.frozen import dataclass
from remit.handbook import Definition
from remit.insight.readings.board import Board, Readout
from remit.insight.readings.breaks import Break
from remit.insight.readings.standing import Standing
from remit.ownership.organisation import function_for, is_central
from remit.ownership.parties import answering

# levels from the top: a role without a function answers for the whole company
LEVELS: Mapping[str, str] = {
    "executive": "Executive",
    "central": "Central function",
    "function": "Functions",
    "nobody": "Nobody is named",
}
_CALLING = ("bad", "watch", "look")


@dataclass(frozen=True, slots=True)
class Action:
    """A last reading that asks for something, and who takes it; `fresh` came in this week."""

    standing: Standing
    party: Definition | None
    fresh: bool


@dataclass(frozen=True, slots=True)
class Week:
    """What a weekly report says, from `first` to `day`; `actions` by level, the gravest first."""

    first: str
    day: str
    actions: Mapping[str, Sequence[Action]]
    disagreements: Sequence[Readout]
    breaks: Sequence[tuple[Readout, Break]]
    read: int
    fresh: int
    unread: Sequence[Readout]
    why: str


def level_of(party: Definition | None) -> str:
    """At which level somebody acts: executive, central or function; nobody for None."""
    if party is None:
        return "nobody"
    if is_central(party):
        return "central"
    return "function" if function_for(party) is not None else "executive"


def week(board: Board) -> Week:
    """The week up to the board's day, from its Monday on; raises RemitError where nothing was read."""
    day = parsed(board.today)
    assert day is not None
    first = (day - timedelta(day.weekday())).isoformat()
    every = board.all()
    if not every:
        raise RemitError(
            f"no metric was read up to {board.today}; readings lie in `governance/readings/`, "
            "as tables of metric, period, slice, value, source, measured-on, note"
        )
    found: dict[str, list[Action]] = {level: [] for level in LEVELS}
    for readout in every:
        for each in readout.standings:
            if each.level in _CALLING or each.met is False:
                party = each.who or next((edge.target for edge in answering(readout.metric)), None)
                action = Action(each, party, each.reading.measured >= first)
                found[level_of(party)].append(action)
    for actions in found.values():
        actions.sort(key=_order)
    return Week(
        first,
        board.today,
        {level: actions for level, actions in found.items() if actions},
        [each for each in every if each.disagreements],
        [(each, broken) for each in every for broken in each.breaks if first <= broken.day <= board.today],
        len(every),
        sum(any(each.reading.measured >= first for each in readout.standings) for readout in every),
        [each for each in every if each.whole is not None and _late(each.whole, board.today)],
        board.history.missing,
    )


def _order(action: Action) -> tuple[str, int, str, str]:
    standing = action.standing
    rank = (*_CALLING, "").index(standing.level) if standing.level in _CALLING else len(_CALLING)
    name = action.party.name if action.party else ""
    return (name.casefold(), rank, standing.metric.name.casefold(), standing.reading.slice)


def _late(standing: Standing, day: str) -> bool:
    """Whether a period after the last reading has ended as long ago as that period is."""
    period = standing.reading.period
    following = period.end + (period.end - period.first)
    return (following + (period.end - period.first)).isoformat() <= day
