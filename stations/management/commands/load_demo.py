"""``manage.py load_demo``: two stations through the importer, logins, duties, the command room, reports."""

from dataclasses import dataclass
from datetime import date, timedelta

from celery import current_app
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from stations.calendar.actions import seed
from stations.incidents.models import Incident
from stations.kit.scoping import in_station
from stations.management.demo.clock import quiet
from stations.management.demo.loading import DATA, STATIONS
from stations.management.demo.logins import follow_duty
from stations.management.demo.room import furnish
from stations.organisation.models import Officer, Post, Station, Team, User
from stations.places.models import CommunityPost
from stations.reports.actions import make_missing
from stations.roster import absences
from stations.roster.actions import generate, running_day
from stations.roster.models import Absence, Duty, Role

PASSWORD = "demo"
MONTHS_BACK = 14
DAY = timedelta(days=1)
ADMINISTRATORS = (
    ("admin", "系统管理员", User.AdminRole.SYSTEM),
    ("security", "安全管理员", User.AdminRole.SECURITY),
    ("audit", "审计管理员", User.AdminRole.AUDIT),
)
# People around the station who are no officers; all names are made up.
OUTSIDERS = ("squadleader", "guard", "mediator", "member", "grouplead")
HELPERS = {
    "": ("钱有为", "孙立新", "周和平", "吴桂芳", "郑国栋"),
    "2": ("冯志强", "陈建业", "褚明德", "卫秀兰", "蒋大勇"),
}


class Command(BaseCommand):
    """Idempotent: people are loaded until the last login exists, the command room until it has incidents.

    Each time the logins of the command room go to those on duty.
    """

    help = "Load the two demo stations (only when DEMO=1)."

    def handle(self, *args, **options):
        """Everything in one transaction, so that a load that broke off starts over."""
        if not settings.DEMO:
            raise CommandError("load_demo runs only with DEMO=1: its logins are public")
        today = timezone.localdate()
        new = not User.objects.filter(username="grouplead2").exists()
        if new:
            seed()
            with transaction.atomic():
                for code, name, suffix in STATIONS:
                    call_command("import_station", DATA / f"{name}.xlsx", stdout=self.stdout, stderr=self.stderr)
                    self._station(Station.objects.get(code=code), suffix, today)
        furnished = [self._command_room(code, today) for code, _name, _suffix in STATIONS]
        for code, _name, suffix in STATIONS:
            with in_station(Station.objects.get(code=code)):
                for username in follow_duty(suffix, timezone.now()):
                    self.stdout.write(f"{code}: {username} is on duty today")
        if new:
            self._reports()
        elif not any(furnished):
            self.stdout.write("demo data: already there")

    def _command_room(self, code: str, today: date) -> bool:
        """Incidents, crews and all that hangs on them; False where there are some."""
        station = Station.objects.get(code=code)
        with in_station(station), quiet(), transaction.atomic():
            if Incident.objects.exists():
                return False
            furnish(station, months_before(today, MONTHS_BACK), self.stdout.write)
        return True

    def _reports(self) -> None:
        """Queue the reports of all finished months; without a broker the daily task makes them."""
        if not broker_answers():
            self.stdout.write("monthly reports: left to the daily task, the broker is away")
            return
        for station in Station.objects.filter(code__in=[code for code, _name, _suffix in STATIONS]):
            self.stdout.write(f"{station.code}: {make_missing(station=station)} monthly reports queued")

    def _station(self, station: Station, suffix: str, today: date) -> None:
        with in_station(station):
            people = cast(today)
            for username, officer in people.items():
                _login(officer.user, username + suffix)
            for username, name, role in ADMINISTRATORS:
                _login(User(name=name, admin_role=role, home_station=station), username + suffix)
            for username, name in zip(OUTSIDERS, HELPERS[suffix], strict=True):
                _login(User(name=name, home_station=station), username + suffix)
            first, last = months_before(today, MONTHS_BACK), today + timedelta(days=settings.ROSTER_HORIZON_DAYS)
            made = generate(station=station, first=first, last=last)
            self.stdout.write(f"{station.code}: {made.inserted} duties from {first} to {last}")
            entered = enter_absences(station, people["chief"].user)
            self.stdout.write(f"{station.code}: {entered} absences")


def broker_answers() -> bool:
    """Whether work can be queued: without this check each of the reports would wait for a broker that is away."""
    try:
        with current_app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, timeout=2)
    except (OperationalError, OSError):
        return False
    return True


def months_before(day: date, months: int) -> date:
    """The first day of the month that lies some months before."""
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)


def _login(user: User, username: str) -> None:
    user.username, user.password = username, _demo_password()
    user.must_change_password, user.password_changed_at = False, timezone.now()
    user.save()


def _demo_password() -> str:
    """One hash for all demo logins: a quarter of a second each would be ten in all."""
    if not hasattr(_demo_password, "made"):
        _demo_password.made = make_password(PASSWORD)
    return _demo_password.made


def cast(today: date) -> dict[str, Officer]:
    """Which officer of the station in scope plays which demo login."""
    police = Officer.objects.on_strength().with_team(today).select_related("user").order_by("police_no")
    by_kind = {team.pk: team.kind for team in Team.objects.all()}
    posts = CommunityPost.objects.filter(end=None).select_related("officer").order_by("community_id", "role")
    taken = {post.officer_id for post in posts}
    rows = list(police)

    def first(post: str, kind: str = "", free: bool = False) -> Officer:
        return next(
            row
            for row in rows
            if row.post == post
            and (not kind or by_kind.get(row.team_id) == kind)
            and (not free or row.pk not in taken)
        )

    beat = next(post.officer_id for post in posts if post.role == CommunityPost.Role.A)
    return {
        "chief": first(Post.CHIEF),
        "commander": first(Post.DEPUTY),
        "desk": first(Post.DESK),
        "community": next(row for row in rows if row.pk == beat),
        "casework": first(Post.OFFICER, Team.Kind.CASE),
        "streets": first(Post.OFFICER, Team.Kind.STREET),
        "liaison": first(Post.OFFICER, Team.Kind.COMMUNITY, free=True),
    }


@dataclass(frozen=True)
class Away:
    """One demo absence, told relative to the running duty day."""

    team: str
    role: str
    kind: str
    first: int
    days: int
    reason: str
    substitute: bool = False


AWAY = (
    Away(Team.Kind.CASE, Role.PRIMARY, Absence.Kind.LEAVE, 0, 3, "年休假", substitute=True),
    Away(Team.Kind.COMMAND, Role.PRIMARY, Absence.Kind.SICK, 0, 1, "发热就医"),
    Away(Team.Kind.COMMUNITY, Role.SECONDARY, Absence.Kind.TRAINING, 6, 4, "参加分局业务培训", substitute=True),
    Away(Team.Kind.STREET, Role.FIXED, Absence.Kind.SECONDMENT, -12, 5, "支援分局活动安保"),
    Away(Team.Kind.CASE, Role.SECONDARY, Absence.Kind.LEAVE, -20, 3, "年休假", substitute=True),
    Away(Team.Kind.COMMUNITY, Role.PRIMARY, Absence.Kind.SICK, -8, 2, "感冒休息"),
)


def enter_absences(station: Station, chief: User) -> int:
    """A handful of absences: one today with a substitute, one today that leaves a gap, some before and after."""
    today, used = running_day(), set()
    for away in AWAY:
        begin = today + away.first * DAY
        duties = Duty.objects.on(begin).filter(team__kind=away.team, absence=None, cover=None)
        duties = duties.filter(officer__kind=Officer.Kind.POLICE, officer__leads=None, officer__community_posts=None)
        rows = [row for row in duties.order_by("officer__police_no") if row.officer_id not in used]
        absent = next((row for row in rows if row.role == away.role), None)
        if absent is None:
            continue
        resting = (row for row in rows if row.role == Role.REST and row.team_id == absent.team_id)
        helper = next(resting, None) if away.substitute else None
        used |= {absent.officer_id, helper.officer_id if helper else None}
        people = (
            Officer.objects.with_team(today)
            .select_related("user")
            .in_bulk([row.officer_id for row in (absent, helper) if row])
        )
        absences.enter(
            station=station, officer=people[absent.officer_id], kind=away.kind, first_day=begin,
            last_day=begin + (away.days - 1) * DAY, reason=away.reason, actor=chief,
            substitute=people[helper.officer_id] if helper else None,
        )  # fmt: skip
    return Absence.objects.count()
