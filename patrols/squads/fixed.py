"""四到人 as far as squads know it: leaders in charge, squads with their people, confirmed duty lists."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from patrols.squads.hooks import Check, Gap
from patrols.squads.models import Company, Guard, Squad
from patrols.squads.people import guards_on, squads_on

SHOWN = 20


def guidance(day: date) -> list[Check]:
    """行动指导到人: each company has its leader in charge, each squad its leader and its liaison officer."""
    companies = list(Company.objects.filter(active=True))
    squads = list(squads_on(day, Squad.objects.active()))
    return [
        _check(
            _("Every company has its leader in charge"),
            companies,
            lambda row: bool(row.leader_name),
            lambda row: Gap(row.short_name, row.get_absolute_url()),
            reverse("companies") + "?lacks=leader",
        ),
        _check(
            _("Every squad has a leader"),
            squads,
            lambda row: bool(row.leader),
            lambda row: Gap(row.name, row.get_absolute_url()),
            reverse("squads") + "?lacks=leader",
        ),
        _check(
            _("Every squad has a liaison officer"),
            squads,
            lambda row: bool(row.liaison),
            lambda row: Gap(row.name, row.get_absolute_url()),
            reverse("squads") + "?lacks=liaison",
        ),
    ]


def duties(day: date) -> list[Check]:
    """职责明确到人: every guard belongs to a squad and has confirmed the duty list."""
    guards = list(guards_on(day, Guard.objects.serving()))
    listed = [row for row in guards if row.squad_id]
    return [
        _check(
            _("Every guard belongs to a squad"),
            guards,
            lambda row: bool(row.squad_id),
            lambda row: Gap(row.user.name, row.get_absolute_url()),
            reverse("guards") + "?squad=null",
        ),
        _check(
            _("Every guard has confirmed the duty list"),
            listed,
            lambda row: row.confirmed,
            lambda row: Gap(f"{row.user.name}（{row.squad_name}）", row.get_absolute_url()),
            reverse("guards") + "?confirmed=no",
        ),
    ]


def _check(title, rows: list, settled, gap, url: str) -> Check:
    """Count what is settled, name the first of what is not."""
    missing = [row for row in rows if not settled(row)]
    return Check(title, len(rows) - len(missing), len(rows), tuple(gap(row) for row in missing[:SHOWN]), url)
