"""Step tables as a page under ``docs/``: a diagram each, and who may do what (``manage.py draw_steps``).

Not imported by the running house: an app names its pages in ``<app>/management/steps_pages.py`` as ``PAGES``, file
name → function without arguments giving the text.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import TextChoices
from django.utils import translation

from stations.kit.workflow import Step, Workflow

Table = tuple[str, Workflow, type[TextChoices]]
SYSTEM = "系统"


def page(head: str, tables: Iterable[Table], who: Mapping[Callable[..., Any], str]) -> Callable[[], str]:
    """A page whose predicates have names.

    Args:
        head: title and what has to be known.
        tables: heading, step table, words of its states.
        who: predicate of a step → whom it lets.
    """

    def by(step: Step) -> str:
        return who[step.who] if step.who else SYSTEM

    def document() -> str:
        # In the words of the code, which no translation changes.
        with translation.override("en"):
            return "\n".join([head, *(drawn(title, flow, words, [("谁 who", by)]) for title, flow, words in tables)])

    return document


def drawn(
    title: str, flow: Workflow, words: type[TextChoices], columns: Iterable[tuple[str, Callable[[Step], str]]]
) -> str:
    """One table with its diagram.

    Args:
        columns: heading and content of what comes after from, verb and to.
    """
    labels, columns = dict(words.choices), list(columns)
    head = " | ".join(["状态 from", "操作 verb", "到 to", *(heading for heading, _by in columns)])
    rows = [
        " | ".join(
            [
                str(labels[step.source]),
                f"{step.label} `{step.verb}`",
                str(labels[step.target]),
                *(by(step) for _heading, by in columns),
            ]
        )  # fmt: skip
        for step in flow.steps
    ]
    body = "\n".join(f"| {row} |" for row in rows)
    return f"## {title}\n\n```mermaid\n{flow.diagram()}\n```\n\n| {head} |\n{'|---' * (3 + len(columns))}|\n{body}\n"
