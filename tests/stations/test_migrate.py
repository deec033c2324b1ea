"""`migrate` renders new tables alone and nothing for a constraint: what it knows is what Django's own way knows."""

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from stations.management.commands.migrate import new_tables_alone


def described(model) -> list[tuple]:
    """Fields of a rendered model, those that point at it included, and what it points at; constraints and indexes."""
    fields = model._meta.get_fields(include_hidden=True)
    kept = [(type(kept).__name__, kept.name) for kept in (*model._meta.constraints, *model._meta.indexes)]
    return kept + sorted(
        (
            field.name,
            type(field).__name__,
            getattr(field, "column", "") or "",
            field.related_model._meta.label if field.related_model else "",
        )
        for field in fields
    )


@pytest.mark.django_db
def test_every_table_is_known_as_if_all_had_been_rendered_together():
    loader = MigrationLoader(connection)
    state = ProjectState(real_apps=loader.unmigrated_apps)
    assert state.apps is not None  # from now on every operation renders
    steps = dict.fromkeys(key for leaf in loader.graph.leaf_nodes() for key in loader.graph.forwards_plan(leaf))
    with new_tables_alone():
        for key in steps:
            loader.graph.nodes[key].mutate_state(state, preserve=False)
    whole = loader.project_state().apps
    assert {model._meta.label for model in state.apps.get_models()} == {m._meta.label for m in whole.get_models()}
    for model in whole.get_models():
        assert described(state.apps.get_model(model._meta.label)) == described(model), model._meta.label


def test_django_is_itself_again_afterwards():
    before = ProjectState.add_model, ProjectState._append_option
    with pytest.raises(ZeroDivisionError), new_tables_alone():
        1 / 0  # noqa: B018
    assert (ProjectState.add_model, ProjectState._append_option) == before
