"""Columns of a list, shared by page and export."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title and how a row's value is read."""

    label: Any
    value: Callable[[Any], Any]
