"""The indexes list everything: a table or a task that is missing there would be silently lost."""

import importlib
import inspect
import re
from pathlib import Path

from django.conf import settings
from django.db import models

from config.celery import app
from config.schedule import SCHEDULE
from stations import models as index
from stations import tasks as task_index
from stations.apps import FEATURES
from stations.timeline import sentences

ROOT = Path(settings.BASE_DIR) / "stations"


def modules(name: str):
    for path in sorted(ROOT.glob(f"*/{name}.py")):
        yield importlib.import_module(f"stations.{path.parent.name}.{name}")


def test_every_table_is_in_the_index():
    tables = {
        thing.__name__
        for module in modules("models")
        for thing in vars(module).values()
        if inspect.isclass(thing) and issubclass(thing, models.Model) and thing.__module__ == module.__name__
        and not thing._meta.abstract and not thing.__name__.endswith("Event")
    }  # fmt: skip
    assert tables - set(index.__all__) == set()


def test_every_task_is_in_the_index():
    tasks = {
        thing.name
        for module in modules("tasks")
        for thing in vars(module).values()
        if hasattr(thing, "delay") and thing.name.startswith(module.__name__.rsplit(".", 1)[0])
    }
    listed = {getattr(task_index, name).name for name in task_index.__all__}
    assert tasks == listed


def test_every_task_that_beat_sends_exists():
    app.loader.import_default_modules()
    assert {entry["task"] for entry in SCHEDULE.values()} <= set(app.tasks)


def test_every_task_queued_by_name_exists():
    app.loader.import_default_modules()
    names = {
        name
        for path in ROOT.rglob("*.py")
        for name in re.findall(r'"(stations\.[a-z_]+\.[a-z_]+)"', path.read_text())
        if path.name != "settings.py" and not (ROOT / Path(*name.split(".")[1:])).with_suffix(".py").exists()
    }
    assert {name for name in names if not name.endswith(".kit")} <= set(app.tasks)


def test_every_feature_with_registrations_is_loaded():
    with_registrations = {path.parent.name for path in ROOT.glob("*/registrations.py")}
    assert with_registrations <= set(FEATURES)


def test_every_verb_of_the_day_book_has_its_words():
    recorded = {
        verb for path in ROOT.rglob("*.py") for verb in re.findall(r'verb="([a-z_]+\.[a-z_]+)"', path.read_text())
    }
    assert recorded - sentences.registered() == set()
