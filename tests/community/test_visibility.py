"""One spelling of who may get anything: rooms above the groups take members through ``confirmed()`` and nothing else.

Over the syntax of every module of ``community`` outside ``groups``: ``Member.objects`` is followed by ``confirmed``,
and nobody there touches ``Enrolment`` at all, for an enrolment is no person of the system.
"""

import ast
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR) / "community"
OWN = {"groups", "migrations", "management"}


def modules():
    """Every module of the rooms above."""
    found = (path for path in ROOT.rglob("*.py") if not OWN & set(path.relative_to(ROOT).parts))
    return sorted(path for path in found if path.name != "models.py" or path.parent != ROOT)


def faults(path: Path) -> list[str]:
    """Lines that reach members or enrolments otherwise."""
    found = []
    parents = {
        child: node for node in ast.walk(ast.parse(path.read_text())) for child in ast.iter_child_nodes(node)
    }  # fmt: skip
    for node, parent in parents.items():
        if isinstance(node, ast.Name) and node.id == "Enrolment":
            found.append(f"{path.name}:{node.lineno} Enrolment")
        manager = isinstance(node, ast.Attribute) and node.attr in {"objects", "_base_manager", "_default_manager"}
        if manager and isinstance(node.value, ast.Name) and node.value.id == "Member":
            word = parent.attr if isinstance(parent, ast.Attribute) else ""
            if word not in {"confirmed", "none"}:
                found.append(f"{path.name}:{node.lineno} Member.objects.{word}")
    return found


def test_rooms_above_take_confirmed_members_only():
    assert [fault for path in modules() for fault in faults(path)] == []


def test_the_rule_bites(tmp_path):
    path = tmp_path / "views.py"
    path.write_text(
        "rows = Member.objects.filter(pk=1)\nfine = Member.objects.confirmed()\nalso = Enrolment.objects\n"
    )
    assert len(faults(path)) == 2
