"""A chart as data: panels in Vega-Lite, the text around them, and the table beneath; and how it is drawn.

Why Vega-Lite: one definition, plain data without code in it, serves the page, the slide and the notebook. Its own
converter draws SVG, PNG and PDF without a browser; its scripts take 0.9 MB of a page (Plotly's: 4.8); and it
takes names as text, where Plotly reads markup in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.disk.marks import marked
from planner.disk.single_files import write_file
from planner.errors import UserError, not_installed
from planner.report.theme import INK, config

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import ModuleType

    from planner.report.html_table import Table
    from planner.report.vega import Spec

WIDTH = 900
"""Pixels across the marks of a chart that is a picture of its own."""
SCALE = 2
"""Pixels of a PNG for each of those: sharp on a slide."""
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
"""The version of Vega-Lite that the charts are written in; a name, which nobody fetches."""
EMPTY: Spec = {
    "data": {"values": [{"text": "Nothing to draw."}]},
    "mark": "text",
    "encoding": {"text": {"field": "text"}},
}
HIDDEN = {"name": "hidden", "value": []}
"""What a reader has switched off in the legend."""
LEGEND = {
    "title": None,
    "orient": "bottom",
    "direction": "horizontal",
    "columns": 6,
    "labelExpr": "replace(datum.label, /_/g, ' ')",
}
"""The legend of a picture; a page has its own, which wraps."""
FORMATS = ("svg", "png", "pdf")


@dataclass(frozen=True)
class Panel:
    """One drawing: a Vega-Lite view without width, under a title where the chart has several."""

    title: str
    spec: Spec


@dataclass(frozen=True)
class Choice:
    """Something a reader picks, which a chart then shows: a signal of its panels, and its values."""

    signal: str
    label: str
    values: tuple[str, ...]
    value: str


@dataclass(frozen=True)
class Chart:
    """A chart: `reading` is how to read it, `alternative` its text alternative.

    `legend` are names and colours, not shown where rows bear the names (not `keyed`); the `fixed` among them cannot be
    switched off. `gradient` are the ends of a scale of colours, in words, and its colours. `columns` is how many panels
    stand side by side where there is room, the first across all of them where it leads; those of a `wide` chart need
    all the width of a printed page. A chart without panels has nothing to draw.
    """

    name: str
    title: str
    reading: str
    alternative: str
    panels: tuple[Panel, ...]
    table: Table
    legend: Mapping[str, str]
    keyed: bool = True
    fixed: tuple[str, ...] = ()
    columns: int = 1
    lead: bool = False
    gradient: tuple[str, str, Sequence[str]] | None = None
    choice: Choice | None = None
    wide: bool = False

    def parameters(self) -> list[Spec]:
        """The signals that legend and choice set."""
        picked = self.choice
        return [dict(HIDDEN), *([{"name": picked.signal, "value": picked.value}] if picked else [])]

    def spec(self, width: int = WIDTH) -> Spec:
        """The whole chart as one Vega-Lite specification, `width` pixels across."""
        if not self.panels:
            return self._framed(width, {"width": width, **EMPTY})
        columns = min(self.columns, len(self.panels))
        each = (width - 90 * (columns - 1)) // columns
        lead = [self._view(panel, width) for panel in self.panels[: int(self.lead)]]
        rest = [self._view(panel, each) for panel in self.panels[int(self.lead) :]]
        grid: Spec = {"concat": rest, "columns": columns, "spacing": 34}
        return self._framed(
            width,
            {"vconcat": [*lead, grid], "spacing": 34} if lead and rest else grid | {"concat": lead + rest},
        )

    def _framed(self, width: int, drawn: Spec) -> Spec:
        """What is drawn, with title and text, in the theme of every chart."""
        colour = "shared" if self.legend and self.keyed else "independent"
        return {
            "$schema": SCHEMA,
            "title": {
                "text": _wrapped(self.title, width // 10),
                "subtitle": _wrapped(self._subtitle(), width // 6),
            },
            "description": self.alternative,
            "params": self.parameters(),
            **drawn,
            "resolve": {"scale": {"color": colour}},
            "config": config(),
            "padding": 16,
        }

    def _view(self, panel: Panel, width: int) -> Spec:
        """A panel as part of a picture."""
        title = (
            {"title": {"text": panel.title, "fontSize": 13, "offset": 18, "color": INK}}
            if panel.title
            else {}
        )
        drawn: Spec = self.with_colours(panel.spec, self.keyed)
        return {"width": width, **title, **drawn}

    def with_colours(self, spec: Any, legend: bool) -> Any:
        """A specification with the chart's colours where it asks for them, and with a legend or without."""
        if isinstance(spec, list):
            return [self.with_colours(part, legend) for part in spec]
        if not isinstance(spec, dict) or "values" in spec:
            return spec
        found = {key: self.with_colours(part, legend) for key, part in spec.items()}
        if (
            isinstance(spec.get("color"), dict)
            and "scale" in spec["color"]
            and spec["color"]["scale"] is None
        ):
            scale = {"domain": list(self.legend), "range": list(self.legend.values())}
            found["color"] = {**spec["color"], "scale": scale, "legend": LEGEND if legend else None}
        return found

    def _subtitle(self) -> str:
        """How to read the picture, and what of it is shown."""
        return self.reading + (f" {self.choice.label}: {self.choice.value}." if self.choice else "")

    def svg(self, width: int = WIDTH) -> str:
        """The chart as SVG; raises UserError where the extra `report` is not installed."""
        drawn: str = converter().vegalite_to_svg(self.spec(width), allowed_base_urls=[])
        return drawn

    def png(self, width: int = WIDTH, scale: float = SCALE) -> bytes:
        """The chart as PNG, `scale` pixels for each of `width`; raises UserError where it cannot be drawn."""
        drawn: bytes = converter().vegalite_to_png(self.spec(width), scale=scale, allowed_base_urls=[])
        return drawn

    def save(self, file: str | Path, width: int = WIDTH) -> None:
        """Write the chart as the file's ending says, .svg, .png or .pdf; raises UserError where it cannot."""
        file = Path(file)
        ending = check_picture(file)
        if ending == "svg":
            drawn = self.svg(width).encode()
        elif ending == "png":
            drawn = self.png(width)
        else:
            drawn = converter().vegalite_to_pdf(self.spec(width), allowed_base_urls=[])
        write_file(file, marked(ending, drawn))

    def _repr_html_(self) -> str:
        """The chart in a notebook, as a picture with its text."""
        return self.html()

    def html(self) -> str:
        """The chart as a picture within HTML, with its text alternative."""
        label = escape(f"{self.title}. {self.alternative}", quote=True)
        style = "max-width: 1000px; overflow-x: auto"
        return f'<div role="img" aria-label="{label}" style="{style}">{self.svg()}</div>'


def check_picture(file: Path) -> str:
    """The format that a file's name asks for; raises UserError where it is none of ours."""
    ending = file.suffix.lower().removeprefix(".")
    if ending not in FORMATS:
        raise UserError(
            f"{file} does not say what to draw.\n    mend: end its name with {' or '.join(f'.{x}' for x in FORMATS)}"
        )
    return ending


@cache
def converter() -> ModuleType:
    """The library that draws Vega-Lite; raises UserError, which says how to get it, where it is missing."""
    try:
        import vl_convert
    except ImportError:
        raise not_installed("Charts need", "report") from None
    module: ModuleType = vl_convert
    return module


def _wrapped(text: str, width: int) -> Sequence[str]:
    """Text in lines that fit a picture."""
    from textwrap import wrap

    return wrap(text, width) or [""]
