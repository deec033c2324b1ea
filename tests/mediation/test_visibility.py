"""One spelling of visibility (issue 5.10): doors of mediation reach cases through ``visible_to`` and nothing else.

The rule, over the syntax of every door (views, api, forms, filters, tables, admin of every room):

1. ``Case.objects`` is followed by ``visible_to``.
2. ``<row of a case>.objects`` is narrowed in the same expression, or in the ``get_object_or_404`` around it, by its
   way to the case (``case=…``, ``case__in=…``, ``session=…``); where that value comes from is again rule 1 or 2.
   ``.objects.none`` shows nothing.
3. ``RowField(<row>.objects…)`` takes an id that a verb of the API is sent; its action compares it with the case.
4. Exceptions are named in ``HELPERS``, each with its reason.

``rows_of_a_case`` finds the tables by their foreign keys, so a new table is under the rule from its first day.
"""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from mediation.cases.models import Case

ROOT = Path(settings.BASE_DIR) / "mediation"
DOORS = ("views", "api", "forms", "filters", "tables", "admin")
# Only these may read sealed cases; :mod:`mediation.cases.sealed` opens one and records it.
WITHIN_REACH = {"cases/models.py", "cases/sealed.py"}
# (file, function or class) → why it may.
HELPERS = {
    ("consultations/views.py", "_item"): "a point of a meeting, for its members; of a case it tells the number",
    (
        "detection/views.py",
        "_finding",
    ): "a place and a quarrel before there is a case; the case has its own door",
    ("archive/views_public.py", "satisfaction"): "the token itself is the right; the page shows nothing of the case",
}


def rows_of_a_case() -> dict[str, list[str]]:
    """Names of models with a path to a case → the lookups that go through it."""
    paths: dict[str, list[str]] = {}
    models = [
        model for model in apps.get_app_config("mediation").get_models() if not model.__name__.endswith("Event")
    ]
    for _turn in range(3):
        for model in models:
            for field in model._meta.concrete_fields:
                target = field.related_model.__name__ if field.related_model else ""
                if target == "Case":
                    paths.setdefault(model.__name__, []).append(field.name)
                elif target in paths and model.__name__ != target:
                    paths.setdefault(model.__name__, []).extend(f"{field.name}__{path}" for path in paths[target])
                    paths[model.__name__].append(field.name)
    return {name: sorted(set(found)) for name, found in paths.items()}


def doors():
    """Every door of mediation."""
    found = (path for path in ROOT.rglob("*.py") if path.name.startswith(DOORS))
    return sorted(path for path in found if "migrations" not in path.parts)


def chain(node, parents) -> list[tuple[str, ast.Call | None]]:
    """(name, call) of everything that follows an expression by dots."""
    found = []
    while True:
        above = parents.get(node)
        if isinstance(above, ast.Attribute) and above.value is node:
            call = parents.get(above)
            is_call = isinstance(call, ast.Call) and call.func is above
            found.append((above.attr, call if is_call else None))
            node = call if is_call else above
        elif isinstance(above, ast.Call) and getattr(above.func, "id", "") == "get_object_or_404":
            return [*found, ("get_object_or_404", above)]
        else:
            return found


def narrowed(steps, lookups) -> bool:
    """Whether a chain is given one of the lookups as a keyword."""
    names = {name for lookup in lookups for name in (lookup, f"{lookup}__in", f"{lookup}_id", f"{lookup}_id__in")}
    return any(keyword.arg in names for _name, call in steps if call is not None for keyword in call.keywords)


def offences(path: Path, rows: dict[str, list[str]]) -> list[str]:
    """What a file says otherwise."""
    tree = ast.parse(path.read_text())
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    found, place = [], path.relative_to(ROOT).as_posix()
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Attribute) and node.attr in {"objects", "_base_manager", "_default_manager"}):
            continue
        if not isinstance(node.value, ast.Name):
            continue
        name, steps = node.value.id, chain(node, parents)
        around = next(
            (above.name for above in _above(node, parents) if isinstance(above, ast.FunctionDef | ast.ClassDef)), ""
        )
        if (
            (place, around) in HELPERS
            or (steps and steps[0][0] == "none")
            or (name != "Case" and _is_sent_id(node, parents))
        ):
            continue
        if name == "Case" and not (node.attr == "objects" and steps and steps[0][0] == "visible_to"):
            found.append(f"{place}:{node.lineno} Case.{node.attr} without visible_to")
        elif name in rows and name != "Case" and not narrowed(steps, rows[name]):
            found.append(f"{place}:{node.lineno} {name}.{node.attr} not narrowed by its case")
    return found


def _is_sent_id(node, parents) -> bool:
    """Rule 3."""
    calls = (above for above in _above(node, parents) if isinstance(above, ast.Call))
    return any(getattr(call.func, "id", "") == "RowField" for call in calls)


def _above(node, parents):
    while node in parents:
        node = parents[node]
        yield node


@pytest.mark.parametrize("path", doors(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_door_reaches_cases_through_visibility_only(path):
    assert offences(path, rows_of_a_case()) == []


def test_nobody_else_reads_sealed_cases():
    asking = {
        path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py") if ".within_reach(" in path.read_text()
    }
    assert asking <= WITHIN_REACH


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("Case.objects.filter(pk=1)", True), ("Case.objects.all()", True), ("Case._base_manager.all()", True),
        ("Case.objects.visible_to(user).filter(pk=1)", False), ("CaseParty.objects.get(pk=1)", True),
        ("CaseParty.objects.filter(case=case).get(pk=1)", False),
        ("CaseParty.objects.select_related('x').filter(case__in=cases)", False), ("CasePaper.objects.none()", False),
        ("CaseParty.objects.filter(name='x', removed_at=None)", True), ("RowField(CaseParty.objects.all)", False),
        ("get_object_or_404(CaseParty.objects.all(), pk=1, case=case)", False),
        ("get_object_or_404(CaseParty.objects.all(), pk=1)", True), ("RowField(Case.objects.all)", True),
    ],
)  # fmt: skip
def test_the_check_sees_what_it_should(tmp_path, monkeypatch, words, wrong):
    file = tmp_path / "views.py"
    file.write_text(f"def view(request):\n    return {words}\n")
    monkeypatch.setattr("tests.mediation.test_visibility.ROOT", tmp_path)
    assert bool(offences(file, rows_of_a_case())) is wrong


def test_the_check_knows_the_rows_of_a_case():
    rows = rows_of_a_case()
    assert {"CaseParty", "AccountLine", "CasePaper", "CaseMediator", "Transfer", "Triage"} <= set(rows)
    assert Case.__name__ not in rows
