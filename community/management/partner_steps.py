"""The step tables of working with enterprises and of surveys as a document (``draw_partner_steps``).

Not imported by the running house; a test keeps the document current.
"""

from django.utils import translation

from community.partners import rules
from community.partners.words import DemandState, LossState, MeetingState, ResolutionState
from community.surveys import rules as survey_rules
from community.surveys.words import State

HEAD = """# 警企共建与要素摸排步骤表 Steps of working with enterprises

Made by `python manage.py draw_partner_steps` from `community/partners/rules.py` and `community/surveys/rules.py`; a
test keeps it current, the tables are walked whole by `tests/community/{partners,surveys}/test_rules.py`.
"""
TABLES = (
    ("警企联席会议 Joint meeting", rules.MEETING, MeetingState),
    ("议定事项 Resolution", rules.RESOLUTION, ResolutionState),
    ("企业诉求 Demand", rules.DEMAND, DemandState), ("追赃挽损 Recovered loss", rules.LOSS, LossState),
    ("要素摸排 Survey", survey_rules.STEPS, State),
)  # fmt: skip


def _drawn(title: str, workflow, words) -> str:
    labels = dict(words.choices)
    rows = [
        f"| {labels[step.source]} | {step.label} `{step.verb}` | {labels[step.target]} |"
        f" {'person' if step.who else 'system'} |"
        for step in workflow.steps
    ]
    head = "| from | verb | to | by |\n|---|---|---|---|"
    return "\n".join([f"## {title}", "", "```mermaid", workflow.diagram(), "```", "", head, *rows, ""])


def document() -> str:
    """The whole page, always the same from the same tables."""
    with translation.override("en"):
        return "\n".join([HEAD, *(_drawn(*table) for table in TABLES)])
