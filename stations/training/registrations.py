"""What training tells the rest of the house; officers are the first audience."""

from django.utils.translation import gettext_lazy as _

from stations.agenda.registry import register as register_due
from stations.indicators import registry as figures
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.notices.registry import register as notice
from stations.organisation.models import Officer, Team, User
from stations.timeline.sentences import register as says
from stations.training import agenda, importer, registry, rules
from stations.training.models import Attendance, Certificate, Sitting

menu(NavItem("team", _("Training and drills"), "sittings", "school", rules.may_see, 62))
menu(NavItem("team/records", _("Courses"), "courses", "book", rules.may_see, 63))
menu(NavItem("team/records", _("Question bank"), "bank", "list-check", rules.teaches_any, 64))
menu(NavItem("team/records", _("Certificates"), "certificates", "certificate", rules.teaches_any, 65))
menu(NavItem("team/records", _("Reach of the classes"), "training-reach", "chart-bar", rules.may_see, 66))
menu(NavItem("setup", _("Training settings"), "training-settings", "school", rules.may_set, 112))
menu(NavItem("me", _("My training"), "my-training", "school", order=50))
importer.register()
register_due("training", agenda.due, personal=True)
notice("sitting.planned", _("You are invited to a training"), icon="school")
notice("sitting.announced", _("A class you can sign up for"), icon="school")
notice("sitting.seat", _("A seat in the class became free: it is yours"), tone="ok", icon="user-check")
notice("sitting.soon", _("Your class is on within a day"), icon="clock")
notice("sitting.changed", _("A class of yours has another time or place"), tone="warn", icon="calendar-time")
notice(
    "certificate.ends",
    _("Your certificate runs out on %(until)s. Sign up again with one tap."),
    tone="warn",
    icon="certificate",
)
notice("certificate.revoked", _("A certificate of yours has been revoked"), tone="warn", icon="certificate")
notice("sitting.cancelled", _("A training you were invited to is cancelled"), tone="warn", icon="calendar-off")

says("course.saved", _("changed the course"), icon="adjustments")
says("sitting.planned", _("planned a sitting and invited %(invited)s"), icon="calendar-plus")
says("sitting.open", _("opened the sitting for signing in"), icon="lock-open")
says("sitting.hold", _("the sitting was held"), tone="ok", icon="checks")
says("sitting.cancel", _("cancelled the sitting"), tone="warn", icon="calendar-off")
says("sitting.reopen", _("opened the sitting again"), icon="rotate-clockwise")
says("sitting.signed_in", _("signed in"), tone="ok", icon="check")
says("sitting.opened_to", _("planned a sitting people sign up for"), icon="calendar-plus")
says("sitting.changed", _("changed time, place or seats"), icon="calendar-time")
says("sitting.enrolled", _("signed up"), icon="user-plus")
says("sitting.given_up", _("cancelled the own place"), tone="muted", icon="user-off")
says("sitting.promoted", _("%(count)s moved up from the waiting list"), tone="ok", icon="user-check")
says("quiz.laid_out", _("drew %(count)s questions for the quiz"), icon="list-check")
says("quiz.begun", _("began the quiz"), icon="list-check")
says("quiz.finished", _("finished the quiz"), tone="ok", icon="checks")
says("bank.saved", _("wrote the question"), icon="pencil")
says("bank.approve", _("checked the question: it is used"), tone="ok", icon="checks")
says("bank.revise", _("gave the question back to its writer"), tone="warn", icon="rotate-clockwise")
says("bank.retire", _("took the question out of use"), tone="muted", icon="trash")
says("certificate.issued", _("got the certificate"), tone="ok", icon="certificate")
says("certificate.revoked", _("revoked the certificate"), tone="warn", icon="eraser")
says("training.settings_changed", _("changed the settings of training"), icon="adjustments")
says("sitting.marked", _("noted %(count)s as present"), icon="user-check")


def _officers(parts: list[str], day):
    """Serving officers, of some teams where parts are given (``team-<id>``)."""
    rows = Officer.objects.serving()
    if parts:
        teams = [int(part.removeprefix("team-")) for part in parts if part.startswith("team-")]
        rows = rows.with_team(day).filter(team_id__in=teams)
    return User.objects.filter(pk__in=rows.values("user_id")).order_by("pinyin", "id")


def _teams():
    return [(f"team-{pk}", name) for pk, name in Team.objects.filter(active=True).values_list("pk", "name")]


def _by_team(day):
    """(team, account) of every serving officer."""
    rows = Officer.objects.serving().with_team(day).order_by("team_id", "id")
    names = dict(Team.objects.values_list("pk", "name"))
    return [(names.get(team, "—"), user) for team, user in rows.values_list("team_id", "user_id")]


registry.register(
    registry.Audience(
        "officers", _("Officers of the station"), _officers, _teams,
        splits=(registry.Split("team", _("Team"), _by_team),),
    )
)  # fmt: skip


def _held(station, scope, period) -> int | None:
    """Sittings held, of the whole station."""
    if scope.team_id or scope.community_id:
        return None
    rows = Sitting.objects.filter(state=Sitting.State.HELD, starts_at__date__range=(period.first, period.last))
    return rows.count()


def _came(station, scope, period) -> int | None:
    """People who came, of the whole station."""
    if scope.team_id or scope.community_id:
        return None
    rows = Attendance.objects.filter(
        attended_at__isnull=False, sitting__starts_at__date__range=(period.first, period.last)
    )
    return rows.count()


def _certified(station, scope, period) -> int | None:
    """Certificates issued, of the whole station."""
    if scope.team_id or scope.community_id:
        return None
    rows = Certificate.objects.filter(station=station, issued_on__range=(period.first, period.last), revoked_at=None)
    return rows.count()


for code, name, unit, words, compute, counts in (
    ("training.held", _("Sittings held"), _("sittings"),
     _("Classes, drills and joint drills held in the period; cancelled ones left out."), _held, True),
    ("training.came", _("People trained"), _("attendances"),
     _("People who signed in or were noted as present at a sitting of the period; a person counts once a sitting."),
     _came, False),
):  # fmt: skip
    figures.register(
        figures.Figure(
            code,
            name,
            unit,
            words,
            compute,
            _("Training"),
            lambda station, scope, period: figures.address("sittings", period, state="held"),
            higher_is_better=True,
            counts_records=counts,
        )  # fmt: skip
    )

figures.register(
    figures.Figure(
        "training.certified",
        _("Certificates issued"),
        _("certificates"),
        _("Certificates of classes issued in the period and not revoked; somebody who got two counts twice."),
        _certified,
        _("Training"),
        lambda station, scope, period: figures.address("certificates", period),
        higher_is_better=True,
        counts_records=False,
    )
)
