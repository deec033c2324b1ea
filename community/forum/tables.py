"""Columns of the forum, shared by pages and exports: nothing in them says who wrote."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.kit.tables import Column


def _moment(value) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


POSTS = [
    Column(_("number"), lambda row: row.number),
    Column(_("Kind"), lambda row: row.get_kind_display()),
    Column(pgettext_lazy("forum", "written"), lambda row: _moment(row.written_at)),
    Column(_("Topic"), lambda row: row.topic.name),
    Column(_("Community"), lambda row: row.community.name if row.community else ""),
    Column(_("text"), lambda row: row.text),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(pgettext_lazy("forum", "officer in charge"), lambda row: row.officer.user.name if row.officer else ""),
    Column(pgettext_lazy("forum", "answer due"), lambda row: row.due_on.isoformat()),
    Column(pgettext_lazy("forum", "answered"), lambda row: _moment(row.answered_at)),
    Column(_("answered in time"), lambda row: "" if row.in_time is None else (_("yes") if row.in_time else _("no"))),
    Column(_("answer"), lambda row: row.answer.text if row.answer else row.reply),
    Column(_("basis (law, rule, article)"), lambda row: row.answer.basis if row.answer else ""),
    Column(_("outcome"), lambda row: row.get_adoption_display()),
]
ANSWERS = [
    Column(_("question"), lambda row: row.question),
    Column(_("answer"), lambda row: row.text),
    Column(_("basis (law, rule, article)"), lambda row: row.basis),
    Column(_("Topic"), lambda row: row.topic.name),
    Column(pgettext_lazy("forum", "answered by"), lambda row: row.officer.user.name),
    Column(_("valid until (included)"), lambda row: row.valid_until.isoformat()),
    Column(_("read by"), lambda row: row.get_reach_display()),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(pgettext_lazy("official answer", "read"), lambda row: row.reads),
    Column(_("answered the question of"), lambda row: row.helped),
]
NEWS = [
    Column(pgettext_lazy("announcement", "title"), lambda row: row.title),
    Column(pgettext_lazy("announcement", "for"), lambda row: row.get_audience_display()),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(_("published"), lambda row: _moment(row.published_at)),
    Column(_("shown until (included)"), lambda row: row.ends_on.isoformat()),
    Column(_("text"), lambda row: row.body),
]
