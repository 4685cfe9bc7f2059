"""What the indices of rules are: a type each, so that mypy tells a sponsor from a region where a rule is called.

A rule names each of its indices by the one letter that stands for its type everywhere.
"""

from __future__ import annotations

from typing import NewType

AssetName = NewType("AssetName", str)
Source = NewType("Source", AssetName)
Sponsor = NewType("Sponsor", str)
Host = NewType("Host", Sponsor)
"""A sponsor who houses the load of another."""
HostingKind = NewType("HostingKind", str)
Region = NewType("Region", str)
"""Blank for what stands in no region."""
Destination = NewType("Destination", Region)
"""Where a line ends."""
Period = NewType("Period", int)
Quarter = NewType("Quarter", int)
Day = NewType("Day", str)
Block = NewType("Block", int)
Pool = NewType("Pool", str)
InstrumentName = NewType("InstrumentName", str)
AssetClass = NewType("AssetClass", str)
AdvanceFraction = NewType("AdvanceFraction", float)
Market = NewType("Market", str)
Step = NewType("Step", int)
DebtToEbitda = NewType("DebtToEbitda", float)
Lender = NewType("Lender", str)
Vehicle = NewType("Vehicle", str)
TrancheName = NewType("TrancheName", str)
