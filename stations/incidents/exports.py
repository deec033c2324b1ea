"""The list as a sheet: counted, limited, with who took it when on every page (SE-25)."""

from types import SimpleNamespace

from django.utils.translation import gettext as _

from stations.incidents.readings import settings_of
from stations.incidents.tables import INCIDENTS
from stations.kit.answer import RuleBroken
from stations.kit.export import list_response
from stations.organisation.rules import officer_of
from stations.timeline.actions import exported

FORMS = {"xlsx", "csv"}


def marked(user) -> SimpleNamespace:
    """The person as the watermark names them: name and police number."""
    own = officer_of(user)
    return SimpleNamespace(name=f"{user.name}（{own.police_no}）" if own else user.name)


def sheet(*, rows, form: str, user, station):
    """The filtered list as a file, recorded with its number of rows.

    Args:
        rows: filtered incidents, joined.
        form: ``xlsx`` or ``csv``.

    Raises:
        RuleBroken: more than rows than the station allows (``too_many``).
    """
    most = settings_of().export_rows
    count = rows.order_by().values("pk")[: most + 1].count()
    if count > most:
        words = _("A list of more than %(rows)s rows is not handed out; narrow the filters.") % {"rows": most}
        raise RuleBroken(words, code="too_many")
    exported(what="incidents", rows=count, actor=user, station=station)
    watermark = marked(user)
    values = [[column.value(row) for column in INCIDENTS] for row in rows]
    if form == "csv":
        values.append([_("Taken by %(name)s; internal, not to be passed on.") % {"name": watermark.name}])
    return list_response(form, _("Incidents"), [str(column.label) for column in INCIDENTS], values, watermark)
