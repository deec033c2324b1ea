"""The step table of patrol duties as a document: a diagram and who may do what (``draw_patrol_steps``)."""

from django.utils import translation

from patrols.schedule.rules import STEPS
from patrols.schedule.words import State

HEAD = """# 巡逻勤务步骤表 Steps of patrol duties

Made by `python manage.py draw_patrol_steps` from `patrols/schedule/rules.py`; a test keeps it current. 系统 is the
house itself: a duty begins with its first counted check-in and is judged once its grace is over; what is uploaded,
reviewed or entered by hand later has it judged again. People only cancel, with a reason, before it is over.
"""
WHO = {
    "may_cancel_planned": "小队长、专责民警、办公室、所领导",
    "may_cancel_running": "专责民警、办公室、所领导",
}


def document() -> str:
    """The whole page, in the words of the code, which no translation changes."""
    with translation.override("en"):
        words = dict(State.choices)
        rows = [
            f"| {words[step.source]} | {step.label} `{step.verb}` | {words[step.target]} | "
            f"{WHO[step.who.__name__] if step.who else '系统'} |"
            for step in STEPS.steps
        ]
        table = "\n".join(["| 状态 from | 操作 verb | 到 to | 谁 who |", "|---|---|---|---|", *rows])
    return f"{HEAD}\n```mermaid\n{STEPS.diagram()}\n```\n\n{table}\n"
