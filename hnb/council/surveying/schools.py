"""Which schools a survey was for, which of them answered, and how they are divided."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING
from unicodedata import normalize

from hnb.council.surveying.answers import cleaned
from hnb.disclosure.rules import Rules
from hnb.domain.words import listed

if TYPE_CHECKING:
    import pandas as pd

SPLITS = ("phase", "size", "type")
LARGER, SMALLER = "larger than half of its phase", "smaller than half of its phase"
NOT_RECORDED = "not recorded"
MOST_TYPES = 12  # above which a column of kinds holds something else
_ABBREVIATIONS = (
    (r"\bchurch of england\b|\bc of e\b|\bcofe\b", "ce"),
    (r"\broman catholic\b", "rc"),
    (r"\bsaint\b", "st"),
    (r"\bthe\b", " "),
)


def school_key(name: str) -> str:
    """A school's name without case, accents, punctuation, and ways to abbreviate it."""
    text = normalize("NFKD", name).casefold().replace("&", " and ")
    text = " ".join(re.findall(r"[a-z0-9]+", re.sub(r"[’'`\u0300-\u036f]", "", text)))
    for pattern, short in _ABBREVIATIONS:
        text = re.sub(pattern, short, text)
    return " ".join(text.split())


def listed_schools(schools: pd.DataFrame) -> pd.DataFrame:
    """State-funded schools of the area: `urn` and `key` to find one by, and `SPLITS`.

    A school of which the list does not say whether it is state-funded or in the area counts as it.
    """
    import pandas as pd

    rows = schools.drop_duplicates("urn")
    for column in ("state_funded", "in_area"):
        if column in rows:
            rows = rows[rows[column].astype("boolean").fillna(True).to_numpy(bool)]
    rows = rows.reset_index(drop=True)
    blank = pd.Series(None, index=rows.index, dtype=object)
    phase, kind = (
        rows.get(name, blank).astype(object).where(lambda text: text.notna(), NOT_RECORDED)
        for name in ("phase", "type")
    )
    pupils = rows.get("pupils", blank).astype(float)
    is_larger = pupils > pupils.groupby(phase).transform("median")
    size = is_larger.map({True: LARGER, False: SMALLER}).where(pupils.notna(), NOT_RECORDED)
    kind = kind.map(lambda text: cleaned(str(text)))
    return pd.DataFrame(
        {
            "urn": rows["urn"].astype(str),
            "key": rows["school"].astype(str).map(school_key),
            "phase": phase,
            "size": size,
            "type": kind if kind.nunique() <= MOST_TYPES else NOT_RECORDED,
        }
    )


def keyed(schools: pd.DataFrame) -> pd.DataFrame:
    """Every school of a list, whatever it is: `urn`, and `key` to find one by."""
    rows = schools.drop_duplicates("urn").reset_index(drop=True)
    keys = rows["school"].astype(str).map(school_key)
    return rows.assign(urn=rows["urn"].astype(str), key=keys)


def places_on_list(names: pd.Series, schools: pd.DataFrame) -> pd.Series:
    """The row of the list of each school that is named, by its URN or its name; missing where there
    is none, or several have the name.
    """
    by_key = schools.drop_duplicates("key", keep=False)
    places = {key: place for place, key in by_key["key"].items() if key}
    places |= {urn: place for place, urn in schools["urn"].items()}
    keys = {name: school_key(str(name)) for name in names.dropna().unique()}
    return names.map({name: places.get(key) for name, key in keys.items()}).astype("Int64")


def asked(schools: pd.DataFrame, answering: pd.Series) -> pd.DataFrame:
    """Schools of the phases of which any answered, with `answered`; their rows keep their index."""
    with_answers = schools.assign(answered=schools.index.isin(answering.dropna()))
    phases = with_answers.loc[with_answers["answered"], "phase"].unique()
    return with_answers[with_answers["phase"].isin(phases)]


def merged(categories: pd.Series, answered: pd.Series, rules: Rules) -> pd.Series:
    """Categories of a division, of which some are joined so that no count of schools that answered,
    or that did not, is small.

    A category with a small count is joined with the largest other: its rate moves that one least.
    """
    import pandas as pd

    labels = categories.astype(str)
    while labels.nunique() > 1:
        counts = pd.crosstab(labels, answered).reindex(columns=[True, False], fill_value=0)
        is_small = counts.map(rules.is_small).any(axis=1)
        if not is_small.any():
            break
        by_size = counts.sum(axis=1).sort_values(kind="stable")
        smallest = next(name for name in by_size.index if is_small[name])
        largest = next(name for name in by_size.index[::-1] if name != smallest)
        joined = _joined([str(largest), str(smallest)])
        labels = labels.replace({smallest: joined, largest: joined})
    return labels


def _joined(names: Sequence[str]) -> str:
    """Several categories by one name, each of their parts once."""
    parts = {part for name in names for part in re.split(r", | and ", name)}
    return listed(sorted(parts))
