"""Write the made-up council's SEN2 return as the department has it: nine CSV files, and an XML.

Records name their parent by a key and no person. What the department's form cannot hold is not in
it: placements and needs of plans that have ceased.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from hnb.council.example.dialects.definition import Dialect, DialectFile
from hnb.council.example.dialects.write import csv_of, in_words
from hnb.council.example.truth.parameters import MARK
from hnb.council.returns.definition import HEADER, modules

if TYPE_CHECKING:
    import pandas as pd

    from hnb.council.example.council import MadeUpCouncil

NAME = "dialect-c"
FILE = "Blade-Export_{day}_{module}.csv"
HISTORICAL = "historical"
DAYS_BEFORE = 140  # of an old plan's issue, when its request came in
NOBODYS = 900_000  # the first key of parents that are not in the return
TAGS = {
    "person": "Person",
    "requests": "Requests",
    "assessment": "Assessment",
    "namedplan": "NamedPlan",
    "plandetail": "PlanDetail",
    "activeplans": "ActivePlans",
    "placementdetail": "PlacementDetail",
    "senneed": "SENneed",
}


def write_csvs(folder: Path, council: MadeUpCouncil, like: Dialect) -> dict[str, str]:
    """Write the nine files; by layout, the name of its file.

    Parameters
    ----------
    folder : Path
        Where.
    council : MadeUpCouncil
        Whose return.
    like : Dialect
        The dialect whose codes are the department's.
    """
    day = f"{council.as_at:%d-%m-%Y}"
    names = {}
    for module, table in _tables(council, _dialect(like, "yyyy-Mon-dd")).items():
        name = FILE.format(day=day, module=module)
        (folder / name).write_text(csv_of(table), encoding="utf-8", newline="")
        if layout := modules()[module].layout:
            names[layout] = name
    return names


def return_xml(council: MadeUpCouncil, like: Dialect) -> str:
    """The same return as XML; a record that the CSV files have twice is in it once."""
    tables = _tables(council, _dialect(like, "yyyy-mm-dd"))
    header = tables.pop(HEADER).iloc[0]
    names = {"lea": "LEA", "referencedate": "ReferenceDate", "collection": "Collection"}
    fields = "".join(f"<{tag}>{header[name]}</{tag}>" for name, tag in names.items())
    below: dict[tuple[str, str], list[str]] = {}
    for module in reversed(_depth_first()):
        defined, table = modules()[module], tables[module].drop_duplicates()
        parent = modules()[defined.parent].key if defined.parent else ""
        leaves = [name for name in table.columns if not name.endswith(("tableid", "nativeid"))]
        for row in table.to_dict("records"):
            parts = [f"<{name}>{escape(str(row[name]))}</{name}>" for name in leaves if row[name]]
            for child in (name for name in TAGS if modules()[name].parent == module):
                parts += below.get((child, str(row[defined.key])), [])
            text = f"<{TAGS[module]}>{''.join(parts)}</{TAGS[module]}>"
            below.setdefault((module, str(row[parent]) if parent else ""), []).append(text)
    people = "\n".join(below["person", ""])
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {MARK} -->\n'
        f"<Message><Header>{fields}</Header><Persons>\n{people}\n</Persons></Message>\n"
    )


def _depth_first() -> list[str]:
    """Modules, each after its parent."""
    return ["person", "requests", "assessment", "namedplan", "plandetail", "activeplans",
            "placementdetail", "senneed"]  # fmt: skip


def _dialect(like: Dialect, dates: str) -> Dialect:
    files = {
        module.layout or name: DialectFile(
            file="",
            columns={column: names[0] for column, names in module.columns.items()},
        )
        for name, module in modules().items()
    }
    return like.model_copy(update={"files": files, "dates": dates})


def _tables(council: MadeUpCouncil, dialect: Dialect) -> dict[str, pd.DataFrame]:
    """Each module as text, with its keys."""
    frames, parents = _frames(council), {}
    keys = _keys(frames)
    links = {
        "requests": ("person", "person"),
        "assessment": ("requests", "request"),
        "namedplan": ("assessment", "request"),
        "plandetail": ("namedplan", "plan"),
        "activeplans": ("requests", "request"),
        "placementdetail": ("activeplans", "plan"),
        "senneed": ("activeplans", "plan"),
    }
    tables = {HEADER: _header(council, dialect)}
    for module, rows in frames.items():
        defined = modules()[module]
        of_ours = [name for name in defined.columns if name not in ("person", "request")]
        described = dialect.files[defined.layout or module]
        narrow = described.model_copy(
            update={"columns": {name: described.columns[name] for name in of_ours}}
        )
        files = {**dialect.files, defined.layout or module: narrow}
        words = in_words(
            defined.layout or module,
            rows,
            dialect.model_copy(update={"files": files}),
            as_text=True,
        )
        words.insert(0, "nativeid", str(council.authority.la_code))
        words.insert(1, defined.key, [str(key) for key in keys[module]])
        if module in links:
            parent, reference = links[module]
            parents = dict(zip(frames[parent][reference], keys[parent], strict=True))
            unknown = {name for name in rows[reference] if name not in parents}
            parents |= {name: NOBODYS + number for number, name in enumerate(sorted(unknown))}
            words.insert(2, modules()[parent].key, [str(parents[name]) for name in rows[reference]])
        tables[module] = words
    return tables


def _keys(frames: Mapping[str, pd.DataFrame]) -> dict[str, list[int]]:
    """A number for each record, from 1 in each module; a repeated record has the same again."""
    references = {"person": "person", "requests": "request", "namedplan": "plan"}
    keys = {}
    for module, rows in frames.items():
        if module in references:
            import pandas as pd

            keys[module] = [int(place) + 1 for place in pd.factorize(rows[references[module]])[0]]
        else:
            keys[module] = list(range(1, len(rows) + 1))
    return keys


def _frames(council: MadeUpCouncil) -> dict[str, pd.DataFrame]:
    """The modules in our columns. A plan older than the records of requests has a historical
    request and assessment, as the return has them.
    """
    import pandas as pd

    frames = council.frames
    named = frames["sen2_named_plans"]
    old = "OLD" + named["plan"]
    request_of = dict(zip(named["plan"], named["request"].fillna(old), strict=True))
    named = named.assign(request=named["plan"].map(request_of))
    plans = frames["sen2_named_plans"]
    without = named[plans["request"].isna()].drop_duplicates("plan")
    historical = pd.DataFrame(
        {
            "request": without["request"],
            "person": without["person"],
            "received": without["started"] - pd.Timedelta(days=DAYS_BEFORE),
            "outcome": HISTORICAL,
        }
    )
    assessed = historical[["request", "outcome"]]
    active = frames["sen2_active_plans"]
    places, needs = frames["sen2_placements"], frames["sen2_needs"]
    is_old = places["plan"].isin(named["plan"]) & ~places["plan"].isin(active["plan"])
    return {
        "person": frames["sen2_persons"],
        "requests": _with(frames["sen2_requests"], historical),
        "assessment": _with(frames["sen2_assessments"], assessed),
        "namedplan": named,
        "plandetail": places[places["plan"].isin(named["plan"])].drop_duplicates("plan"),
        "placementdetail": places[~is_old],
        "activeplans": active.assign(request=active["plan"].map(request_of)),
        "senneed": needs[needs["plan"].isin(active["plan"])],
    }


def _with(rows: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """Rows and more, with yes and no as such."""
    import pandas as pd

    kinds = {name: "boolean" for name in rows if pd.api.types.is_bool_dtype(rows[name])}
    return pd.concat([rows, more], ignore_index=True).astype(kinds)


def _header(council: MadeUpCouncil, dialect: Dialect) -> pd.DataFrame:
    import pandas as pd

    row = {
        "sen2tableid": 1,
        "collection": "SEN2",
        "year": council.as_at.year,
        "referencedate": pd.Timestamp(council.as_at),
        "lea": council.authority.la_code,
    }
    file = DialectFile(file="", columns={name: name for name in row})
    dialect = dialect.model_copy(update={"files": {HEADER: file}})
    return in_words(HEADER, pd.DataFrame([row]), dialect, as_text=True)


def file_name(day: date) -> str:
    """What the XML goes by."""
    return f"SEN2-return-{day:%d-%m-%Y}.xml"
