"""The words of the codes that proposals and warnings of the law are kept as."""

from django.utils.translation import gettext_lazy as _

REASONS = {
    "people_can": _("everybody who said when they can come is free"),
    "people_said_nothing": _("nobody has said when they can come"),
    "lead_free": _("who leads it is free"),
    "sits_there": _("the mediator sits in this room then"),
    "room_free": _("the room is free"),
    "advised": _("within three working days of acceptance or appraisal (ZA-12)"),
    "late": _("later than three working days after acceptance or appraisal (ZA-12)"),
    "in_time": _("before the limit"),
}
WARNINGS = {
    "late": _("Later than three working days after acceptance or appraisal (ZA-12): say in the record why."),
    "provisional": _("The holiday arrangement is not published yet; the limit was reckoned by Monday to Friday."),
    "lead_away": _("Who leads it is absent, off duty or on a manned post at this time by the roster."),
    "one_officer": _("One officer outside a case venue: auxiliaries and full recording are required (ZA-23)."),
    "side_missing": _("Not every party is there."),
}
# What stands in orange.
WARN = frozenset({"late", "people_said_nothing"})


def reasons_of(codes) -> list[tuple[str, object]]:
    """``(tone, words)`` of each code."""
    return [("warn" if code in WARN else "ok", REASONS.get(code, code)) for code in codes]


def warnings_of(codes) -> list:
    """The sentences of the warnings kept with a session."""
    return [WARNINGS.get(code, code) for code in codes]
