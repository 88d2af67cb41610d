"""A form in JupyterLab with which a person confirms how a council's file maps to ours.

Rows are only in the private preview, whose place the form says: what a notebook saves is masked.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.council.definition import ColumnMapping, layout
from hnb.council.mapping import (
    UNKNOWN,
    Proposal,
    likely,
    propose,
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
    headings: Sequence[str], sample: pd.DataFrame, folder: str | Path, layout_name: str = ""
) -> ipywidgets.VBox:
    """Widgets with a list of headings for each of our columns, and a button that writes them.

    Parameters
    ----------
    headings : sequence of str
        Of the file (`hnb.council.files.headings`).
    sample : DataFrame of str
        Its first rows, with a column for each heading in the same order.
    folder : str or Path
        The council's folder: the mapping goes into `mappings`, and the first rows as they are into
        `private/preview`.
    layout_name : str
        The layout that it is; recognised where left empty.

    Returns
    -------
    ipywidgets.VBox
        The form. Beside each list are a few values, masked where they could identify anybody.

    Raises
    ------
    SourceError
        The layout cannot be recognised, or the first row holds values instead of headings.
    """
    refuse_data_as_headings(headings)
    name = layout_name or likely(headings, sample)
    proposal = propose(layout(name), headings, sample)
    page = write_preview(Path(folder) / "private", proposal, headings, sample)
    return MappingForm(tuple(headings), sample, Path(folder), proposal, page).box()


@dataclass
class MappingForm:
    """The widgets of one file, and what is chosen in them."""

    headings: tuple[str, ...]
    sample: pd.DataFrame
    folder: Path
    proposal: Proposal
    page: Path
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
        self.words = {}
        rows: list[ipywidgets.Widget] = []
        for column, words in self.proposal.codes.items():
            rows.append(ipywidgets.HTML(f"<b>{html.escape(column)}</b>: what the file writes"))
            for text, word in words.items():
                menu = ipywidgets.Dropdown(
                    description=text,
                    options=[UNKNOWN, *self.proposal.layout.columns[column].codes],
                    value=before.get((column, text), word),
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
        return proposed.model_copy(update={"columns": self.columns(), "codes": codes})

    def write(self, _: object = None) -> None:
        """Write the mapping, or say what is still missing."""
        columns = self.columns()
        twice = {name for name in columns.values() if list(columns.values()).count(name) > 1}
        if self.proposal.missing or twice:
            parts = [*(f"{name} has no heading" for name in self.proposal.missing)]
            parts += [f"{name} is chosen twice" for name in sorted(twice)]
            self.message.value = html.escape(f"Not written: {listed(parts)}.")
            return
        target = self.folder / "mappings" / f"{self.proposal.layout.name}.yml"
        write_mapping(target, self.mapping())
        unknown = [text for (_, text), menu in self.words.items() if menu.value == UNKNOWN]
        left = f" Rows with {listed(unknown)} will be listed as not readable." if unknown else ""
        self.message.value = html.escape(f"Written to {target}.{left}")
