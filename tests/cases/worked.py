"""A case made to be worked by hand: every concern, every kind of instrument, two regions, eight quarters.

Prices rise by a tenth a quarter, rates are round per quarter (the benchmark is 1 %), a block is eight hours.
Period 0 is 2026Q2, so that a price level at the start of t, of a 2026 dollar, is 1.1 ** (t + 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.files import write_files

if TYPE_CHECKING:
    from pathlib import Path

    from cases.files import Edit


def per_year(rate_per_quarter: float) -> float:
    """The yearly rate that compounds to a round rate per quarter."""
    return round((1 + rate_per_quarter) ** 4 - 1, 12)


YIELD, BENCHMARK, TWO, THREE, FOUR, FIVE = (per_year(rate) for rate in (0.005, 0.01, 0.02, 0.03, 0.04, 0.05))


def sun(region: str, quarter: int, day: str) -> str:
    """Light from h06 to h16: blocks of mean 0.125, 0.8 and 0.05 in the east, half in the fourth quarter."""
    scale = (1.0 if region == "east" else 0.5) * (0.5 if quarter == 4 else 1.0)
    hours = [0.0] * 6 + [0.5] * 2 + [0.8] * 8 + [0.4] + [0.0] * 7
    if day == "dull":
        hours = [0.1] * 24
    return ",".join(f"{scale * hour:g}" for hour in hours)


FILES = {
    "case.yaml": f"""\
title: Worked by hand
vintage: 2026-01
calendar: {{start: 2026Q2, end: 2028Q1, period: quarter}}
money:
  currency: USD
  dollar_year: 2026
  inflation_per_year: 0.4641
  benchmark_rate_per_year: {BENCHMARK}
  cash_yield_per_year: {YIELD}
  equity_issue_fee_fraction: 0.02
  power_tariff_usd_per_mwh: 60
operations: {{hours_per_block: 8}}
target: {{close_by: 2027Q4, policy: required}}
reliability: {{planning_reserve_margin_fraction: 0.1}}
emissions: {{price_usd_per_tonne: 50}}
""",
    "regions.csv": """\
region,name,siting_share_min_fraction,siting_share_max_fraction
east,East,0.25,0.9
west,West,0.1,0.75
""",
    "sponsors.csv": f"""\
sponsor,name,equity_rate_per_year,equity_floor_fraction,corporate_debt_limit_usd_billion,\
cash_limit_usd_billion,value_of_service_usd_billion_per_gw_year,revenue_usd_billion_per_gw_year
cloud,A cloud,{FOUR},0.2,50,3,20,8
lab,A lab,{FIVE},0.3,5,,16,
utility,A utility,{THREE},0.25,10,,,
""",
    "sponsor_cash.csv": """\
sponsor,year,cash_usd_billion_per_year
cloud,2026,800
lab,2027,400
utility,2026,80
utility,2027,120
""",
    "demand.csv": "sponsor,year,need_gw\ncloud,2025,1\ncloud,2027,5\nlab,2026,2\n",
    "committed.csv": "sponsor,year,supply_gw\ncloud,2025,2.5\ncloud,2026,0.5\nlab,2025,4\nlab,2026,1\n",
    "sources.csv": """\
source,kind,capex_usd_per_kw,dollar_year,fixed_om_usd_per_kw_year,variable_om_usd_per_mwh,\
heat_rate_mmbtu_per_mwh,fuel,energy_price_usd_per_mwh,emissions_t_per_mwh,life_years,lead_months,\
spend_profile,availability_fraction,profile,duration_hours,round_trip_efficiency_fraction,\
firm_credit_fraction,first_delivery
gas,power,1600,2026,40,5,8,gas,,0.1,1,7,thirds,0.95,,,,0.9,
sun,power,1200,2025,20,1,,,2,,20,0,thirds,0.9,sun,,,0.1,2026Q4
battery,storage,1000,2026,8,1,,,,,10,3,on_delivery,0.98,,4,0.81,0.6,
""",
    "compute.csv": """\
asset,kind,vendor,capex_usd_billion_per_gw,dollar_year,fixed_om_usd_billion_per_gw_year,life_years,\
lead_months,spend_profile,relative_compute_fraction
shell,shell,,10,2026,0.2,10,6,halves,
best,chips,Best,30,2026,0.8,5,3,on_delivery,
weak,chips,Other,10,2025,0.4,0.5,2,on_delivery,0.75
""",
    "owners.csv": """\
asset,sponsor
gas,utility
sun,utility
battery,cloud
shell,cloud
shell,lab
best,cloud
best,lab
weak,cloud
""",
    "supply_limits.csv": "supply_pool,year,limit_gw_per_year\nturbines,2027,8\nhalls,2026,40\n",
    "supply_use.csv": "supply_pool,asset,use_per_gw\nturbines,gas,1\nturbines,battery,0.5\nhalls,shell,1\n",
    "site_limits.csv": "asset,region,limit_gw\ngas,east,3\ngas,,5\nweak,,2\nshell,west,4\n",
    "spend_profiles.csv": """\
spend_profile,progress_fraction,spend_fraction
on_delivery,1,1
halves,0,0.5
halves,1,0.5
thirds,0,0.2
thirds,0.5,0.3
thirds,1,0.5
""",
    "fuels.csv": "fuel,emissions_t_per_mmbtu\ngas,0.05\n",
    "additionality.csv": "year,min_additional_fraction\n2027,0.2\n",
    "emissions_limits.csv": "year,limit_million_tonnes\n2026,6\n2027,5\n",
    "fuel_prices.csv": """\
fuel,region,year,price_usd_per_mmbtu
gas,east,2026,5
gas,east,2027,6
gas,west,2026,4
""",
    "days.csv": "day,share_of_days_fraction\ntypical,0.75\ndull,0.25\n",
    "profiles.csv": "profile,region,quarter,day,"
    + ",".join(f"h{hour:02}" for hour in range(24))
    + "\n"
    + "".join(
        f"sun,{region},{quarter},{day},{sun(region, quarter, day)}\n"
        for region in ("east", "west")
        for quarter in (1, 2, 3, 4)
        for day in ("typical", "dull")
    ),
    "instruments.csv": f"""\
instrument,market,rate_per_year,fee_fraction,tenor_years,repayment,grace_years,collateral,\
advance_fraction,stage,seasoning_years,takeout_years,min_dscr
bond,bonds,{TWO},0.01,5,bullet,,unsecured,,any,,,
revolver,loans,{THREE},0.005,0.5,callable,,unsecured,,any,,,
chip_loan,loans,{THREE},0.02,1.5,level,0.5,secured,0.6,any,,,1.25
chip_note,loans,{THREE},0.01,1,bullet,0.25,secured,0.8,operating,0.5,,1.5
hall_lease,loans,{TWO},0.01,1,straight,,secured,0.6,any,,,1.2
hall_bridge,loans,{THREE},0.02,0.75,callable,0.25,secured,0.7,construction,,0.25,1.1
plant_loan,bonds,{TWO},0.01,1,straight,0.5,secured,0.5,any,,,1.4
plant_bridge,loans,{THREE},0.01,1,callable,,secured,0.5,any,,,1.3
""",
    "instrument_use.csv": """\
instrument,sponsor,asset_class
bond,cloud,
bond,utility,
revolver,lab,
chip_loan,cloud,chips
chip_loan,lab,chips
chip_note,cloud,chips
hall_lease,cloud,shell
hall_bridge,cloud,shell
plant_loan,utility,power
plant_bridge,utility,power
""",
    "market_limits.csv": """\
market,year,step,issuance_limit_usd_billion_per_year,concession_fraction
bonds,2026,1,40,0
bonds,2027,2,20,0.01
loans,2026,1,20,0.004
loans,2027,1,24,0.006
""",
    "lender_value.csv": """\
asset_class,age_years,value_fraction
chips,0,1
chips,1,0.5
chips,2,0.25
shell,0,0.9
shell,20,0.3
power,0,1
power,1,0.6
""",
    "coverage.csv": "asset_class,cash_flow_usd_billion_per_gw_year\nchips,6\nshell,1.5\npower,0.3\n",
}


def with_columns(sheet: str, columns: str, *rows: str) -> str:
    """A sheet with more columns, blank in all rows that it has, and rows more that fill them."""
    header, *lines = FILES[sheet].splitlines()
    blank = "," * (columns.count(",") + 1)
    return "\n".join((f"{header},{columns}", *(line + blank for line in lines), *rows)) + "\n"


CREDIT_LAYER = {
    "instruments.csv": with_columns(
        "instruments.csv",
        "grace_interest,availability_years,commitment_fee_per_year,vendor,vendor_share_fraction",
        f"hall_term,private,{THREE},0.02,1.5,level,0.5,secured,0.5,any,,,1.2,capitalised,,,,",
        f"hall_sweep,private,{TWO},0.01,1,sculpted,,secured,0.6,any,,,1.3,,,,,",
        f"hall_note,private,{THREE},0.01,1,custom,,secured,0.4,any,,,1.5,,,,,",
        f"delayed_draw,private,{TWO},0.03,1,straight,,unsecured,,any,,,,,0.5,{BENCHMARK},,",
        f"best_money,private,{THREE},0,0.5,bullet,,unsecured,,any,,,,,,,Best,0.3",
    ),
    "repayment_schedules.csv": """\
instrument,age_years,balance_fraction
hall_note,0.75,0.4
hall_note,0,1
hall_note,0.25,1
""",
    "instrument_use.csv": FILES["instrument_use.csv"]
    + "hall_term,lab,shell\nhall_sweep,lab,shell\nhall_note,lab,shell\n"
    + "delayed_draw,lab,\ndelayed_draw,lab,shell\nbest_money,lab,\n",
    "market_limits.csv": FILES["market_limits.csv"] + "private,2026,1,16,0.002\n",
    "source_vintages.csv": """\
source,ordered_from,capex_usd_per_kw,dollar_year,lead_months,life_years,spend_profile
gas,2027Q4,1800,2025,,,on_delivery
gas,2027Q3,2000,,6,0.5,
sun,2024Q1,,,,,thirds
sun,2027Q4,1000,,,,
""",
    "compute_vintages.csv": """\
asset,ordered_from,capex_usd_billion_per_gw,dollar_year,lead_months,life_years,spend_profile
weak,2027Q3,8,2026,5,1,halves
""",
    "instrument_vintages.csv": f"""\
instrument,issued_from,rate_per_year,fee_fraction
bond,2027Q3,{FIVE},0.02
chip_loan,2027Q2,{FIVE},
hall_bridge,2027Q4,{FOUR},0.03
""",
    "tax_credits.csv": """\
asset,ordered_from,credit_fraction,transfer_price_fraction,stands_by
sun,2027Q2,0.3,0.9,2027Q3
weak,2027Q3,0.2,0.5,
""",
    "lines.csv": """\
from,to,operator,limit_gw,loss_fraction,cost_usd_per_mwh
east,west,cloud,1.5,0.05,2
west,east,utility,0.5,,
""",
    "in_flight.csv": """\
asset,sponsor,region,arrives,gw
gas,utility,west,2027Q1,0.5
weak,cloud,,2026Q4,0.25
weak,cloud,,2028Q2,1.5
""",
    "sources.csv": with_columns(
        "sources.csv",
        "minimum_take_fraction",
        "contract,power,100,2026,10,2,,,70,0.3,20,0,on_delivery,0.95,,,,1,2027Q3,0.6",
    ),
    "owners.csv": FILES["owners.csv"] + "contract,lab\n",
    "supply_limits.csv": FILES["supply_limits.csv"] + "halls,2027,0.5\n",
    "supply_steps.csv": """\
supply_pool,step,year,limit_gw_per_year,premium_usd_per_kw
halls,2,2027,2,900
halls,1,2027,4,500
halls,1,2028,6,400
turbines,1,2028,1,300
""",
    "supply_growth.csv": """\
supply_pool,growth_fraction_per_year,seed_gw_per_year,delivered_before_gw_per_year
halls,0.5,3,4
turbines,0.25,6,
""",
    "hosting.csv": """\
tenant,host,kind,year,limit_gw,rent_usd_billion_per_gw_year
lab,cloud,compute,2028,1.5,6
lab,cloud,shell,2028,1,1
cloud,utility,shell,2028,0.5,2
""",
    "earnings.csv": "sponsor,year,earned_fraction\ncloud,2028,0.75\nlab,2028,0.5\n",
}


def with_names(text: str, column: str, names: dict[str, str]) -> str:
    """A sheet with one more column, filled in the rows of those names."""
    header, *lines = text.splitlines()
    filled = [f"{line},{names.get(line.split(',')[0], '')}" for line in lines]
    return "\n".join([f"{header},{column}", *filled]) + "\n"


RATED = {
    "lease_debt_years": {"cloud": "3"},
    "min_interest_coverage": {"cloud": "1.5", "lab": "2"},
}
WEIGHTS = {"bond": "0.5", "revolver": "0"}
for column, names in RATED.items():
    CREDIT_LAYER["sponsors.csv"] = with_names(
        CREDIT_LAYER.get("sponsors.csv", FILES["sponsors.csv"]), column, names
    )
CREDIT_LAYER |= {
    "instruments.csv": with_names(CREDIT_LAYER["instruments.csv"], "rating_weight_fraction", WEIGHTS),
    "ebitda.csv": "sponsor,year,ebitda_usd_billion_per_year\ncloud,2026,60\ncloud,2027,80\nlab,2027,20\n",
    "credit_steps.csv": f"""\
sponsor,debt_to_ebitda,spread_per_year
cloud,2.5,{BENCHMARK}
cloud,1.5,0
cloud,4,{TWO}
utility,10,{YIELD}
""",
}
LENDERS = dict.fromkeys(("chip_loan", "plant_bridge", "hall_bridge"), "banks") | {"chip_note": "funds"}
CREDIT_LAYER |= {
    "case.yaml": FILES["case.yaml"].replace("power_tariff_", "end_value: lender\n  power_tariff_"),
    "instruments.csv": with_names(CREDIT_LAYER["instruments.csv"], "lender", LENDERS),
    "market_limits.csv": CREDIT_LAYER["market_limits.csv"]
    + "notes,2026,1,16,0\nnotes,2027,2,8,0.01\nrest,2026,1,4,0\n",
    "lenders.csv": "lender,year,room_usd_billion\nbanks,2026,12\nbanks,2027,9\nfunds,2027,4\n",
    "vehicles.csv": f"vehicle,management_fee_per_year\nclo,{YIELD}\ncdo,0\n",
    "vehicle_pools.csv": """\
vehicle,instrument,max_share_fraction,max_pool_fraction
clo,chip_loan,0.5,0.6
clo,plant_bridge,0.4,
clo,plant_loan,0.75,0.25
cdo,chip_loan,0.8,
""",
    "tranches.csv": f"""\
vehicle,tranche,seniority,market,rate_per_year,attachment_fraction,min_interest_coverage,tenor_years,\
structuring_fee_fraction,noncall_years
clo,equity,3,rest,{THREE},0,1,0.5,0.02,
clo,senior,1,notes,{BENCHMARK},0.3,1.25,1,0.01,0.5
clo,junior,2,notes,{TWO},0.1,,1.5,0,0.25
cdo,equity,1,notes,{TWO},0,1.1,2,0,
""",
}
CREDIT_LAYER |= {
    "sponsors.csv": with_names(
        CREDIT_LAYER["sponsors.csv"], "investment_grade", {"lab": "yes", "utility": "no"}
    ),
    "instruments.csv": with_names(
        CREDIT_LAYER["instruments.csv"], "offtake_usd_billion_per_gw", {"chip_loan": "26", "hall_bridge": "4"}
    ),
}
"""Sheets of the credit layer, from period 5 on wherever they can be: what is worked by hand before is as it was."""


def write_worked(folder: Path, *edits: Edit) -> Path:
    """Write the case into `folder`, edited; returns the folder."""
    return write_files(folder, FILES, *edits)


def write_worked_credit(folder: Path, *edits: Edit) -> Path:
    """Write the case with its credit layer into `folder`, edited; returns the folder."""
    return write_files(folder, FILES | CREDIT_LAYER, *edits)
