"""The report of a run: one page of HTML that needs nothing else, and asks nobody for anything."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.disk.marks import GENERATOR
from planner.report.assumptions import assumptions
from planner.report.bottlenecks import bottleneck_sentences
from planner.report.catalogue import CHAPTERS, MONEY, chart_of, has_chart
from planner.report.chart import converter
from planner.report.html_chart import data, sections
from planner.report.html_table import format_number, html, table
from planner.report.vega import humanize
from planner.results.answer_text import headline, read_text
from planner.results.headline import assumed_share, ends_of, headline_figures
from planner.results.shown import as_shown
from planner.tolerances import LEAST_DRAWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from planner.report.chart import Chart
    from planner.results.run import Run

HERE = Path(__file__).parent
CARDS = {
    "capital_expenditure_usd_billion": ("Capital expenditure", "USD bn"),
    "debt_issued_usd_billion": ("Debt issued", "USD bn"),
    "equity_contribution_usd_billion": ("Equity contribution", "USD bn"),
    "cost_of_capital_percent": ("Average cost of capital", "% a year"),
    "cost_of_power_usd_per_mwh": ("Power, levelised", "USD/MWh"),
    "all_in_cost_usd_billion_per_gw": ("All-in capital expenditure", "USD bn per GW"),
}
"""The figures at the head of a page, with their names there and their units."""
WITHOUT_DECIMALS_FROM = 1_000
"""USD billion from which a figure in the head of a page goes without decimals."""


def report(run: Run) -> str:
    """The whole page; raises UserError where the extra `report` is not installed."""
    run = as_shown(run)
    parts, charts = [], []
    for chapter, functions in CHAPTERS.items():
        shown = [
            chart_of(run, function.__name__) for function in functions if has_chart(run, function.__name__)
        ]
        if not shown:
            continue
        charts += shown
        more = (
            {"bottlenecks": _bottleneck_list(run)} if "bottlenecks" in {chart.name for chart in shown} else {}
        )
        parts.append(f'<h2 id="{_anchor(chapter)}">{escape(chapter)}</h2>{sections(shown, more)}')
    chapters = [*CHAPTERS, "How it was solved"] if run.case.settings.funding else _unfunded()
    body = (
        f"<header><h1>{escape(run.case.settings.title)}</h1>{_about(run)}"
        f'<p class="answer">{escape(" ".join(headline(run).split()))}</p>{_key_figures(run)}{_edits(run)}{_notes(run)}'
        f"{_contents(chapters)}</header><main>{''.join(parts)}{assumptions(run)}{_solved(run)}</main>"
    )
    return page(run.case.settings.title, body, charts)


def _unfunded() -> list[str]:
    """Chapters of a run without funding."""
    shown = (name for name, of in CHAPTERS.items() if any(chart.__name__ not in MONEY for chart in of))
    return [*shown, "How it was solved"]


def page(title: str, body: str, charts: Sequence[Chart]) -> str:
    """A page with what draws its charts within it."""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">{GENERATOR}'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{(HERE / 'page.css').read_text('utf-8')}</style></head><body>"
        f"{body}<noscript><p>The charts are drawn by a script within this page; the tables need none.</p></noscript>"
        f'<script type="application/json" id="charts">{data(charts)}</script>'
        f"<script>{scripts()}</script></body></html>\n"
    )


def page_of_charts(title: str, answer: str, charts: Sequence[Chart]) -> str:
    """A page of charts alone, which needs nothing else: a title, the answer in words, then one after the other."""
    head = f'<header><h1>{escape(title)}</h1><p class="answer">{escape(answer)}</p></header>'
    return page(title, f"{head}<main>{sections(charts, {})}</main>", charts)


@cache
def scripts() -> str:
    """Vega, Vega-Lite and Vega-Embed with our own script, as one that can stand within HTML."""
    bundle: str = converter().javascript_bundle((HERE / "page.js").read_text("utf-8"))
    return bundle.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _anchor(words: str) -> str:
    """The name of a chapter within the page."""
    return "part-" + "".join(letter if letter.isalnum() else "-" for letter in words.lower())


def _contents(chapters: Iterable[str]) -> str:
    """Links to the chapters."""
    links = "".join(f'<li><a href="#{_anchor(chapter)}">{escape(chapter)}</a></li>' for chapter in chapters)
    buttons = (
        '<li><button type="button" data-tables="open">Open all tables</button> '
        '<button type="button" data-tables="close">Close them</button></li>'
    )
    return f'<nav aria-label="Contents"><ul>{links}{buttons}</ul></nav>'


def _about(run: Run) -> str:
    """What case this is."""
    settings = run.case.settings
    text = (
        f"Case {run.case.name}, as of {settings.vintage}. {settings.calendar.start} to {settings.calendar.end}, "
        f"days in blocks of {settings.operations.hours_per_block} hours, {len(run.case.rows('regions'))} regions"
        f"{'' if settings.funding else ', planned without financing'}."
    )
    more = [part for part in (settings.calendar.approximation, read_text(run.case)) if part]
    return f'<p class="quiet">{escape(" ".join([text, *more]))}</p>'


def _key_figures(run: Run) -> str:
    """The answer in a few figures."""
    unserved, target = run.unserved_gw, run.case.settings.target.close_by
    worst = max(unserved, key=lambda period: unserved[period])
    cost = run.objective_usd_billion
    (_, end), found = (
        ends_of(run.case),
        {figure.name: figure for figure in headline_figures(run.case, run.tables)},
    )
    figures = [
        ("Demand met from", run.closed_in or "never", f"target {target}"),
        (
            "Unmet demand at most",
            f"{format_number(unserved[worst])} GW",
            f"in {worst}" if unserved[worst] > LEAST_DRAWN else "never",
        ),
    ]
    for name, (label, unit) in CARDS.items():
        figure = found.get(name)
        if figure is not None and figure.to_end is not None:
            by_target = "" if figure.to_target is None else f"; to the target {_short(figure.to_target)}"
            figures.append((label, f"{_short(figure.to_end)} {unit}", f"to {end}{by_target}"))
    share = assumed_share(run.case, run.tables["costs"])
    figures.append(
        (
            "Total system cost",
            f"USD {_short(cost)} bn",
            f"present value, {run.case.periods[0]}; {share:.0%} of what is paid or lost rests on assumptions",
        )
    )
    items = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}<small>{escape(more)}</small></dd></div>"
        for name, value, more in figures
    )
    return f'<dl class="facts">{items}</dl>'


def _short(value: float) -> str:
    """A figure of a card."""
    return format_number(value, 0 if abs(value) >= WITHOUT_DECIMALS_FROM else 1)


def _edits(run: Run) -> str:
    """In what the case was changed before it was solved."""
    edits = [str(edit) for edit in run.record.get("edits", ())]
    if not edits:
        return ""
    scenario = run.record.get("scenario")
    heading = "Edits of the case" if scenario is None else f"Scenario {scenario}"
    items = "".join(f"<li><code>{escape(edit)}</code></li>" for edit in edits)
    return f'<div class="notes"><strong>{escape(heading)}</strong><ul>{items}</ul></div>'


def _notes(run: Run) -> str:
    """What is worth knowing before the figures are believed."""
    notes = "".join(f"<li>{escape(str(note))}</li>" for note in run.record.get("notes", ()))
    return f'<div class="notes"><strong>Worth knowing</strong><ul>{notes}</ul></div>' if notes else ""


def _bottleneck_list(run: Run) -> str:
    """The ten dearest bottlenecks in words."""
    items = "".join(f"<li>{escape(words)}</li>" for _, words in bottleneck_sentences(run))
    return f'<h4>The dearest, in words</h4><ol class="dear">{items}</ol>' if items else ""


def _method(solved: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """By which method a run was solved, and which faster ways were left; nothing of a run that does not say."""
    if solved:
        yield "method", f"{solved['method']}{' from a warm start' if solved['warm_start'] else ''}"
        yield "rounds", f"{solved['rounds']:,}"
        for fallback in solved["fallbacks"]:
            yield f"left: {fallback['left']}", fallback["reason"]


def _solved(run: Run) -> str:
    """How the run came about: versions, proofs, time, inputs."""
    record = run.record
    rows = [("status of the optimum", str(record.get("status", ""))), *_method(record.get("solved", {}))]
    rows += [(f"version of {name}", str(version)) for name, version in record.get("versions", {}).items()]
    rows += [
        (f"iterations: {humanize(name)}", f"{count:,}")
        for name, count in record.get("iterations", {}).items()
    ]
    rows += [
        (f"residual: {humanize(name)}", f"{worst:.1e}") for name, worst in record.get("residuals", {}).items()
    ]
    rows += [
        (f"seconds: {humanize(stage)}", format_number(took, 2))
        for stage, took in record.get("seconds", {}).items()
    ]
    rows += [(f"sha256 of {file}", str(sha)) for file, sha in record.get("inputs_sha256", {}).items()]
    shown, title = table("The record of the run", ("what", "value"), rows), "How it was solved"
    return (
        f'<h2 id="{_anchor(title)}">{title}</h2><section id="record">'
        '<p class="reading">One linear program with perfect foresight, solved by HiGHS; the optimum is proved and the '
        "books are reconciled before anything is shown. <code>planner audit</code> proves a run again.</p>"
        f"<details><summary>Table: {escape(shown.caption)}</summary>{html(shown, title)}</details></section>"
    )
