"""A small valid case, to be broken by edits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.files import write_files

if TYPE_CHECKING:
    from pathlib import Path

    from cases.files import Edit
    from planner.case import Case

HOURS = ",".join(f"h{hour:02d}" for hour in range(24))
SUNNY = ",".join("0.5" if 6 <= hour < 18 else "0" for hour in range(24))

FILES = {
    "case.yaml": """\
title: A small case
vintage: 2025-11
calendar:
  start: 2026Q1
  end: 2027Q4
  period: quarter
money:
  currency: USD
  dollar_year: 2025
  inflation_per_year: 0.02
  benchmark_rate_per_year: 0.04
  cash_yield_per_year: 0.03
  equity_issue_fee_fraction: 0.001
  power_tariff_usd_per_mwh: 95
operations:
  hours_per_block: 4
target:
  close_by: 2027Q4
  policy: priced
reliability:
  planning_reserve_margin_fraction: 0.1
""",
    "regions.csv": """\
region,name,siting_share_min_fraction,siting_share_max_fraction
north,The north,0.2,0.8
south,The south,0.2,0.8
""",
    "sponsors.csv": """\
sponsor,name,equity_rate_per_year,equity_floor_fraction,corporate_debt_limit_usd_billion,\
cash_limit_usd_billion,value_of_service_usd_billion_per_gw_year,revenue_usd_billion_per_gw_year
cloud,A cloud,0.1,0.2,100,10,25,10
utility,A utility,0.12,0.2,50,,,
""",
    "sponsor_cash.csv": "sponsor,year,cash_usd_billion_per_year\ncloud,2026,50\nutility,2026,20\n",
    "demand.csv": "sponsor,year,need_gw,confidence\ncloud,2025,1,D\ncloud,2027,3,A\n",
    "committed.csv": "sponsor,year,supply_gw\ncloud,2025,1\n",
    "sources.csv": """\
source,kind,capex_usd_per_kw,dollar_year,fixed_om_usd_per_kw_year,variable_om_usd_per_mwh,\
heat_rate_mmbtu_per_mwh,fuel,energy_price_usd_per_mwh,emissions_t_per_mwh,life_years,lead_months,\
spend_profile,availability_fraction,profile,duration_hours,round_trip_efficiency_fraction,\
firm_credit_fraction,first_delivery,provenance,confidence
gas,power,1000,2025,20,3,7,gas,,,30,6,even,0.9,,,,0.9,2026Q2,"a note, with a comma",V
sun,power,1200,2024,20,0,,,,0,30,12,even,0.98,sunny,,,0.1,,,v
battery,storage,1100,2024,25,0,,,-5,,20,9,even,0.97,,4,0.85,0.6,,,
""",
    "compute.csv": """\
asset,kind,vendor,capex_usd_billion_per_gw,dollar_year,fixed_om_usd_billion_per_gw_year,life_years,\
lead_months,spend_profile,relative_compute_fraction
shell,shell,,13,2025,0.15,25,9,even,
chips,chips,NVIDIA,35,2025,0.6,5,6,even,0.9
""",
    "owners.csv": "asset,sponsor\ngas,utility\nsun,utility\nbattery,utility\nshell,cloud\nchips,cloud\n",
    "supply_limits.csv": "supply_pool,year,limit_gw_per_year\nturbines,2026,2\nturbines,2027,3\n",
    "supply_use.csv": "supply_pool,asset,use_per_gw\nturbines,gas,1\n",
    "site_limits.csv": "asset,region,limit_gw\ngas,,5\ngas,north,3\nchips,,9\n",
    "spend_profiles.csv": "spend_profile,progress_fraction,spend_fraction\neven,0,0.5\neven,1,0.5\n",
    "fuels.csv": "fuel,emissions_t_per_mmbtu\ngas,0.053\n",
    "fuel_prices.csv": "fuel,region,year,price_usd_per_mmbtu\ngas,north,2026,4\ngas,south,2026,-0.5\n",
    "days.csv": "day,share_of_days_fraction\ntypical,0.95\nstress,0.05\n",
    "profiles.csv": f"profile,region,quarter,day,{HOURS}\n"
    + "".join(
        f"sunny,{region},{quarter},{day},{SUNNY}\n"
        for region in ("north", "south")
        for quarter in (1, 2, 3, 4)
        for day in ("typical", "stress")
    ),
    "instruments.csv": """\
instrument,market,rate_per_year,fee_fraction,tenor_years,repayment,grace_years,collateral,\
advance_fraction,stage,seasoning_years,takeout_years,min_dscr
bond,bonds,0.05,0.004,10,bullet,,unsecured,,any,,,
loan,loans,0.07,0.01,5,level,1,secured,0.7,any,,,1.3
bridge,loans,0.065,0.01,4,callable,,secured,0.8,construction,,2,
notes,loans,0.055,0.01,5,straight,0.5,secured,0.6,operating,1,,
""",
    "instrument_use.csv": """\
instrument,sponsor,asset_class
bond,cloud,
loan,cloud,chips
bridge,cloud,shell
notes,cloud,shell
""",
    "market_limits.csv": """\
market,year,step,issuance_limit_usd_billion_per_year,concession_fraction
bonds,2026,1,10,0
bonds,2026,2,10,0.01
loans,2026,1,20,0
""",
    "lender_value.csv": "asset_class,age_years,value_fraction\nchips,0,1\nchips,5,0\nshell,0,1\n",
    "coverage.csv": "asset_class,cash_flow_usd_billion_per_gw_year\nchips,6.5\nshell,1.6\n",
}


def write_small(folder: Path, *edits: Edit) -> Path:
    """Write the case into `folder`, edited; returns the folder."""
    return write_files(folder, FILES, *edits)


NO_POWER_IN_THE_SOUTH = ("site_limits.csv", "gas,north,3\n", "gas,south,0\nsun,south,0\nbattery,south,0\n")
LINES = "from,to,operator,limit_gw,loss_fraction,cost_usd_per_mwh\n"


def write_joined(folder: Path, *lines: str) -> Path:
    """Write the case with its south without power of its own, which carries a fifth of the load, and rows of lines."""
    write_small(folder, NO_POWER_IN_THE_SOUTH)
    if lines:
        (folder / "lines.csv").write_text(LINES + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return folder


def other_notes(case: Case) -> tuple[str, ...]:
    """The notes on a case besides those on its prices below zero, which this one has on purpose."""
    return tuple(note for note in case.notes if "storage may be built to lose energy" not in note)
