"""The step tables of the forum as a document: a diagram and who may do what (``draw_forum_steps``).

Not imported by the running house; a test keeps the document current.
"""

from django.utils import translation

from community.forum import rules
from community.forum.words import AnswerState, HidingState, NewsState, State

HEAD = """# 问答建言步骤表 Steps of the forum

Made by `python manage.py draw_forum_steps` from `community/forum/rules.py`; a test keeps it current, another one
walks every verb in every state for every role (`tests/community/forum/test_rules.py`).

- 办理人：承办民警、该社区的责任民警、群防群治办公室、所领导；无承办民警时，任一在岗民警。
- 发布人：提问或提建议的成员；群众凭回执码办理同样的事项。
- 复核人：作出答复的民警、群防群治办公室、所领导。
- 另一决定人：所领导或群防群治办公室，作出隐藏决定的人除外。
"""
WHO = {
    rules.handles: "办理人", rules.is_writer: "发布人", rules.keeps_answer: "复核人",
    rules._writer_of_hidden: "发布人", rules._may_lift: "在岗民警", rules._hid_by_other: "另一决定人",
    rules._publishes: "群防群治办公室、所领导", rules._writes: "撰写民警、群防群治办公室、所领导",
}  # fmt: skip
TABLES = (
    ("提问 Questions", rules.QUESTION, State), ("建议 Suggestions", rules.SUGGESTION, State),
    ("隐藏与申诉 Hiding and appeal", rules.HIDING, HidingState),
    ("正式答复 Official answers", rules.ANSWER, AnswerState),
    ("对外通知 Notices to the public", rules.NEWS, NewsState),
)  # fmt: skip


def _drawn(title: str, workflow, words) -> str:
    labels = dict(words.choices)
    rows = [
        f"| {labels[step.source]} | {step.label} `{step.verb}` | {labels[step.target]} | {WHO[step.who]} |"
        for step in workflow.steps
    ]
    head = "| 状态 from | 操作 verb | 到 to | 谁可以 who |\n|---|---|---|---|"
    return "\n".join([f"## {title}", "", "```mermaid", workflow.diagram(), "```", "", head, *rows, ""])


def document() -> str:
    """The whole page, always the same from the same tables."""
    with translation.override("en"):
        return "\n".join([HEAD, *(_drawn(*table) for table in TABLES)])
