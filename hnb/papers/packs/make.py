"""A meeting's pack: its reports settled, run once for all, bound into one and put in place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date as Date
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.domain import areas
from hnb.domain.periods import write_day
from hnb.figures.marks import MADE_UP, unmarked
from hnb.papers.author.words import stated
from hnb.papers.blocks import Block, Contents, Grid, Heading, PageBreak, Paper, Paragraph
from hnb.papers.compose import compose, texts_in
from hnb.papers.composing.shown import read_shown
from hnb.papers.definition import Job, JobKey, Limits, SettledReport, read_report
from hnb.papers.ledger import Ledger, Statement
from hnb.papers.packs.actions import Asked, asked, matters_arising
from hnb.papers.packs.binding import Part, appendices, keys, references, with_sources
from hnb.papers.packs.changes import (
    ACTIONS,
    MEETING,
    NO_EARLIER,
    PAGE_ONE,
    Changes,
    Earlier,
    changes,
    earlier_place,
    page_one_texts,
    read_earlier,
)
from hnb.papers.packs.definition import Entry, Meeting
from hnb.papers.packs.ledgers import union
from hnb.papers.place import PACK, PaperPlace
from hnb.papers.render import Rendered, Work, days_of, make, settled_report, unsaid_of
from hnb.papers.run import Tell
from hnb.papers.word.template import open_template

if TYPE_CHECKING:
    from hnb.disclosure.gate import Gate


@dataclass(frozen=True)
class Pack:
    """What was made: the documents, and what changed since the earlier pack, if one is named."""

    rendered: Rendered
    changes: Changes | None

    def lines(self) -> list[str]:
        """What changed, in sentences."""
        return list(self.changes.lines()) if self.changes else [NO_EARLIER]


def make_pack(
    meeting: Meeting,
    out: Path,
    date: Date,
    *,
    formats: Sequence[str] = (),
    tell: Tell = lambda notebook, done, of: None,
    gate: Gate | None = None,
    let_out: Callable[[Sequence[str]], None] = lambda releases: None,
) -> Pack:
    """Bind the papers of a meeting into one, and put it in its place when all is well.

    Parameters
    ----------
    meeting : Meeting
        What `read_meeting` gives.
    out : Path
        The folder in which each authority has its own; authors' files of the papers are there too.
    date : datetime.date
        The date on the pack.
    formats : sequence of str
        Some of html, docx and pdf; the meeting's own where empty.
    tell, gate, let_out
        See `hnb.papers.render.render`.

    Raises
    ------
    HnbError
        See `hnb.papers.render.render`; or the earlier pack is not there. An earlier pack of the
        same meeting is as it was.
    """
    authority = areas.find(meeting.authority)
    settled = [_settled(meeting, entry, out) for entry in meeting.papers]
    jobs = _shared_jobs(settled)
    place = _place(meeting, out, areas.folder_name(authority), jobs.values())
    binder = _Binder(
        meeting=meeting,
        date=date,
        authority=authority.name,
        settled=settled,
        jobs=jobs,
        matters=asked(meeting.actions, authority.la_code, meeting.date),
        earlier=_earlier(meeting, place),
    )
    formats = tuple(formats) or meeting.formats
    work = Work(
        name=place.report,
        authority=authority.name,
        place=place,
        jobs=tuple(jobs.values()),
        limits=_widest([report.report.limits for report in settled]),
        formats=formats,
        template=_template(meeting, formats),
        days=binder.days(),
        bind=binder.bind,
        unsaid=binder.unsaid,
    )

    def told(releases: Sequence[str]) -> None:
        let_out([*releases, *binder.matters.releases])

    rendered = make(work, tell=tell, gate=gate, let_out=told)
    return Pack(rendered, binder.changes)


def _place(meeting: Meeting, out: Path, folder: str, jobs: Iterable[Job]) -> PaperPlace:
    """The place of a pack: it is called after its meeting, so that the last one stays."""
    name = f"{PACK}{meeting.date.isoformat()}"
    longest = max((job.name for job in jobs), key=len)
    return PaperPlace(out, (folder, name), report=name, longest=longest)


def _earlier(meeting: Meeting, place: PaperPlace) -> Earlier | None:
    """The pack that the meeting names as the last one."""
    if not meeting.earlier:
        return None
    beside = place.folder.parent / meeting.earlier
    earlier = earlier_place(meeting.near(meeting.earlier), beside)
    whose = areas.find(meeting.authority).name
    return read_earlier(earlier, authority=whose, day=meeting.date)


def _settled(meeting: Meeting, entry: Entry, out: Path) -> SettledReport:
    """The report of a paper, with the meeting's authority where it is about one."""
    is_file = entry.report.endswith((".yml", ".yaml"))
    report = read_report(meeting.near(entry.report) if is_file else entry.report)
    changed = {"title": entry.title} if entry.title else {}
    if report.appendix != "none":
        changed["appendix"] = "separate"  # those of all papers are at the end of the pack
    report = report.model_copy(update=changed)
    usual = {"authority": meeting.authority} if "authority" in report.parameters else {}
    return settled_report(report, {**usual, **entry.parameters}, out)


def _shared_jobs(settled: Sequence[SettledReport]) -> dict[JobKey, Job]:
    """The notebooks to run: one that papers share once, and each under a name of its own."""
    jobs: dict[JobKey, Job] = {}
    taken: set[str] = set()
    for job in chain(*(report.jobs for report in settled)):
        if job.key in jobs:
            continue
        names = chain([job.name], (f"{job.notebook.stem}-{number}" for number in count(2)))
        name = next(name for name in names if name.casefold() not in taken)
        taken.add(name.casefold())
        jobs[job.key] = Job(name, job.notebook, job.parameters)
    return jobs


def _widest(limits: Sequence[Limits]) -> Limits:
    """The limits within which a notebook of any of the papers may run."""
    return Limits(
        seconds=max(limit.seconds for limit in limits),
        memory_mb=max(limit.memory_mb for limit in limits),
        output_mb=max(limit.output_mb for limit in limits),
    )


def _template(meeting: Meeting, formats: Sequence[str]) -> Path | None:
    if not meeting.template or "docx" not in formats:
        return None
    template = meeting.near(meeting.template)
    open_template(template)
    return template


@dataclass
class _Binder:
    """Everything that a pack is bound of, once its notebooks have run; `changes` is there then."""

    meeting: Meeting
    date: Date
    authority: str
    settled: Sequence[SettledReport]
    jobs: Mapping[JobKey, Job]
    matters: Asked
    earlier: Earlier | None
    changes: Changes | None = field(default=None, init=False)

    def bind(self, notebooks: Sequence[Path]) -> tuple[Paper, Ledger]:
        """The pack and its ledger."""
        parts = list(self._parts(self._by_paper(notebooks)))
        self.matters = self.matters.answered_in({name for part in parts for name in part.names()})
        ledger = union({part.key: part.ledger for part in parts})
        page_one = {part.key: part.page_one for part in parts}
        if self.earlier:
            self.changes = changes(self.earlier, ledger.figures, page_one, self.matters)
        paper = self._cover(parts)
        cover = [text for _, text in paper.head]
        bodies = [part.blocks(cover) for part in parts]
        # how many paragraphs it has does not depend on the numbers that it quotes
        places = references(self._front(parts, {}), parts, bodies)
        front = self._front(parts, places)
        blocks = (*front, *chain(*bodies), *appendices(parts))
        ours = (*front, *(block for block in blocks if isinstance(block, Heading | Paragraph)))
        texts = dict.fromkeys(text for block in ours for text in texts_in(block))
        return replace(paper, blocks=blocks), replace(
            ledger,
            labels=(*ledger.labels, *self._days_named()),
            words=(*ledger.words, *texts),
            stated=(*ledger.stated, *self.matters.stated(), *self._stated()),
            about=self._about(paper, parts),
        )

    def _days_named(self) -> Iterator[str]:
        """The days that the pack is of, and that of the earlier meeting."""
        earlier = [self.earlier.day] if self.earlier else []
        yield from dict.fromkeys(map(write_day, (self.date, self.meeting.date, *earlier)))

    def _about(self, paper: Paper, parts: Sequence[Part]) -> dict[str, object]:
        """What figures.json says of the pack, for `hnb pack` to compare the next one with."""
        return {
            "report": f"{PACK}{self.meeting.date.isoformat()}",
            "title": paper.title,
            "authority": self.authority,
            "date": self.date.isoformat(),
            MEETING: self.meeting.date.isoformat(),
            "papers": [_of_paper(part) for part in parts],
            ACTIONS: [_plain(action.model_dump(mode="json")) for action in self.matters.actions],
            PAGE_ONE: {part.key: part.page_one for part in parts},
        }

    def days(self) -> tuple[Date, ...]:
        """The days that it may print whoever was born on them."""
        of_papers = chain(*(days_of(settled, self.date) for settled in self.settled))
        earlier = [self.earlier.day] if self.earlier else []
        return (self.meeting.date, *self.matters.days, *of_papers, *earlier)

    def unsaid(self, notebooks: Sequence[Path]) -> list[str]:
        """What notebooks show that is in no paper."""
        pairs = zip(self.settled, self._by_paper(notebooks), strict=True)
        sentences = chain(*(unsaid_of(settled, files) for settled, files in pairs))
        return list(dict.fromkeys(sentences))

    def _by_paper(self, notebooks: Sequence[Path]) -> list[list[Path]]:
        """The executed notebooks of each paper, in the order of its sections."""
        files = dict(zip(self.jobs, notebooks, strict=True))
        return [[files[job.key] for job in settled.jobs] for settled in self.settled]

    def _parts(self, by_paper: Sequence[Sequence[Path]]) -> list[Part]:
        names = keys(settled.report.name for settled in self.settled)
        parts = []
        for name, item, entry, settled, notebooks in zip(
            names, self.meeting.items, self.meeting.papers, self.settled, by_paper, strict=True
        ):
            paper, ledger = with_sources(*compose(settled, notebooks, self.date))
            asks_for = entry.asks_for or dict(paper.head).get("For", "").lower()
            page_one = page_one_texts(_page_one(settled, notebooks))
            parts.append(Part(name, item, asks_for, settled, paper, ledger, page_one))
        return parts

    def _cover(self, parts: Sequence[Part]) -> Paper:
        """The pack without its blocks: what its head says."""
        meeting = self.meeting
        title = f"{meeting.forum}: papers for {write_day(meeting.date)}"
        is_made_up = any(name.startswith("made-up-") for name in self.matters.releases)
        is_made_up |= any(part.paper.title.startswith(MADE_UP) for part in parts)
        contacts = [part.paper.contact for part in parts if part.paper.contact]
        lines = {"Meeting": write_day(meeting.date), "Place": meeting.location}
        return Paper(
            title=f"{MADE_UP}: {title}" if is_made_up else title,
            report_to=meeting.forum,
            date=self.date,
            contact=meeting.contact or next(iter(contacts), ""),
            authority=self.authority,
            blocks=(),
            added=tuple((label, text) for label, text in lines.items() if text),
            logo=next((part.paper.logo for part in parts if part.paper.logo), None),
        )

    def _front(self, parts: Sequence[Part], places: Mapping[str, str]) -> list[Block]:
        """What is before the papers: the agenda, matters arising, and what has changed."""
        rows = [
            (part.item, unmarked(part.paper.title), part.asks_for.capitalize() or "Not said")
            for part in parts
        ]
        agenda = Grid(caption="Papers", header=("Item", "Paper", "For"), rows=rows)
        arising = list(matters_arising(self.matters, self.meeting.date, places))
        changed: list[Block] = [
            Heading(1, "What has changed since the last meeting"),
            Paragraph(NO_EARLIER),
        ]
        if self.changes:
            changed = list(self.changes.blocks())
        return [Heading(1, "Agenda"), agenda, Contents(), PageBreak(), *arising, *changed]

    def _stated(self) -> list[Statement]:
        """What the list of figures notes of the cover."""
        lines = (self.meeting.forum, self.meeting.location, self.meeting.contact)
        return [note for text in lines for note in stated(text, self.meeting.file.name)]


def _page_one(settled: SettledReport, notebooks: Sequence[Path]) -> list[Mapping[str, object]]:
    """What the notebooks of a paper's first page show there."""
    return [
        shown.data
        for section, notebook in zip(settled.report.sections, notebooks, strict=True)
        if section.page_one
        for shown in read_shown(notebook, is_short=False)
        if shown.is_main
    ]


def _of_paper(part: Part) -> dict[str, object]:
    """What figures.json says of a paper of the pack."""
    asked_for = part.ledger.about["asked"]
    return {"name": part.key, "item": part.item, "title": part.paper.title, "asked": asked_for}


def _plain(action: Mapping[str, object]) -> dict[str, object]:
    """An action without what is not said of it."""
    return {name: value for name, value in action.items() if value not in ("", None)}
