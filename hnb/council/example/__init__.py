"""A council that is made up from a seed, with true parameters that models should recover."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from hnb.council.definition import ColumnMapping
from hnb.council.example.council import AS_AT, SEED, MadeUpCouncil, made_up_council
from hnb.council.example.dialects import collect
from hnb.council.example.dialects.definition import Dialect, dialects
from hnb.council.example.dialects.write import mapping_of, write_extract
from hnb.council.example.ledger import financial_year_start
from hnb.council.example.money import ACCOUNTS
from hnb.domain import areas
from hnb.domain.errors import ParameterError, Place
from hnb.store.write import put_in_place

__all__ = ["AS_AT", "SEED", "MadeUpCouncil", "made_up_council", "make_example"]

NOTICE = "# Made-up example: no child, school or provider in this folder exists.\n"
LEDGER = "placement_ledger"
BUDGETED = 0.94  # of what placements will cost in the year, what the budget has for them
IN_THE_BLOCK = 0.90
# which direction of each made-up indicator is better, and what else authority.yml says of it
INDICATOR_SETTINGS: dict[str, dict[str, object]] = {
    "Requests received": {"better": "lower"},
    "Plans issued": {"better": "higher"},
    "Plans issued within 20 weeks, %": {
        "better": "higher",
        "published": "plans issued within 20 weeks",
    },
    "Advice from educational psychologists within six weeks, %": {"better": "higher"},
    "Calls answered, %": {"better": "higher", "counts": "other"},
    "Complaints received": {"better": "lower"},
    "Case officers in post": {"better": "higher", "counts": "other", "staff": True},
}


def make_example(
    out: Path,
    *,
    authority: str = "Leicestershire",
    seed: int = SEED,
    size: float = 1.0,
    as_at: date = AS_AT,
    known_on: date | None = None,
    only: str = "",
) -> tuple[Path, ...]:
    """Write the made-up council, once in each dialect of headings and codes.

    Parameters
    ----------
    out : Path
        The folder; it gets `dialect-a`, `dialect-b` and `dialect-c`, each with `authority.yml`,
        `extracts/` and `truth.json`, and the first and the last with `mappings/`. The last has the
        SEN2 return in the department's own form, as CSV files and as XML, and its other files are
        those of the first. Files of an earlier run of the same council and day are replaced; those
        of its other days, what has been taken in since, and mappings of the second, are left.
    authority, seed, size, as_at, known_on
        As of `made_up_council`.
    only : str
        One of them alone, such as `dialect-a`.

    Returns
    -------
    tuple of Path
        The folder of each dialect.

    Raises
    ------
    ParameterError
        There is a folder of such a name that no earlier run wrote, or with another made-up council;
        nothing is written.
    """
    every = (*dialects(), dialects()[0].model_copy(update={"name": collect.NAME}))
    every = tuple(known for known in every if only in ("", known.name))
    name = areas.find(authority).name
    who = {"authority": name, "seed": seed, "size": size, "simulated_to": str(as_at)}
    for dialect in every:
        _refuse_other_folder(out / dialect.name, who)
    council = made_up_council(authority, seed=seed, size=size, as_at=as_at, known_on=known_on)
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for dialect in every:
        target = out / dialect.name
        with tempfile.TemporaryDirectory(prefix=".new-", dir=out) as folder:
            built = Path(folder) / dialect.name
            built.mkdir()
            _write_dialect(built, council, dialect)
            _replace_parts(built, target)
        written.append(target)
    return tuple(written)


def _refuse_other_folder(target: Path, who: Mapping[str, object]) -> None:
    """Refuse to replace what is no example, or an example of another council."""
    file = target / "authority.yml"
    is_example = file.is_file() and file.read_text(encoding="utf-8").startswith(NOTICE)
    if target.exists() and not is_example:
        raise ParameterError(
            Place(file=str(target)),
            found="there is something of that name that is no made-up example",
            expected="a folder in which the example may be written",
            after="Nothing was written.",
        )
    truth = target / "truth.json"
    there = json.loads(truth.read_text(encoding="utf-8")) if truth.exists() else {}
    others = [f"{name} {there[name]}" for name in who if there.get(name, who[name]) != who[name]]
    if others:
        raise ParameterError(
            Place(file=str(target)),
            found=f"another made-up council is there ({', '.join(others)})",
            expected="its own --authority, --seed, --size and --as-at, or another folder",
            after="Nothing was written.",
        )


def _replace_parts(built: Path, target: Path) -> None:
    """Move each file that was written into the folder, where it may be already."""
    target.mkdir(mode=0o700, exist_ok=True)
    for part in sorted(built.rglob("*")):
        place = target / part.relative_to(built)
        if part.is_dir():
            place.mkdir(exist_ok=True)
        else:
            put_in_place(part, place)


def _write_dialect(folder: Path, council: MadeUpCouncil, dialect: Dialect) -> None:
    extracts = folder / "extracts"
    extracts.mkdir()
    is_return = dialect.name == collect.NAME
    layouts = [name for name in council.frames if not (is_return and name.startswith("sen2_"))]
    names = {
        layout: write_extract(extracts, layout, council.frames[layout], dialect, council.as_at)
        for layout in layouts
    }
    if is_return:
        names |= collect.write_csvs(extracts, council, dialect)
        xml = collect.return_xml(council, dialect)
        _write(folder / collect.file_name(council.as_at), xml)
    write_extract(extracts, LEDGER, council.earlier_ledger, dialect, council.earlier)
    if dialect.confirmed:
        (folder / "mappings").mkdir()
        for layout in layouts:
            mapping = mapping_of(layout, dialect, ACCOUNTS)
            _write(folder / "mappings" / f"{layout}.yml", _yaml(_as_data(mapping)))
    _write(folder / "authority.yml", NOTICE + _yaml(_settings(council, names)))
    _write(folder / "truth.json", json.dumps(council.truth, indent=1) + "\n")


def _settings(council: MadeUpCouncil, names: dict[str, str]) -> dict[str, object]:
    """What `authority.yml` says."""
    year = financial_year_start(council.as_at).year
    cost = council.costs_by_line
    financial_year = f"{year}-{(year + 1) % 100:02d}"
    budget = {line: float(round(cost[line] * BUDGETED, -3)) for line in cost}
    return {
        "authority": council.authority.la_code,
        "example": True,
        "programme": {"name": "Example programme", "started": date(year - 2, 4, 1)},
        "extracts": {
            # a day of its own for each, or YAML would refer from all to the first
            layout: {"from": f"extracts/{name}", "as_at": council.as_at.replace()}
            for layout, name in names.items()
        },
        "block": {
            "financial_year": financial_year,
            "lines": {"high needs block": float(round(sum(cost.values()) * IN_THE_BLOCK, -3))},
        },
        "budget": {"financial_year": financial_year, "lines": budget},
        "indicators": _indicators(council),
    }


def _indicators(council: MadeUpCouncil) -> dict[str, dict[str, object]]:
    """What is wanted of each indicator of the made-up file."""
    frame = council.frames["weekly_indicators"]
    weeks = sorted(day.date() for day in frame["week"].unique())
    wanted: dict[str, dict[str, object]] = {}
    for name, settings in INDICATOR_SETTINGS.items():
        rows = frame[frame["indicator"].eq(name)]
        first, targets = rows["value"].iloc[:26].mean(), rows["target"].dropna()
        wanted[name] = {
            **settings,
            # a day of its own for each, as above
            "baseline": {"from": weeks[0] - timedelta(days=4), "to": weeks[25].replace()},
        }
        if len(targets):  # a flow has none
            target = float(targets.iloc[-1])
            halfway = {council.as_at.replace(): round(float(first + target) / 2, 1)}
            wanted[name] |= {"target": target, "milestones": halfway}
    return wanted


def _as_data(mapping: ColumnMapping) -> dict[str, object]:
    return mapping.model_dump(exclude_defaults=True, mode="json")


def _yaml(data: dict[str, object]) -> str:
    import yaml

    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100)


def _write(file: Path, text: str) -> None:
    """Write in the folder that is moved into place as a whole."""
    file.write_text(text, encoding="utf-8", newline="\n")
