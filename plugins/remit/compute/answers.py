"""What a metric comes to over records in a period, with how it was computed."""

from __future__ import annotations

from collections.abc import Sequence

from remit.compute.evaluate import Around, Evaluation, Step
from remit.compute.periods import Period
from remit.compute.records import Records
from remit.compute.values import Result
from remit.formula import Condition, Mention, filled
from remit.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """What a metric comes to; `steps` are the functions that were computed on the way, when asked for."""

    metric: str
    period: Period
    result: Result
    steps: Sequence[Step] = ()


def compute(
    records: Records,
    metric: str,
    period: Period,
    *,
    where: Condition | None = None,
    by: Sequence[str] = (),
    explain: bool = False,
) -> Answer:
    """What a metric comes to over records, filtered once more and cut by fields where that is asked.

    The formula is that of the records' model. Whatever is wrong with formula or records is a reason in
    the result; nothing is raised.
    """
    evaluation = Evaluation(records, explain)
    filters = () if where is None else (filled(where, records.model.amounts),)
    around = Around(period, filters, tuple(Mention("field", each) for each in by))
    result = evaluation.metric(metric, around)
    return Answer(metric, period, result, tuple(evaluation.steps.values()))
