"""What scores tell the rest of the house."""

from datetime import date
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from patrols.scoring.models import Contest
from patrols.squads.rules import in_office, may_keep_patrols, may_see_patrols
from stations.agenda.registry import register as register_due
from stations.agenda.words import Due, Tally
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.notices.registry import register as notice
from stations.timeline.sentences import register as says

menu(NavItem("patrols", _("Scores"), "scores", "chart-bar", may_see_patrols, 75))
menu(NavItem("setup/patrols", _("Score sheets"), "score-sheets", "chart-bar", may_keep_patrols, 125))
notice("score.decided", _("Your contest of a score has been decided"), icon="scale")

says("score_sheet.published", _("published version %(version)s of a score sheet"), icon="adjustments")
says("scores.frozen", _("froze the scores of %(month)s: %(count)s squads"), icon="lock")
says("score.contest", _("contested a line of the score"), tone="warn", icon="message-report")
says("score.accept", _("accepted the contest; counted again"), tone="ok", icon="check")
says("score.reject", _("rejected the contest"), icon="x")
says("public_rating.entered", _("entered a public rating"), icon="star")


def _contests(user, day: date) -> list[Tally]:
    """For the office: contests that wait."""
    asked = Contest.objects.filter(state=Contest.State.ASKED)
    return [Tally(asked, partial(_asked, day=day))] if in_office(user) else []


def _asked(n: int, day: date) -> Due:
    title = ngettext("%(n)s contest of a score to decide", "%(n)s contests of scores to decide", n) % {"n": n}
    return Due(title, day, reverse("score-contests"), kind="check")


register_due("patrols.contests", _contests, personal=True)
