"""Every sentence of the questions on plans and spending against the limits of tests.papers.reading,
for awkward authorities, and in `make slow` for all.
"""

import warnings

import pytest

from hnb.domain import areas
from tests.conftest import quick
from tests.golden.ledgers import AUTHORITIES
from tests.papers.spoken import said_badly, spoken

NOTEBOOKS = (
    "ehcp_prevalence", "expected_plans", "placement_spend", "why_spend_differs", "spend_lines",
)  # fmt: skip
AWKWARD = [*AUTHORITIES.values(), 391, 866]  # Newcastle's place and pooled rate once disagreed
OTHERS = [
    pytest.param(code, marks=pytest.mark.slow)
    for code in sorted(authority.la_code for authority in areas.current())
    if code not in AWKWARD
]


@pytest.mark.usefixtures("results_shared")
@pytest.mark.parametrize("la_code", [*quick(AWKWARD, 4), *OTHERS])
def test_every_sentence_is_plain(la_code: int):
    warnings.simplefilter("ignore")
    for notebook in NOTEBOOKS:
        faulty = said_badly(spoken(notebook, str(la_code)))
        assert not faulty, "\n".join(map(str, faulty))
