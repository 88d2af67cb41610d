"""Every measure that there is, by name."""

from __future__ import annotations

from hnb.comparison.measure import Measure
from hnb.comparison.measures import money as money_measures
from hnb.comparison.measures import plans as plan_measures
from hnb.comparison.measures import process as process_measures
from hnb.comparison.measures import services as service_measures
from hnb.comparison.measures import spending as spending_measures
from hnb.domain.errors import ParameterError, Place, did_you_mean
from hnb.domain.words import quoted, typed

_FEW = 4  # measures that a refusal names
MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        *plan_measures.PREVALENCE.values(),
        plan_measures.GROWTH,
        *money_measures.SHARE_OF_BLOCK.values(),
        *spending_measures.SPENDING,
        plan_measures.INDEPENDENT_SHARE,
        *process_measures.PROCESS,
        *plan_measures.BY_GROUP.values(),
        plan_measures.ALL_INDEPENDENT,
        plan_measures.SPECIAL_INDEPENDENT,
        *process_measures.APPEAL_RATES,
        *process_measures.CEASED_BY_REASON,
        *money_measures.EARLY_YEARS.values(),
        *service_measures.MEASURES,
    )
}
TABLES = tuple(dict.fromkeys(name for measure in MEASURES.values() for name in measure.tables))


def measure_called(name: str, parameter: str = "measure") -> Measure:
    """The measure of that name, or with those words, that a parameter asks for.

    Raises
    ------
    ParameterError
        There is none; the nearest is named.
    """
    by_words = {measure.says: measure for measure in MEASURES.values()}
    known = MEASURES | by_words
    if not isinstance(name, str) or name not in known:
        raise ParameterError(
            Place(parameter=parameter),
            found=f"there is no measure {quoted(name)}",
            expected=f"one of the {len(MEASURES)} that `hnb compare --list` prints"
            f"{did_you_mean(typed(name), known, _FEW)}",
        )
    return known[name]
