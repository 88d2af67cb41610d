"""A form in JupyterLab with which a person confirms how a council's file maps to ours.

Rows are only in the private preview, whose place the form says: what a notebook saves is masked.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.council.definition import ColumnMapping, Layout, layout
from hnb.council.mapping import (
    UNKNOWN,
    Proposal,
    likely,
    propose,
    propose_again,
    read_mapping,
    refuse_data_as_headings,
    write_mapping,
)
from hnb.council.mapping.preview import masked, write_preview
from hnb.domain.words import listed

if TYPE_CHECKING:
    import ipywidgets
    import pandas as pd

NONE = "(none)"  # of the headings, where the file has no such column


def form(
    file: str | Path,
    folder: str | Path | None = None,
    layout_name: str = "",
    sheet: str | None = None,
) -> ipywidgets.VBox:
    """Widgets with a list of headings for each of our columns, and a button that writes them.

    Parameters
    ----------
    file : str or Path
        The council's file.
    folder : str or Path, optional
        The council's folder; that of `HNB_COUNCIL`, or the working folder, where none is given. The
        mapping goes into its `mappings`, and the first rows as they are into `private/preview`.
    layout_name : str
        The layout that it is; recognised where left empty.
    sheet : str, optional
        A sheet of a workbook.

    Returns
    -------
    ipywidgets.VBox
        The form. Beside each list are a few values, masked where they could identify anybody.

    Raises
    ------
    HnbError
        The file cannot be read, its layout cannot be recognised, its first row holds values instead
        of headings, or the folder is none of a council.
    """
    from hnb.council.files import chunks
    from hnb.council.folder import CouncilFolder

    council = CouncilFolder.open(folder)
    rows = next(chunks(Path(file), sheet=sheet)).frame
    headings = [str(name) for name in rows.columns]
    refuse_data_as_headings(headings, Path(file).name)
    name = layout_name or likely(headings, rows, Path(file).name)
    return form_of(layout(name), headings, rows, council.root).box()


def form_of(
    defined: Layout, headings: Sequence[str], sample: pd.DataFrame, folder: Path
) -> MappingForm:
    """The form of a file that has been read, filled in with what is remembered or proposed."""
    target = folder / "mappings" / f"{defined.name}.yml"
    earlier = read_mapping(target) if target.exists() else None
    proposal = propose_again(defined, headings, sample, earlier)
    page = write_preview(folder / "private", proposal, headings, sample)
    return MappingForm(tuple(headings), sample, target, proposal, page, earlier)


@dataclass
class MappingForm:
    """The widgets of one file, and what is chosen in them."""

    headings: tuple[str, ...]
    sample: pd.DataFrame
    target: Path
    proposal: Proposal
    page: Path
    earlier: ColumnMapping | None = None
    chosen: dict[str, ipywidgets.Dropdown] = field(default_factory=dict)
    notes: dict[str, ipywidgets.HTML] = field(default_factory=dict)
    words: dict[tuple[str, str], ipywidgets.Dropdown] = field(default_factory=dict)

    def box(self) -> ipywidgets.VBox:
        """The form, filled in with the proposal."""
        import ipywidgets

        rows = []
        for match in self.proposal.matches:
            menu = ipywidgets.Dropdown(
                description=match.column,
                options=[NONE, *dict.fromkeys(name for name in self.headings if name.strip())],
                value=match.heading or NONE,
                style={"description_width": "12em"},
                layout={"width": "32em"},
            )
            menu.observe(self.update, names="value")
            self.chosen[match.column] = menu
            self.notes[match.column] = ipywidgets.HTML()
            rows.append(ipywidgets.HBox([menu, self.notes[match.column]]))
        self.codes = ipywidgets.VBox()
        self.message = ipywidgets.HTML()
        button = ipywidgets.Button(description="Confirm and write", button_style="primary")
        button.on_click(self.write)
        head = ipywidgets.HTML(
            f"<b>{html.escape(self.proposal.layout.name)}</b>: "
            f"{html.escape(self.proposal.layout.says)}<br>First rows as they are, for you alone: "
            f"<code>{html.escape(str(self.page))}</code>"
        )
        self.update()
        return ipywidgets.VBox([head, *rows, self.codes, button, self.message])

    def update(self, _: object = None) -> None:
        """Show values of what is chosen now, and a list for each of its codes."""
        self.proposal = propose(
            self.proposal.layout, self.headings, self.sample, chosen=self.columns()
        )
        for match in self.proposal.matches:
            self.notes[match.column].value = self._note(match.column, match.heading)
        self._list_codes()

    def columns(self) -> dict[str, str]:
        """Heading by our column, as chosen."""
        return {name: menu.value for name, menu in self.chosen.items() if menu.value != NONE}

    def _note(self, column: str, heading: str | None) -> str:
        defined = self.proposal.layout.columns[column]
        must = "must be mapped. " if defined.required and heading is None else ""
        if heading is None:
            return html.escape(f"{must}{defined.says}")
        values = self.sample.iloc[:, self.headings.index(heading)]
        examples = ", ".join(masked(values, column, self.proposal.layout))
        return f"{html.escape(defined.says)} <code>{html.escape(examples)}</code>"

    def _list_codes(self) -> None:
        import ipywidgets

        before = {place: menu.value for place, menu in self.words.items()}
        remembered = self.earlier.codes if self.earlier else {}
        self.words = {}
        rows: list[ipywidgets.Widget] = []
        for column, words in self.proposal.codes.items():
            rows.append(ipywidgets.HTML(f"<b>{html.escape(column)}</b>: what the file writes"))
            for text, word in words.items():
                menu = ipywidgets.Dropdown(
                    description=text,
                    options=[UNKNOWN, *self.proposal.layout.columns[column].codes],
                    value=before.get((column, text), remembered.get(column, {}).get(text, word)),
                    style={"description_width": "12em"},
                    layout={"width": "32em"},
                )
                self.words[column, text] = menu
                rows.append(menu)
        self.codes.children = rows

    def mapping(self) -> ColumnMapping:
        """What is chosen now, as a mapping file has it; a word that is not known is left out, and
        rows that have it will be listed as not readable.
        """
        codes: dict[str, dict[str, str]] = {}
        for (column, text), menu in self.words.items():
            if menu.value != UNKNOWN:
                codes.setdefault(column, {})[text] = menu.value
        proposed = self.proposal.mapping(confirmed=True)
        accounts = self.earlier.accounts if self.earlier else {}
        return proposed.model_copy(
            update={"columns": self.columns(), "codes": codes, "accounts": accounts}
        )

    def write(self, _: object = None) -> None:
        """Write the mapping, or say what is still missing."""
        columns = self.columns()
        twice = {name for name in columns.values() if list(columns.values()).count(name) > 1}
        if self.proposal.missing or twice:
            parts = [*(f"{name} has no heading" for name in self.proposal.missing)]
            parts += [f"{name} is chosen twice" for name in sorted(twice)]
            self.message.value = html.escape(f"Not written: {listed(parts)}.")
            return
        accounts: list[object] = []
        if "account" in columns:
            accounts = list(self.sample[columns["account"]].unique())
        write_mapping(self.target, self.mapping(), {"account": [*map(str, accounts)]})
        unknown = [text for (_, text), menu in self.words.items() if menu.value == UNKNOWN]
        left = f" Rows with {listed(unknown)} will be listed as not readable." if unknown else ""
        self.message.value = html.escape(f"Written to {self.target}.{left}")
