"""The words of the day-book: each feature registers a sentence for each of its verbs, made at view time."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from stations.timeline.models import Entry


@dataclass(frozen=True, slots=True)
class Sentence:
    """How a verb reads. ``text`` may use ``%(key)s`` of the entry's data, or be a function of the data."""

    text: Any
    tone: str = "info"
    icon: str = "point"

    def said(self, data: dict) -> str:
        """The words for one entry."""
        return self.text(data) if callable(self.text) else str(self.text) % data


_sentences: dict[str, Sentence] = {}


def register(verb: str, text, tone: str = "info", icon: str = "point") -> None:
    """Give a verb its words.

    Raises:
        ValueError: the verb already has other words.
    """
    if verb in _sentences:
        raise ValueError(f"timeline verb registered twice: {verb}")
    _sentences[verb] = Sentence(text, tone, icon)


_looks: dict[str, Any] = {}


def look(code: str, words) -> None:
    """Name what somebody looked at (``what`` of ``actions.looked``); a code may carry its reason after a colon."""
    _looks[code] = words


def looked_at(data: dict) -> str:
    """The sentence of a look: named where its room has said the words, else by its code."""
    what = str(data.get("what", "…"))
    named = _looks.get(what) or _looks.get(what.partition(":")[0]) or what
    return str(_("Looked at personal data (%(what)s)")) % {"what": named}


def registered() -> frozenset[str]:
    """All known verbs (a test compares them with the verbs that actions record)."""
    return frozenset(_sentences)


def choices() -> list[tuple[str, str]]:
    """All verbs with their words, for a filter; what differs from entry to entry reads as an ellipsis."""
    told = [(verb, words.said(_Blank())) for verb, words in _sentences.items()]
    return sorted(told, key=lambda pair: pair[1])


class _Blank(dict):
    """Every key reads as an ellipsis."""

    def __missing__(self, key):
        return "…"


@dataclass(slots=True)
class Line:
    """An entry as shown: what ``{% timeline %}`` draws."""

    at: Any
    actor_name: str
    sentence: str
    tone: str
    icon: str


class _Forgiving(dict):
    """A missing key reads as a dash: old entries keep reading after a sentence has changed."""

    def __missing__(self, key):
        return "—"


def lines(entries: Iterable) -> list[Line]:
    """Turn entries (with ``select_related("actor")``) into lines for people."""
    result = []
    for entry in entries:
        words = _sentences.get(entry.verb, Sentence(entry.verb))
        name = entry.actor.name if entry.actor else str(_("System"))
        result.append(Line(entry.at, name, words.said(_Forgiving(entry.data)), words.tone, words.icon))
    return result


def story(obj, most: int | None = None) -> list[Line]:
    """An object's lines of the day-book, the newest first, as its page shows them.

    Args:
        most: only so many, of what lives for years.
    """
    return lines(Entry.objects.about(obj).select_related("actor")[:most])
