"""The sorts of tasks, the own page in the menu, and the note among what is taken down on the spot."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.agenda.registry import Entry, register_entry, register_kind
from stations.agenda.standing_in import provide
from stations.beat.readings import stands_in_for
from stations.beat.rules import may_note
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu

for code, label, icon in (
    ("incident", pgettext_lazy("task", "Incident"), "headset"),
    ("hazard", pgettext_lazy("task", "Hazard"), "flame"),
    ("clue", pgettext_lazy("task", "Clue"), "message-report"),
    ("mediation", pgettext_lazy("task", "Mediation"), "scale"),
    ("follow_up", pgettext_lazy("task", "Follow-up visit"), "phone-check"),
    ("first_visit", pgettext_lazy("task", "First visit"), "door"),
    ("visit", pgettext_lazy("task", "Visit"), "walk"),
    ("inspection", pgettext_lazy("task", "Inspection"), "checkup-list"),
    ("finding", pgettext_lazy("task", "Putting right"), "tool"),
    ("survey", pgettext_lazy("task", "Survey"), "map-search"),
    ("sweep", pgettext_lazy("task", "Sweep"), "list-search"),
    ("question", pgettext_lazy("task", "Question"), "message-question"),
    ("suggestion", pgettext_lazy("task", "Suggestion"), "bulb"),
    ("wish", pgettext_lazy("task", "Wish"), "heart-handshake"),
    ("patrol", pgettext_lazy("task", "Patrol"), "route"),
    ("case", pgettext_lazy("task", "Police case"), "briefcase"),
    ("meeting", pgettext_lazy("task", "Meeting"), "calendar-event"),
    ("training", pgettext_lazy("task", "Training"), "school"),
    ("people", pgettext_lazy("task", "People"), "users"),
    ("check", pgettext_lazy("task", "To check or decide"), "checks"),
    ("paper", pgettext_lazy("task", "To read or sign"), "file-text"),
    ("other", pgettext_lazy("task", "Other"), "list-check"),
):
    register_kind(code, label, icon)

provide(stands_in_for)
menu(NavItem("me", _("My day"), "me", "list-check", order=5, pinned=True))
register_entry(Entry(_("Note on the spot"), "note-new", "pencil-plus", may_note, 10))
