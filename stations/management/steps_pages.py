"""The step tables of incidents as a page: who may do what for each kind (``manage.py draw_steps``)."""

from functools import partial
from operator import attrgetter
from types import SimpleNamespace

from django.utils import translation

from stations.agenda.standing_in import answered_by
from stations.catalogue.words import Kind
from stations.incidents.rules import STEPS
from stations.incidents.words import State
from stations.kit.steps_page import SYSTEM, drawn
from stations.kit.workflow import Step
from stations.organisation.models import Officer, Post

HEAD = """# 步骤表 Steps of each kind

Made by `python manage.py draw_steps` from `stations/incidents/rules.py`; a test keeps it current. One table a kind
says which verb leads from which state to which, and who may press it: 指挥室 is the command room's desk with the
leadership, 经办 are officers who handle the incident, 代班 does the area work of one of them today, 辅警 are
auxiliaries who handle it, 民警 any police officer of the station who has not removed the hazard. Steps marked 系统
are taken by the house itself: the other half of a match.
"""
SAME = {Kind.HELP: Kind.CALL}


def _person(pk: int, post: str, stands_in: frozenset[int] = frozenset()) -> SimpleNamespace:
    officer = Officer(pk=pk, post=post, standing=Officer.Standing.ON_POST)
    return SimpleNamespace(pk=pk, officer=officer, rights=frozenset(), stands_in=stands_in)


# Who stands for whom; 1 and 2 handle the incident of the table, 6 does the area work of 1 today.
PEOPLE = {
    "经办": _person(1, Post.OFFICER), "辅警": _person(2, Post.AUXILIARY), "民警": _person(3, Post.OFFICER),
    "指挥室": _person(4, Post.DESK), "所领导": _person(5, Post.CHIEF),
    "代班": _person(6, Post.OFFICER, frozenset({1})),
}  # fmt: skip


def _who(kind: str, step: Step) -> str:
    if step.who is None:
        return SYSTEM
    incident = SimpleNamespace(
        kind=kind, state=step.source, handler_ids={1, 2}, fixer_id=None, recorded_by_id=None, confidential=False
    )
    with answered_by(attrgetter("stands_in")):
        allowed = [name for name, person in PEOPLE.items() if step.who(person, incident)]
    if "民警" in allowed:
        allowed.remove("代班")
    if "指挥室" in allowed:
        allowed.remove("所领导")
    return "、".join(allowed)


def document() -> str:
    """The whole page, in the words of the code, which no translation changes."""
    parts = [HEAD]
    with translation.override("en"):
        for kind, workflow in STEPS.items():
            title = f"{Kind(kind).label} `{kind}`"
            if kind in SAME:
                parts.append(f"## {title}\n\nThe same steps as `{SAME[kind]}`.\n")
            else:
                parts.append(drawn(title, workflow, State, [("谁 who", partial(_who, kind))]))
    return "\n".join(parts)


PAGES = {"steps.md": document}
