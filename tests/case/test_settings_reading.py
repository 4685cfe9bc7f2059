"""case.yaml: keys, values, and nothing that runs."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        (
            "policy:",
            "polcy:",
            ("row 19, key target.polcy: found an unknown key", "did you mean target.policy?"),
        ),
        ("policy:", "polcy:", ("key target.policy: found no such key", "unserved load at a price")),
        ("title:", "color: red\ntitle:", ("row 1, key color: found an unknown key", "remove it")),
        ("title:", "hours_per_block: 4\ntitle:", ("did you mean operations.hours_per_block?",)),
        ("title:", "? [a]\n: b\ntitle:", ("key a list: found an unknown key",)),
        ("target:", "targets:", ("did you mean target?", "key target: found no such section")),
        ("title:", "title: x\ntitle:", ("row 2, key title: found the key a second time", "rows 1 and 2")),
        (
            "  policy: priced",
            "  policy: priced\n  policy: required",
            ("target.policy: found the key a second",),
        ),
        ("title: A small case", "title: !!python/object/apply:os.system ['touch x']", ("found the tag",)),
        ("title: A small case", "title: !secret x", ("found the tag '!secret'", "without tags")),
        ("title: A small case", "title: [a, b]", ("found a list", "allowed: text")),
        ("title: A small case", "title: {a: b}", ("found a mapping",)),
        ("title: A small case", "title:", ("key title: found blank", "write a value")),
        ("title: A small case", "title: 'open", ("found unexpected end of stream", "mend the YAML")),
        ("title: A small case", "title: \x01", ("found unacceptable character", "mend the YAML")),
        ("title: A small case", "title: " + "[" * 1000, ("case.yaml", "nested too deeply")),
        (
            "reliability:\n  planning_reserve_margin_fraction: 0.1",
            "reliability: 0.1",
            ("found '0.1'", "a section"),
        ),
        (
            "reliability:\n  planning",
            "reliability: !x\n  planning",
            ("found the tag '!x'", "a section with the keys"),
        ),
        (
            "reliability:\n  planning_reserve_margin_fraction: 0.1\n",
            "reliability:\n",
            ("found blank", "a section"),
        ),
        (
            "start: 2026Q1",
            "start: 2026-Q1",
            ("row 4, key calendar.start: found '2026-Q1'", "write 2026Q1"),
        ),
        ("start: 2026Q1", "start: 1026Q1", ("found '1026Q1'", "from 2000 to 2100")),
        ("period: quarter", "period: month", ("found 'month'", "allowed: quarter")),
        ("currency: USD", "currency: EUR", ("found 'EUR'", "allowed: USD")),
        ("dollar_year: 2025", "dollar_year: 25", ("found '25'", "a whole number from 2000 to 2100")),
        ("inflation_per_year: 0.02", "inflation_per_year: 2", ("found '2'", "write 0.02 for 2 %")),
        ("inflation_per_year: 0.02", "inflation_per_year: -0.5", ("above -0.5",)),
        ("inflation_per_year: 0.02", "inflation_per_year: .nan", ("are different things",)),
        ("inflation_per_year: 0.02", "inflation_per_year: .inf", ("write a number above -0.5",)),
        ("cash_yield_per_year: 0.03", "cash_yield_per_year: low", ("found 'low'", "a number from 0 to 1")),
        ("tariff_usd_per_mwh: 95", "tariff_usd_per_mwh: -95", ("at least 0 (USD per MWh)",)),
        ("hours_per_block: 4", "hours_per_block: 5", ("found '5'", "one of 1, 2, 3, 4, 6, 8, 12, 24")),
        ("hours_per_block: 4", "hours_per_block: 0", ("found '0'",)),
        ("hours_per_block: 4", "hours_per_block: 4.5", ("found '4.5'", "whole number")),
        ("policy: priced", "policy: prised", ("found 'prised'", "did you mean priced?")),
        ("title:", "funding: maybe\ntitle:", ("key funding: found 'maybe'", "one of on, off")),
        ("title:", "funding:\ntitle:", ("key funding: found blank",)),
        (
            "title:",
            "emissions: {price_usd_per_tonne: -1}\ntitle:",
            ("emissions.price_usd_per_tonne: found '-1'",),
        ),
        ("title:", "emissions: 50\ntitle:", ("key emissions: found '50'", "keys price_usd_per_tonne")),
        ("title:", "emissions: {price_usd_per_tonne: n/a}\ntitle:", ("found 'n/a'", "mend: remove the key")),
        ("title:", "<<: {a: b}\ntitle:", ("key <<: found an unknown key",)),
    ],
)
def test_bad_settings_are_refused(refusal, old, new, parts):
    message = str(refusal(("case.yaml", old, new)))
    assert "case.yaml" in message
    assert "mend: " in message
    for part in parts:
        assert part in message


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "an empty file"),
        ("just words", "'just words'"),
        ("- a\n- b\n", "a list"),
        ("!!python/object:os.x {}", "the tag"),
        ("a: 1\n---\nb: 2\n", "but found another document"),
        ("a:\n\t- b\n", "found character"),
    ],
)
def test_what_is_no_mapping_is_refused(folder, refusal, text, found):
    from cases.small import FILES

    message = str(refusal(("case.yaml", FILES["case.yaml"], text)))
    assert found in message
    assert "found found" not in message
    assert "a YAML mapping with the keys title, vintage, calendar" in message


def test_a_tag_that_would_run_code_runs_nothing(refusal, tmp_path):
    trap = tmp_path / "sprung"
    tag = f"title: !!python/object/apply:os.system ['touch {trap}']"
    assert "python/object/apply" in str(refusal(("case.yaml", "title: A small case", tag)))
    assert not trap.exists()


@pytest.mark.parametrize(
    ("text", "funding"),
    [
        ("on", True),
        ("off", False),
        ("'on'", True),
        ('"off"', False),
        ("true", True),
        ("false", False),
        ("Off", False),
    ],
)
def test_funding_is_on_or_off(reading, text, funding):
    assert reading(("case.yaml", "title:", f"funding: {text}\ntitle:")).settings.funding is funding


@pytest.mark.parametrize(("text", "price"), [("{price_usd_per_tonne: 50}", 50.0), ("{}", None)])
def test_emissions_may_be_priced(reading, text, price):
    settings = reading(("case.yaml", "title:", f"emissions: {text}\ntitle:")).settings
    assert settings.emissions_price_usd_per_tonne == price


@pytest.mark.parametrize("text", ["2025-11", "2025-11-26", "2025", "November 2025", "'2025-11'"])
def test_the_vintage_is_kept_as_written(reading, text):
    assert reading(("case.yaml", "vintage: 2025-11", f"vintage: {text}")).settings.vintage == text.strip("'")


def test_all_faults_of_the_settings_are_told_at_once(refusal):
    fault = refusal(
        ("case.yaml", "hours_per_block: 4", "hours_per_block: 5"), ("case.yaml", "  policy: priced\n", "")
    )
    assert [one.column for one in fault.faults] == ["operations.hours_per_block", "target.policy"]
