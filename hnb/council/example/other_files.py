"""Appeals, weekly indicators, a survey, stated figures and actions of the made-up council."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from hnb.council.example.truth.parameters import TOOLKIT, Parameters
from hnb.tables.answer_scales import side

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

WEEKS = 52
APPEAL_WEEKS = 32  # from registration to the end, the median
FORUMS = ((2, 5), (6, 18), (9, 24))  # month and day, in the year before the extract
ITEMS = (
    "Show how many children wait for a place in a special school",
    "Explain the forecast for independent providers",
    "Bring the rates of top-ups for the coming year",
    "Say how many plans were issued within 20 weeks",
    "Compare the cost of transport with other authorities",
    "Report savings of the programme by workstream",
)
# the notebooks that answer these
ANSWERED_IN = (
    *("where_placed", "what_next", "plan_funding"),
    *("demand_and_timeliness", "spend_lines", "value_for_money"),
)
ANSWERED_FROM, ANSWERED_DAYS = (6, 1), 42  # the survey: its first day, and for how long
IN_WORDS = "What would help your school most?"
WISHES = ("more training", "quicker answers", "a named officer", "funding that is sure", "places")


def appeals(
    cases: pd.DataFrame,
    plans: pd.DataFrame,
    parameters: Parameters,
    chance: np.random.Generator,
    *,
    as_at: date,
) -> pd.DataFrame:
    """Appeals against refusals, against plans and against ceasing, by the day.

    Also has `decision`, its day, and `request`, empty where an appeal is about a plan.
    """
    import numpy as np
    import pandas as pd

    today = pd.Timestamp(as_at)
    table = _appealed(cases, plans, parameters, chance)
    size = len(table)
    wait = chance.integers(14, 61, size)
    table["registered"] = table["decision"] + pd.to_timedelta(wait, unit="D")
    length = np.round(7 * APPEAL_WEEKS * np.exp(0.35 * chance.standard_normal(size)))
    ends = table["registered"] + pd.to_timedelta(length, unit="D")
    known = ends.le(today)
    table["outcome"] = _outcomes(table["subject"], parameters, chance).where(known, "open")
    table["outcome_date"] = ends.where(known)
    heard = table["outcome"].isin(["upheld", "dismissed"])
    table["hearing"] = (ends - pd.Timedelta(days=14)).where(heard)
    number = chance.integers(1, 43, size)
    schools = pd.Series([f"Example Independent Special School {value}" for value in number])
    table["school"] = schools.where(table["subject"].eq("placement"))
    before = pd.Series(np.round(chance.normal(14, 4, size).clip(5, 30) * 2) / 2)
    more = np.round(chance.gamma(4, parameters.hours_after_appeal / 4, size) * 2) / 2
    has_hours = table["subject"].eq("contents")
    changed = table["outcome"].isin(["conceded", "upheld"])
    table["hours_before"] = before.where(has_hours)
    table["hours_after"] = (before + np.where(changed, more, 0.0)).where(has_hours & known)
    table = table[table["registered"].le(today)].sort_values(
        ["registered", "person"], kind="stable", ignore_index=True
    )
    table.insert(0, "case", [f"EH{case}" for case in range(60_001, 60_001 + len(table))])
    return table


def _appealed(
    cases: pd.DataFrame, plans: pd.DataFrame, parameters: Parameters, chance: np.random.Generator
) -> pd.DataFrame:
    """The decisions that are appealed against, each by chance, with the day of the decision."""
    import pandas as pd

    started = plans[plans["started"].ge(cases["received"].min())]
    decisions = (
        ("refusal to assess", cases[cases["fate"].eq("refused")], "decided"),
        ("refusal to issue", cases[cases["fate"].eq("no plan")], "outcome_day"),
        ("contents", started, "started"),
        ("ceasing", plans[plans["ceased"].notna()], "ceased"),
    )
    shares = (
        parameters.appeals_per_refusal,
        parameters.appeals_per_no_plan,
        parameters.appeals_per_plan,
        parameters.appeals_per_ceased,
    )
    parts = []
    for (subject, rows, day), share in zip(decisions, shares, strict=True):
        some = rows[chance.random(len(rows)) < share]
        request = some["request"] if subject.startswith("refusal") else pd.NA
        parts.append(
            pd.DataFrame(
                {
                    "person": some["person"],
                    "request": request,
                    "decision": some[day],
                    "subject": subject,
                }
            )
        )
    table = pd.concat(parts, ignore_index=True)
    is_plan = table["subject"].eq("contents")
    about_place = is_plan & (chance.random(len(table)) < parameters.appeals_about_placement)
    return table.assign(subject=table["subject"].mask(about_place, "placement"))


def _outcomes(
    subject: pd.Series[str], parameters: Parameters, chance: np.random.Generator
) -> pd.Series[str]:
    """How each appeal ends: conceded by the odds of its subject, or else by a share."""
    import pandas as pd

    usual = parameters.conceded_contents / (1 - parameters.conceded_contents)
    odds = subject.map(parameters.concession_odds).to_numpy(dtype=float) * usual
    words, shares = zip(*parameters.not_conceded, strict=True)
    conceded = chance.random(len(subject)) < odds / (1 + odds)
    others = pd.Series(chance.choice(words, len(subject), p=shares), dtype="str")
    return others.mask(pd.Series(conceded), "conceded")


def weekly_indicators(
    cases: pd.DataFrame,
    plans: pd.DataFrame,
    parameters: Parameters,
    chance: np.random.Generator,
    *,
    as_at: date,
    size: float,
) -> pd.DataFrame:
    """A year of weeks that end on a Friday: two counts of the records, and simulated levels."""
    import pandas as pd

    weeks = pd.date_range(end=pd.Timestamp(as_at), periods=WEEKS, freq="W-FRI")
    parts = []
    for indicator, days in (
        ("Requests received", cases["received"]),
        ("Plans issued", plans["started"]),
    ):
        counts = [int(days.between(week - pd.Timedelta(days=6), week).sum()) for week in weeks]
        parts.append(pd.DataFrame({"week": weeks, "indicator": indicator, "value": counts}))
    for indicator, of in parameters.indicators.items():
        late = pd.Series(range(WEEKS)).ge(WEEKS - of.change_weeks_ago)
        level = late * of.change + of.level
        value = (level + of.spread * chance.standard_normal(WEEKS)).clip(lower=0)
        value = value.round(0 if of.is_count else 1)
        parts.append(
            pd.DataFrame(
                {"week": weeks, "indicator": indicator, "value": value, "target": of.target}
            )
        )
    table = pd.concat(parts, ignore_index=True).sort_values(
        ["week", "indicator"], kind="stable", ignore_index=True
    )
    table["note"] = pd.Series([pd.NA] * len(table), dtype="str")
    table["out_of"] = _out_of(table["indicator"], parameters, as_at=as_at, size=size)
    columns = ["week", "indicator", "value", "out_of", "target", "note"]
    return table.astype({"value": float})[columns]


def _out_of(
    names: pd.Series[str], parameters: Parameters, *, as_at: date, size: float
) -> pd.Series[float]:
    """Of how many each share of a week is; drawn apart, so that no other value depends on it."""
    import numpy as np

    chance = np.random.default_rng([as_at.toordinal(), 6])
    usual = {name: of.out_of * size for name, of in parameters.indicators.items()}
    drawn = chance.poisson(names.map(usual).fillna(0.0).to_numpy(dtype=float))
    is_share = names.map(usual).gt(0)
    return is_share.mul(np.maximum(drawn, 1)).astype(float).where(is_share)


def survey(
    schools: pd.DataFrame, parameters: Parameters, chance: np.random.Generator, *, as_at: date
) -> tuple[pd.DataFrame, Mapping[str, float]]:
    """Answers of the schools that answered, and the share of all schools that agrees."""
    import numpy as np
    import pandas as pd

    asked = schools[
        schools["phase"].isin(list(parameters.answered_by_phase))
        & schools["state_funded"]
        & schools["in_area"]
    ].reset_index(drop=True)
    size = len(asked)
    answered = chance.random(size) < asked["phase"].map(parameters.answered_by_phase)
    first = pd.Timestamp(as_at.year, *ANSWERED_FROM)
    if first + pd.Timedelta(days=ANSWERED_DAYS) > pd.Timestamp(as_at):
        first -= pd.DateOffset(years=1)
    day = first + pd.to_timedelta(chance.integers(0, ANSWERED_DAYS, size), unit="D")
    role = np.where(chance.random(size) < 0.7, "SENCO", "headteacher")
    less = asked["phase"].eq("secondary") * parameters.agrees_less_in_secondary
    base = pd.DataFrame(
        {
            "respondent": [f"S{number}" for number in range(7_001, 7_001 + size)],
            "role": role,
            "school": asked["school"],
            "question": "",
            "answer": "",
            "answered": day,
        }
    )
    parts, shares = [], {}
    for question, share in parameters.answers.items():
        agrees = chance.random(size) < (share - less).clip(lower=0.02)
        shares[question] = round(float(agrees.mean()), 4)
        answer = np.where(agrees, "agree", "disagree")
        parts.append(base.assign(question=question, answer=answer)[answered])
    (apart,) = chance.spawn(1)  # what was drawn before this question was there does not move
    toolkit = _of_toolkit(np.asarray(less, dtype=np.float64), parameters, apart)
    shares[TOOLKIT] = round(float(np.mean([side(word) == 1 for word in toolkit])), 4)
    parts.append(base.assign(question=TOOLKIT, answer=toolkit)[answered])
    writes = answered & (apart.random(size) < parameters.writes_in_words)
    wish = pd.Series(apart.choice(WISHES, size))
    words = "At " + asked["school"] + " we would like " + wish
    parts.append(base.assign(question=IN_WORDS, answer=words)[writes])
    table = pd.concat(parts, ignore_index=True)
    return table.sort_values(["respondent", "question"], ignore_index=True), shares


def _of_toolkit(
    less: NDArray[np.float64], parameters: Parameters, chance: np.random.Generator
) -> list[str]:
    """An answer to the question with more than two, of each school; `less` agree, and disagree."""
    import numpy as np

    words = list(parameters.toolkit_answers)
    usual = np.array([parameters.toolkit_answers[word] for word in words])
    moved = np.array([(word == "disagree") - (word == "agree") for word in words], dtype=float)
    upto = (usual + less[:, None] * moved).cumsum(axis=1)
    drawn = (chance.random(len(less))[:, None] > upto).sum(axis=1)
    return [words[place] for place in drawn.clip(max=len(words) - 1)]


def stated_figures(
    frames: Mapping[str, pd.DataFrame], parameters: Parameters, *, as_at: date
) -> pd.DataFrame:
    """What the council has stated at each forum, which is not always what its records have."""
    import pandas as pd

    rows = []
    for place, day in enumerate(_forums(as_at), 1):
        values = _on_the_day(frames, day)
        rows += [
            {
                "said_on": day,
                "who": "Director of Children and Families",
                "where": f"Schools Forum, paper {place}",
                "measure": measure,
                "value": float(round(values[measure] * ratio)),
                "unit": "children",
                "about_period": f"{day.day:02d}/{day.month:02d}/{day.year}",
                "claims": "the value",
            }
            for measure, ratio in parameters.stated_over_true.items()
        ]
    return pd.DataFrame(rows)


def _on_the_day(frames: Mapping[str, pd.DataFrame], day: pd.Timestamp) -> dict[str, int]:
    """The measures that are stated, from the records."""
    import pandas as pd

    plans = frames["sen2_named_plans"]
    is_open = plans["started"].le(day) & (plans["ceased"].isna() | plans["ceased"].gt(day))
    before = day - pd.Timedelta(days=364)
    return {
        "EHC plans": int(is_open.sum()),
        "Requests in twelve months": int(
            frames["sen2_requests"]["received"].between(before, day).sum()
        ),
        "Plans issued in twelve months": int(plans["started"].between(before, day).sum()),
        "Appeals in twelve months": int(frames["appeals"]["registered"].between(before, day).sum()),
    }


def actions(*, as_at: date) -> pd.DataFrame:
    """Questions and actions of the forums, each with how far it has come."""
    import pandas as pd

    rows = []
    for place, meeting in enumerate(_forums(as_at)):
        for number, item in enumerate(ITEMS):
            is_done = number <= 3 - place
            is_dropped = place == 0 and number == len(ITEMS) - 1
            status = "dropped" if is_dropped else "open"
            rows.append(
                {
                    "meeting": meeting,
                    "item": item,
                    "who": f"Officer {number % 3 + 1}",
                    "due": meeting + pd.Timedelta(days=60 + 30 * number),
                    "status": "done" if is_done else status,
                    "answer": "Answered in the paper that followed" if is_done else None,
                    "answered_in": ANSWERED_IN[number] if is_done else None,
                }
            )
    return pd.DataFrame(rows).astype({"answer": "str", "answered_in": "str"})


def _forums(as_at: date) -> list[pd.Timestamp]:
    """The forums of the twelve months up to the extract, oldest first."""
    import pandas as pd

    days = [pd.Timestamp(as_at.year, month, day) for month, day in FORUMS]
    return sorted(
        day if day <= pd.Timestamp(as_at) else day - pd.DateOffset(years=1) for day in days
    )
