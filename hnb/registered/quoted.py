"""What was said of an authority in public: the register, with the council's own stated figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.domain import areas, paths
from hnb.domain.definitions import read_yaml
from hnb.questions.then_and_now.definition import TABLE, of_file, read
from hnb.store.files import load

if TYPE_CHECKING:
    from hnb.domain.comparators import Ask
    from hnb.questions.then_and_now.definition import Statement


def statements_about(ask: Ask, *, own_records: bool) -> tuple[Statement, ...]:
    """What was said of an authority by the day of an Ask, the earliest first: of
    `reports/settings/register.yml`, and of the council's own file of stated figures.

    Parameters
    ----------
    ask : Ask
        The authority and, perhaps, a day.
    own_records : bool
        Whether the council's own records are used.

    Raises
    ------
    ParameterError
        The register cannot be read, or has a key, a measure or an authority that is not known.
    """
    registered = read(read_yaml(paths.reports() / "settings" / "register.yml"))
    ours = [entry for entry in registered if areas.find(entry.authority).la_code == ask.la_code]
    rows = load(TABLE, as_at=ask.as_at, own_records=own_records)
    ours += of_file(rows[rows["la_code"].eq(ask.la_code)], ask.authority.name)
    by_then = [entry for entry in ours if ask.as_at is None or entry.said_on <= ask.as_at]
    return tuple(sorted(by_then, key=lambda entry: entry.said_on))
