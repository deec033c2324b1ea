"""What a guard is told: the plain result of each check-in ("已打卡，本时段还差 2 点")."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from patrols.checkins.engine import Row

WORDS = {
    "repeat": gettext_lazy("Recorded. You checked in here a short while ago, so it does not count again."),
    "unplanned": gettext_lazy("Recorded, but no duty of yours includes this point now."),
    "too_old": gettext_lazy("Recorded, but it arrived too late. The office decides whether it counts."),
    "discounted": gettext_lazy("Recorded. After a review it does not count."),
    "other_content": gettext_lazy("Something else was sent under the same number before; that one stands."),
    "unknown_sign": gettext_lazy("This is not a sign of your station. Scan the sign at the point."),
    "sign_reissued": gettext_lazy("This sign has been replaced by a new one. Scan the new sign."),
    "code_expired": gettext_lazy("The code on the display has changed. Scan it again."),
    "point_closed": gettext_lazy("This checkpoint is no longer in use."),
    "invalid": gettext_lazy("Some fields need correction."),
}


# Not frozen: an upload makes fifty of them, and freezing is most of what making one costs.
@dataclass(slots=True)
class Outcome:
    """The answer to one check-in.

    Attributes:
        client_id: as sent, None when it was none.
        status: ``recorded`` ``repeated`` ``conflict`` ``refused``.
        code: ``counted`` or a key of :data:`WORDS`.
        id: the check-in's id; None when nothing was recorded.
        flags: what looks odd (:class:`patrols.checkins.words.Flag`); people decide.
        visited, planned, left: points of the duty, as they are after the upload's items so far.
        at: the time that counts.
        errors: a reason per field.
    """

    client_id: str | None
    status: str
    code: str
    id: int | None = None
    duty_id: int | None = None
    counted: bool = False
    flags: Sequence[str] = ()
    visited: int = 0
    planned: int = 0
    left: int = 0
    at: datetime | None = None
    errors: dict = field(default_factory=dict)

    @classmethod
    def of(cls, client_id: str, row: Row) -> "Outcome":
        """From what the database function says."""
        at = None if row.at is None else datetime.fromtimestamp(row.at, UTC)
        return cls(
            client_id, row.status, row.code, row.id, row.duty_id, row.counted, row.flags, row.visited, row.planned,
            row.left, at,
        )  # fmt: skip

    @property
    def repeated(self) -> bool:
        """The same check-in was recorded before; this is the first answer again."""
        return self.status == "repeated"

    @property
    def message(self) -> str:
        """A sentence for the guard, in the language of the moment."""
        return sentence(translation.get_language(), self.code, self.left)

    def told(self, language: str | None = None) -> dict:
        """As JSON.

        Args:
            language: of the sentences; the language of the moment unless given.
        """
        language = language or translation.get_language()
        answer: dict = {
            "client_id": self.client_id, "status": self.status, "code": self.code,
            "message": sentence(language, self.code, self.left), "id": self.id, "duty_id": self.duty_id,
            "counted": self.counted, "flags": self.flags, "visited": self.visited, "planned": self.planned,
            "left": self.left, "at": self.at.isoformat() if self.at else None,
        }  # fmt: skip
        if self.errors:
            with translation.override(language):
                answer["errors"] = {
                    name: [str(reason) for reason in reasons] for name, reasons in self.errors.items()
                }
        return answer


@lru_cache(maxsize=1024)
def sentence(language: str | None, code: str, left: int) -> str:
    """What a guard reads; there are few of these, and changing the language costs more than all the rest.

    Args:
        language: of the sentence.
        code: ``counted`` or a key of :data:`WORDS`.
        left: points that the duty still lacks.
    """
    with translation.override(language):
        if code != "counted":
            return str(WORDS[code])
        if not left:
            return _("Checked in. All points of this duty are done.")
        words = ngettext(
            "Checked in. %(count)s point is left in this duty.",
            "Checked in. %(count)s points are left in this duty.",
            left,
        )
        return words % {"count": left}
