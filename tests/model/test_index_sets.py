"""Every sparse set of the model has the members that its concern says, and no fewer."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from cases.edits import without_funding
from cases.variants import write_variant
from model.membership import MEMBERSHIP, Facts
from pyomo.environ import Constraint, Param, Set, Var

from planner.case import Case, read
from planner.case.editing import edit
from planner.model import CONCERNS, build, concerns_of

if TYPE_CHECKING:
    from pathlib import Path

    from pyomo.environ import ConcreteModel

DENSE = {
    "PERIODS": "t",
    "QUARTERS": "q",
    "DAYS": "d",
    "BLOCKS": "b",
    "REGIONS": "r",
    "SPONSORS": "j",
    "ASSETS": "a",
    "POOLS": "P",
    "INSTRUMENTS": "i",
}
"""Sets that have all there is of their letter."""


def members(m: ConcreteModel, name: str) -> set[Any]:
    """The members of a set, those of a family each behind its index."""
    part = m.component(name)
    of = {index: part[index] for index in part} if part.is_indexed() else {(): part}
    return {flat(index) + flat(member) for index, each in of.items() for member in each}


def flat(index: Any) -> tuple[Any, ...]:
    """An index as a tuple, be it of one letter."""
    return index if isinstance(index, tuple) else (index,)


@pytest.fixture(
    scope="module",
    params=["worked", "unfunded", "years", "variant 0", "variant 1", "variant 3", "variant 4 years"],
)
def case(request: pytest.FixtureRequest, worked_case: Case, tmp_path_factory: pytest.TempPathFactory) -> Case:
    if request.param == "worked":
        return worked_case
    if request.param == "unfunded":
        return without_funding(worked_case)
    if request.param == "years":
        return edit(worked_case, "case.calendar.end=2029Q4", "case.calendar.years_from=2028Q1")
    folder: Path = tmp_path_factory.mktemp("variant")
    write_variant(folder, int(request.param.split()[1]), years="years" in request.param)
    return read(folder)


def test_every_set_that_something_is_decided_or_required_over_is_asked_for(
    worked_model: ConcreteModel,
) -> None:
    """Of a parameter's index nothing can be lacking in silence: who asks for a value that is not there fails."""
    asked = set(MEMBERSHIP) | set(DENSE)
    sets = {part.name: part for part in worked_model.component_objects(Set)}
    families = {name for name, part in sets.items() if part.is_indexed()}
    over = {
        subset.name
        for part in worked_model.component_objects((Constraint, Var))
        if part.is_indexed()
        for subset in part.index_set().subsets()
    }
    assert (families | over) - asked == set()
    assert asked - set(sets) == set()
    assert {"POOL_USERS", "SITES", "LENDER_FRACTION_AT"} <= set(sets) - asked
    parameters = {
        part.index_set().name for part in worked_model.component_objects(Param) if part.is_indexed()
    }
    assert "POOL_USERS" in parameters


def test_a_sparse_set_has_all_its_members_and_no_others(case: Case) -> None:
    m, facts = build(case), Facts(case)
    letters = facts.dense()
    for name, (index, belongs) in MEMBERSHIP.items():
        if m.component(name) is None:
            absent = [concern for concern in CONCERNS if concern not in concerns_of(case)]
            assert any(re.search(rf"\b{name}\b", concern.__doc__ or "") for concern in absent), name
            continue
        expected = {key for key in product(*(letters[letter] for letter in index)) if belongs(facts, *key)}
        found = members(m, name)
        assert (expected - found, found - expected) == (set(), set()), name


def test_a_dense_set_has_all_there_is_of_its_letter(case: Case) -> None:
    m, letters = build(case), Facts(case).dense()
    for name, letter in DENSE.items():
        if m.component(name) is not None:
            assert list(m.component(name)) == letters[letter], name


def test_every_sparse_set_has_members_in_the_worked_case(worked_case: Case) -> None:
    """So that one too few would show."""
    facts = Facts(worked_case)
    letters = facts.dense()
    empty = {
        name
        for name, (index, belongs) in MEMBERSHIP.items()
        if not any(belongs(facts, *key) for key in product(*(letters[letter] for letter in index)))
    }
    assert empty == set()
