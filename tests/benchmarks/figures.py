"""Figures of a benchmark run: printed, and merged into ``var/bench/figures.json``."""

import json
from pathlib import Path

from django.conf import settings

FIGURES = Path(settings.BASE_DIR) / "var" / "bench" / "figures.json"


def keep(**figures) -> None:
    """Print figures and merge them into the file."""
    FIGURES.parent.mkdir(parents=True, exist_ok=True)
    known = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
    FIGURES.write_text(json.dumps(known | figures, indent=2))
    print("\n" + "\n".join(f"{name:>44}: {value}" for name, value in figures.items()))
