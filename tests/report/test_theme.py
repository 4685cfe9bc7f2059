"""The colours: apart for every eye, and the same wherever a name stands."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from cases.tiny import ROOT, tiny_case
from report.reported import tiny_run

import planner
from planner.case import colours
from planner.case.colours import UNMET_DEMAND
from planner.report import theme
from planner.report.technologies import SHADES, by_family, colours_of_sources, family_of

if TYPE_CHECKING:
    from planner.case import Case

EYES = {
    "normal": np.eye(3),
    "red-blind": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "green-blind": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "blue-blind": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
"""Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB."""


def linear(hue: str) -> np.ndarray:
    rgb = np.array([int(hue[n : n + 2], 16) / 255 for n in (1, 3, 5)])
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = (xyz @ rgb) / (xyz @ np.ones(3))
    fx, fy, fz = (np.cbrt(v) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return np.array([116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)])


def apart(one: str, other: str) -> float:
    """How far two colours are for the eye that tells them apart least: 2.3 is just noticed."""
    return min(
        float(np.linalg.norm(lab(np.clip(eye @ linear(one), 0, 1)) - lab(np.clip(eye @ linear(other), 0, 1))))
        for eye in map(np.asarray, EYES.values())
    )


def contrast(one: str, other: str) -> float:
    """As WCAG counts it."""
    dark, light = sorted(
        0.05 + float(np.array([0.2126, 0.7152, 0.0722]) @ linear(hue)) for hue in (one, other)
    )
    return light / dark


def test_any_two_colours_are_told_apart_by_every_eye() -> None:
    assert len(set(theme.PALETTE)) == 24
    assert min(apart(*pair) for pair in combinations(theme.PALETTE, 2)) > 9
    assert min(apart(*pair) for pair in combinations(theme.PALETTE[:8], 2)) > 15


@pytest.mark.parametrize("scale", [theme.HEAT, theme.USE], ids=["heat", "use"])
def test_a_scale_of_colours_grows_darker_all_the_way(scale: tuple[str, ...]) -> None:
    light = [lab(linear(hue))[0] for hue in scale]
    assert all(a > b + 8 for a, b in pairwise(light))


def test_confidence_and_costs_are_told_apart_by_every_eye() -> None:
    for hues in (list(theme.CONFIDENCE.values()), theme.COSTS):
        assert min(apart(*pair) for pair in combinations(hues, 2)) > 7


@pytest.mark.parametrize("hue", [theme.INK, theme.MUTED, theme.SHORT, theme.LIMIT])
def test_text_and_lines_stand_out_from_the_page(hue: str) -> None:
    assert contrast(hue, theme.PAPER) >= 4.5


def test_a_source_has_its_colour_whether_or_not_it_is_used() -> None:
    case = tiny_run().case
    assert theme.colours_of(case, "sources") == {"engine": SHADES["gas"][0], "grid": SHADES["grid"][0]}
    assert theme.colours_of(case, "compute") == {"shell": theme.PALETTE[2], "chips": theme.PALETTE[3]}
    assert theme.colours_of(case, "sponsors") == {"cloud": theme.PALETTE[0], "power_co": theme.PALETTE[1]}


def test_what_has_a_colour_of_its_own_has_that_and_nothing_else_has_it() -> None:
    gas, first = SHADES["gas"][0], theme.PALETTE[0]
    case = tiny_case(
        f"sources.colour[source=grid]={gas}",
        f"sponsors.colour[sponsor=power_co]={first}",
        "compute.colour[asset=chips]=#ABCDEF",
    )
    assert theme.colours_of(case, "sources") == {"engine": SHADES["gas"][1], "grid": gas}
    hues = theme.colours_of(case, "sponsors")
    assert hues["power_co"] == first
    assert hues["cloud"] not in (first, "")
    assert theme.colours_of(case, "compute")["chips"] == "#abcdef"


def test_the_colours_of_kinds_are_not_near_that_of_unmet_demand() -> None:
    assert theme.SHORT == UNMET_DEMAND
    kinds = [hue for shades in SHADES.values() for hue in shades]
    assert min(colours.apart(hue, UNMET_DEMAND) for hue in [*kinds, theme.FOLDED]) > colours.ALIKE


def us() -> Case:
    return planner.read(ROOT / "inputs" / "us-2028")


def test_sources_have_the_colour_of_their_kind_of_technology() -> None:
    families = {row["source"]: family_of(row) for row in us().rows("sources")}
    told = {
        "solar_utility": "solar",
        "wind_onshore": "wind",
        "battery_4h": "storage",
        "nuclear_smr": "nuclear",
    }
    told |= {"gas_ccgt": "gas", "fuel_cell_sofc": "gas", "coal_life_extension": "coal", "grid_firm": "grid"}
    told |= {
        "nuclear_colocation": "nuclear",
        "geothermal_enhanced": "geothermal",
        "miner_early_mover": "grid",
    }
    assert {name: families[name] for name in told} == told
    hues = theme.colours_of(us(), "sources")
    for name, hue in hues.items():
        assert hue in SHADES[families[name]]


def test_no_colour_of_a_source_is_used_twice_or_near_that_of_unmet_demand() -> None:
    hues = [hue for shades in SHADES.values() for hue in shades]
    assert len(hues) == len(set(hues))
    used = list(theme.colours_of(us(), "sources").values())
    assert min(apart(*pair) for pair in combinations(used, 2)) > 5
    normal = [float(np.linalg.norm(lab(linear(hue)) - lab(linear(theme.SHORT)))) for hue in hues]
    assert min(normal) > 35


def test_a_family_that_is_large_has_shades_enough() -> None:
    rows = tuple({"source": f"gas_{n}", "kind": "power", "fuel": "gas", "profile": None} for n in range(60))
    case = type("Case", (), {"rows": lambda *_: rows})()
    found = colours_of_sources(case)  # type: ignore[arg-type]
    assert len(set(found.values())) == 60


def test_families_stand_together() -> None:
    families = {row["source"]: family_of(row) for row in us().rows("sources")}
    order = [families[name] for name in by_family(us())]
    assert [family for n, family in enumerate(order) if n == 0 or order[n - 1] != family] == [
        family for family in SHADES if family in order
    ]


def test_colours_begin_again_past_the_last() -> None:
    found = theme.colours([str(n) for n in range(30)])
    assert found["24"] == found["0"]
