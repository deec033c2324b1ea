"""The step tables of mediation as a document: a diagram and who may do what (``manage.py draw_steps``).

Not imported by the running house; the test keeps the document current.
"""

from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import Any

from django.utils import translation

from mediation.agreements import rules as agreements
from mediation.agreements.words import CourtState, Performance
from mediation.agreements.words import State as AgreementState
from mediation.cases import rules as cases
from mediation.cases.words import State, Track
from mediation.consultations import rules as consultations
from mediation.consultations.words import State as MeetingState
from mediation.consultations.words import TaskState
from mediation.detection import rules as detection
from mediation.detection.words import RecurrenceState
from mediation.network.readings import Standing
from mediation.sessions import rules as sessions
from mediation.sessions.words import State as SessionState
from stations.kit.steps_page import SYSTEM, drawn
from stations.kit.workflow import Step, Workflow

HEAD = """# 矛盾调解步骤表 Steps of mediation

Made by `python manage.py draw_steps` from the step tables in `mediation/*/rules.py`; a test keeps it current.
保管员 keeps the mediation room, 社区民警 answers for the community of the case, 承办民警 is the officer in
charge, 调解员 works on the case, 登记人 entered it, 主持人 takes the chair of a meeting, 任务承担人 has the task.
Public order mediation (治安调解) is led by the police only; a settlement (和解) is the parties' or the committee's,
and the police approve it or handle the case by law. Rooms above add refusals of their own: what an agreement must
hold, what the file still lacks.
"""
_MEDIATOR: Any = SimpleNamespace(pk=1)
# Who stands for whom, on a case of community 1 with officer 2 and mediator 1, entered by person 6.
PEOPLE = {
    "保管员": (1, Standing(keeper=True)),
    "所领导": (2, Standing(leads=True, police=True, officer_id=9)),
    "社区民警": (3, Standing(police=True, officer_id=1, communities=frozenset({1}))),
    "承办民警": (4, Standing(police=True, officer_id=2)),
    "调解员": (5, Standing(mediator=_MEDIATOR, group="full_time")),
    "登记人": (6, Standing(officer_id=3)),
}
# Of a meeting with officer 4 in the chair, and a task of officer 5.
AT_MEETINGS = {
    "保管员": PEOPLE["保管员"],
    "所领导": PEOPLE["所领导"],
    "主持人": (7, Standing(police=True, officer_id=4)),
    "任务承担人": (8, Standing(police=True, officer_id=5)),
    "其他民警": (9, Standing(police=True, officer_id=6)),
}


def _person(key: tuple[int, Standing]) -> SimpleNamespace:
    pk, known = key
    return SimpleNamespace(pk=pk, is_authenticated=True, home_station_id=1, _mediation_standing=known)


def _case(state: str, track: str) -> SimpleNamespace:
    return SimpleNamespace(
        state=state, track=track, is_police=track != Track.RT, police_led=track == Track.ZA, community_id=1,
        officer_id=2, registered_by_id=6, _mediator_ids=frozenset({1}),
    )  # fmt: skip


def _of_case(state: str, track: str) -> SimpleNamespace:
    """A row that hangs on a case, directly or through its agreement."""
    case = _case(state, track)
    return SimpleNamespace(case=case, agreement=SimpleNamespace(case=case))


def _meeting(state: str, track: str) -> SimpleNamespace:
    meeting = SimpleNamespace(chair_id=4)
    return SimpleNamespace(chair_id=4, consultation=meeting, officer_id=5, mediator_id=None)


@dataclass(frozen=True, slots=True)
class Table:
    """One machine as the document draws it.

    Attributes:
        title: its heading.
        steps: its step table.
        words: labels of its states.
        row: makes the object the predicates ask about, from state and track.
        people: who is asked.
        tracks: columns; one empty column where the track makes no difference.
    """

    title: str
    steps: Workflow
    words: Any
    row: Any
    people: dict[str, tuple[int, Standing]] | None = None
    tracks: tuple[tuple[str, str], ...] = ((Track.RT, "人民调解"), (Track.ZA, "治安调解"), (Track.HJ, "和解"))


ONE = (("", "谁可以"),)
TABLES = (
    Table("一案一表 The case (DOMAIN 2.6)", cases.STEPS, State, _case),
    Table("调解会 Sessions", sessions.STEPS, SessionState, _of_case),
    Table("协议书 Agreements", agreements.AGREEMENT_STEPS, AgreementState, _of_case),
    Table("分期履行 Instalments", agreements.PERFORMANCE_STEPS, Performance, _of_case),
    Table("司法确认 Judicial confirmation", agreements.COURT_STEPS, CourtState, _of_case,
          tracks=((Track.RT, "人民调解"),)),
    Table("会商 Consultations", consultations.STEPS, MeetingState, _meeting, AT_MEETINGS, ONE),
    Table("会商任务 Tasks of a consultation", consultations.TASK_STEPS, TaskState, _meeting, AT_MEETINGS, ONE),
    Table("反复纠纷 Recurring disputes", detection.STEPS, RecurrenceState, _case, tracks=ONE),
)  # fmt: skip
BESIDE = """## 没有步骤表的事项 What has no table of its own

| 事项 | 过程 | 谁可以 |
|---|---|---|
| 和解申请 Application of a settlement (HJ-04, HJ-05) | none → filed → approved / refused | 办理人；答复限民警 |
| 回访 Follow-up visit (RT-14) | due → on record / dropped by a re-opening | 办理人、保管员 |
| 告知 Notices (RT-05, RT-07, RT-20, ZA-03, ZA-19) | put on file, never changed | 办理人、保管员 |
| 移送 Transfers | sent → received / sent back | 办理人、保管员 |
"""


def _who(table: Table, step: Step, track: str) -> str:
    if step.who is None:
        return SYSTEM
    row = table.row(step.source, track)
    people = table.people or PEOPLE
    return "、".join(name for name, key in people.items() if step.who(_person(key), row))


def _drawn(table: Table) -> str:
    columns = [(label, partial(_who, table, track=track)) for track, label in table.tracks]
    return drawn(table.title, table.steps, table.words, columns)


def document() -> str:
    """The whole page, in the words of the code, which no translation changes."""
    with translation.override("en"):
        return "\n".join([HEAD, *[_drawn(table) for table in TABLES], BESIDE])


PAGES = {"mediation-steps.md": document}
