"""What an audit finds of one rule, table or condition."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """How one rule, table or condition came out: what was compared, the worst of it and where that stands."""

    name: str
    count: int
    worst: float
    allowed: float
    where: str = ""

    @property
    def holds(self) -> bool:
        """Whether nothing exceeds what is allowed; what is no number does."""
        return self.worst <= self.allowed
