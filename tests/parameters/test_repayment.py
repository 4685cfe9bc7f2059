"""Facts of every kind of repayment; a new kind in KINDS is held to them without a new test."""

from __future__ import annotations

from itertools import pairwise

import pytest

from planner.case import SHEETS
from planner.parameters.repayment import (
    AT_WILL,
    CUSTOM,
    GRACED,
    KINDS,
    capitalised_fraction,
    remaining_fraction,
    service_fraction,
    unexpired_fraction,
)

kinds = pytest.mark.parametrize("kind", KINDS)
loans = pytest.mark.parametrize(
    ("tenor", "grace", "rate"), [(1, 0, 0.02), (4, 0, 0.0), (6, 2, 0.03), (20, 1, 0.011), (8, 7, 0.05)]
)


@kinds
@loans
def test_payments_at_the_loans_own_rate_return_the_principal(
    kind: str, tenor: int, grace: int, rate: float
) -> None:
    owed = [remaining_fraction(kind, age, tenor, grace, rate) for age in range(tenor + 3)]
    payments = [rate * before + before - after for before, after in pairwise(owed)]
    assert sum(paid / (1 + rate) ** age for age, paid in enumerate(payments, 1)) == pytest.approx(1)


@kinds
@loans
def test_a_loan_starts_whole_never_grows_and_ends_with_its_tenor(
    kind: str, tenor: int, grace: int, rate: float
) -> None:
    owed = [remaining_fraction(kind, age, tenor, grace, rate) for age in range(tenor + 3)]
    assert owed[: grace + 1] == [1.0] * (grace + 1)
    assert owed == sorted(owed, reverse=True)
    assert owed[tenor - 1] > 0
    assert owed[tenor:] == [0.0, 0.0, 0.0]


@kinds
@loans
def test_scheduled_service_is_nothing_in_the_grace_and_after_the_tenor(
    kind: str, tenor: int, grace: int, rate: float
) -> None:
    service = [service_fraction(kind, age, tenor, grace, rate) for age in range(1, tenor + 3)]
    assert service[:grace] == [0.0] * grace
    assert service[tenor:] == [0.0, 0.0]


@pytest.mark.parametrize("kind", GRACED)
@loans
def test_scheduled_service_after_the_grace_is_all_that_is_paid(
    kind: str, tenor: int, grace: int, rate: float
) -> None:
    service = [service_fraction(kind, age, tenor, grace, rate) for age in range(1, tenor + 1)]
    worth = sum(paid / (1 + rate) ** age for age, paid in enumerate(service, 1))
    # Interest of the grace, which is paid but not scheduled, makes up the rest.
    assert worth + sum(rate / (1 + rate) ** age for age in range(1, grace + 1)) == pytest.approx(1)


@loans
def test_scheduled_service_of_a_bullet_is_interest_alone(tenor: int, grace: int, rate: float) -> None:
    service = [service_fraction("bullet", age, tenor, grace, rate) for age in range(1, tenor + 1)]
    assert service == [0.0] * grace + [rate] * (tenor - grace)


@loans
def test_a_level_loan_pays_the_same_every_period(tenor: int, grace: int, rate: float) -> None:
    service = [service_fraction("level", age, tenor, grace, rate) for age in range(grace + 1, tenor + 1)]
    assert service == pytest.approx([service[0]] * len(service))


@loans
def test_a_straight_loan_repays_the_same_principal_every_period(tenor: int, grace: int, rate: float) -> None:
    owed = [remaining_fraction("straight", age, tenor, grace, rate) for age in range(grace, tenor + 1)]
    repaid = [before - after for before, after in pairwise(owed)]
    assert repaid == pytest.approx([1 / (tenor - grace)] * (tenor - grace))


@pytest.mark.parametrize("kind", [*KINDS, CUSTOM, *AT_WILL])
def test_a_fee_expires_in_a_straight_line_but_at_once_where_one_repays_at_will(kind: str) -> None:
    ahead = [unexpired_fraction(kind, age, 4) for age in range(6)]
    assert ahead == ([0.0] * 6 if kind in AT_WILL else [1.0, 0.75, 0.5, 0.25, 0.0, 0.0])


@pytest.mark.parametrize("kind", AT_WILL)
def test_a_loan_repaid_at_will_has_no_schedule(kind: str) -> None:
    with pytest.raises(KeyError):
        remaining_fraction(kind, 1, 4, 0, 0.02)


def test_the_sheet_allows_exactly_the_kinds_there_are() -> None:
    (column,) = (column for column in SHEETS["instruments"].columns if column.name == "repayment")
    assert set(column.words) == {*KINDS, CUSTOM, *AT_WILL}


@pytest.mark.parametrize("kind", GRACED)
@loans
def test_capitalised_interest_is_owed_after_the_grace_and_nothing_is_paid_before(
    kind: str, tenor: int, grace: int, rate: float
) -> None:
    owed = [remaining_fraction(kind, age, tenor, grace, rate, capitalised=True) for age in range(tenor + 3)]
    added = [capitalised_fraction(age, grace, rate) for age in range(1, tenor + 3)]
    assert owed[: grace + 1] == pytest.approx([(1 + rate) ** age for age in range(grace + 1)])
    assert owed[grace : tenor + 1] == pytest.approx(
        [owed[grace] * remaining_fraction(kind, age, tenor, grace, rate) for age in range(grace, tenor + 1)]
    )
    payments = [
        (rate + 1) * before - after for before, after in pairwise(owed)
    ]  # interest and what is no longer owed
    assert payments[:grace] == pytest.approx([0.0] * grace)
    assert [after - before for before, after in pairwise(owed[: grace + 1])] == pytest.approx(added[:grace])
    assert added[grace:] == [0.0] * len(added[grace:])
    # All of it after the grace is scheduled, and worth what was lent.
    service = [
        service_fraction(kind, age, tenor, grace, rate, capitalised=True) for age in range(1, tenor + 3)
    ]
    assert service == pytest.approx(payments)
    assert sum(paid / (1 + rate) ** age for age, paid in enumerate(service, 1)) == pytest.approx(1)


def test_a_custom_loan_runs_along_its_schedule_and_repays_a_balloon() -> None:
    points = ((0.0, 1.0), (0.25, 1.0), (1.0, 0.4))
    owed = [remaining_fraction(CUSTOM, age, 6, 0, 0.02, schedule=points) for age in range(8)]
    assert owed == pytest.approx([1, 1, 0.8, 0.6, 0.4, 0.4, 0, 0])
    service = [service_fraction(CUSTOM, age, 6, 0, 0.02, schedule=points) for age in range(1, 8)]
    # The balloon is principal, which coverage counts.
    assert service == pytest.approx([0.02, 0.22, 0.216, 0.212, 0.008, 0.408, 0])


def test_a_custom_loan_ends_with_its_tenor_wherever_its_schedule_does() -> None:
    points = ((0.0, 1.0), (2.0, 0.2))
    assert [remaining_fraction(CUSTOM, age, 4, 0, 0.02, schedule=points) for age in (0, 3, 4, 8)] == (
        pytest.approx([1, 0.7, 0, 0])
    )
