"""The step table of mediation as a document: a diagram and who may do what on which track (``draw_mediation_steps``).

Not imported by the running house; the test keeps the document current.
"""

from types import SimpleNamespace

from django.utils import translation

from mediation.cases.rules import STEPS
from mediation.cases.words import State, Track
from mediation.network.readings import Standing
from stations.kit.workflow import Step

HEAD = """# 矛盾调解步骤表 Steps of mediation

Made by `python manage.py draw_mediation_steps` from `mediation/cases/rules.py`; a test keeps it current. One machine
for all tracks (DOMAIN 2.6). 保管员 keeps the mediation room, 社区民警 answers for the community of the case, 承办民警
is the officer in charge, 调解员 works on the case, 登记人 entered it. Public order mediation (治安调解, 和解) is led
by the police only. Rooms above add refusals of their own: what an agreement must hold, what the file still lacks.
"""
_MEDIATOR = SimpleNamespace(pk=1)
# Who stands for whom, on a case of community 1 with officer 2 and mediator 1, entered by person 6.
PEOPLE = {
    "保管员": (1, Standing(keeper=True)),
    "所领导": (2, Standing(leads=True, police=True, officer_id=9)),
    "社区民警": (3, Standing(police=True, officer_id=1, communities=frozenset({1}))),
    "承办民警": (4, Standing(police=True, officer_id=2)),
    "调解员": (5, Standing(mediator=_MEDIATOR, group="full_time")),
    "登记人": (6, Standing(officer_id=3)),
}


def _person(key: tuple[int, Standing]) -> SimpleNamespace:
    pk, known = key
    return SimpleNamespace(pk=pk, is_authenticated=True, home_station_id=1, _mediation_standing=known)


def _who(step: Step, track: str) -> list[str]:
    if step.who is None:
        return ["系统"]
    case = SimpleNamespace(
        state=step.source, track=track, is_police=track != Track.RT, community_id=1, officer_id=2,
        registered_by_id=6, _mediator_ids=frozenset({1}),
    )  # fmt: skip
    return [name for name, key in PEOPLE.items() if step.who(_person(key), case)]


def document() -> str:
    """The whole page, in the words of the code, which no translation changes."""
    with translation.override("en"):
        words = dict(State.choices)
        rows = [
            f"| {words[step.source]} | {step.label} `{step.verb}` | {words[step.target]} | "
            f"{'、'.join(_who(step, Track.RT))} | {'、'.join(_who(step, Track.ZA))} |"
            for step in STEPS.steps
        ]
    head = ["| 状态 from | 操作 verb | 到 to | 人民调解 | 治安调解、和解 |", "|---|---|---|---|---|"]
    table = "\n".join([*head, *rows])
    return f"{HEAD}\n```mermaid\n{STEPS.diagram()}\n```\n\n{table}\n"
