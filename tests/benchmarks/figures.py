"""Figures of a benchmark run: printed, and merged into ``var/bench/figures.json``."""

import json
import os
from pathlib import Path

from django.conf import settings

FIGURES = Path(settings.BASE_DIR) / "var" / "bench" / "figures.json"
TICKS = os.sysconf("SC_CLK_TCK")


def keep(**figures) -> None:
    """Print figures and merge them into the file."""
    FIGURES.parent.mkdir(parents=True, exist_ok=True)
    known = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
    FIGURES.write_text(json.dumps(known | figures, indent=2))
    print("\n" + "\n".join(f"{name:>44}: {value}" for name, value in figures.items()))


def cpu_of(pids: list[int]) -> float:
    """CPU seconds that some processes have used."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICKS
