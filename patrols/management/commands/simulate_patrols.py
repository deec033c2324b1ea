"""``manage.py simulate_patrols --station QM --days 30``: some days of patrols through the API of a running portal."""

import base64
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from io import BytesIO
from random import Random

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from PIL import Image, ImageDraw

from patrols.checkins.indicators import counted
from patrols.findings import defaults
from patrols.findings.models import Finding, FindingKind
from patrols.management.portal import Portal, Unreachable
from patrols.management.simulation import MINUTE, Scan, Script, Upload
from patrols.schedule import readings, reckoning
from patrols.schedule.actions import generate
from patrols.squads.models import CommandPost
from stations.access.actions import pair_phone, revoke_phone
from stations.access.models import ApiToken, DeviceToken
from stations.access.tokens import issue
from stations.indicators.periods import Period
from stations.kit.scoping import in_station
from stations.kit.spans import in_force, midnight
from stations.organisation.models import Station

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LABEL = "simulation"
ANSWERS = ("counted", "repeat", "unplanned", "too_old", "repeated", "conflict", "refused")
# The month of the article: check-ins, kilometres, hours of the mobile patrol team of 前门.
ARTICLE = (13_276, 5_500, 4_560)


class Command(BaseCommand):
    """Duties and tokens are the station's own, made here as its beat and its office make them. Everything that guards
    and office do goes through the API of the portal at ``--url``, which runs with ``SIMULATED_CLOCK=1``."""

    help = "Let the guards of a demo station patrol for some days, through the API of a running portal."

    def add_arguments(self, parser):
        """Where, how long, how many at once."""
        parser.add_argument("--station", nargs="+", default=["QM"], help="codes of the stations")
        parser.add_argument("--days", type=int, default=30, help="so many days before today, and today until now")
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="the running portal")
        parser.add_argument("--seed", type=int, default=20261101, help="another one makes another month")
        parser.add_argument("--threads", type=int, default=4, help="phones that send at the same time")

    def handle(self, *args, **options):
        """Day by day; safe to run again."""
        if not settings.SIMULATED_CLOCK:
            raise CommandError("simulate_patrols runs with DEMO=1 and SIMULATED_CLOCK=1 only, here and at the portal")
        for code in options["station"]:
            station = Station.objects.filter(code=code).first()
            if station is None:
                raise CommandError(f"there is no station {code}")
            with in_station(station):
                try:
                    Run(self, station, options).days()
                except Unreachable as problem:
                    raise CommandError(f"the portal at {options['url']}: {problem}") from None


class Run:
    """One run over some days of a station."""

    def __init__(self, command: Command, station: Station, options: dict):
        self.command, self.station, self.options = command, station, options
        self.portal, self.now = Portal(options["url"]), timezone.now()
        self.script = Script(station.code, options["seed"], self.now)
        self.tokens: dict[int, str] = {}
        self.told: Counter = Counter()
        self.sure = False

    def days(self) -> None:
        """All of them, then the figures."""
        today = timezone.localdate(self.now)
        first = today - self.options["days"] * DAY
        if not FindingKind.objects.exists():
            defaults.install(self.station)
        self.kinds = {kind.code: kind.pk for kind in FindingKind.objects.all()}
        office = CommandPost.objects.filter(
            in_force(today), level=CommandPost.Level.OFFICE, user__home_station=self.station, user__is_active=True
        )
        self.office = office.select_related("user").order_by("pk").first()
        began, sending = time.monotonic(), 0.0
        try:
            for number in range(self.options["days"] + 1):
                sending += self._day(first + number * DAY)
        finally:
            self._put_away()
        reckoning.close_due(self.now)
        self._figures(first, today, time.monotonic() - began, sending)

    def _day(self, day: date) -> float:
        """Plan it, walk it, judge it; returns the seconds of sending."""
        generate(station=self.station, first=day, last=day, at=midnight(day))
        uploads = self.script.day(day)
        guards = {upload.guard.pk: upload.guard for rows in uploads.values() for upload in rows}
        for pk, guard in guards.items():
            if pk not in self.tokens:
                self.tokens[pk] = issue(user=guard.user, label=LABEL, at=self.now)[0]
        began = time.monotonic()
        self._be_sure(uploads)
        with ThreadPoolExecutor(self.options["threads"]) as pool:
            fresh = [scan for part in pool.map(self._send_all, uploads.values()) for scan in part]
        took = time.monotonic() - began
        for scan in fresh:
            self._after(scan)
        reckoning.close_due(min(midnight(day + DAY) + HOUR, self.now))
        return took

    def _be_sure(self, uploads: dict[int, list[Upload]]) -> None:
        """The first upload alone: a portal that goes by its own clock would take a month for this minute."""
        rows = next((rows for rows in uploads.values() if rows), None)
        if self.sure or rows is None:
            return
        upload = rows[0]
        _fresh, answers = self._send(upload)
        at = next((answer["at"] for answer in answers if answer.get("at")), None)
        if at is None or abs(timezone.datetime.fromisoformat(at) - upload.scans[0].at) > 10 * MINUTE:
            raise Unreachable("it does not take the simulated clock; start it with SIMULATED_CLOCK=1")
        del rows[0]
        self.sure = True
        for scan in _fresh:
            self._after(scan)

    def _send_all(self, uploads: list[Upload]) -> list[Scan]:
        return [scan for upload in uploads for scan in self._send(upload)[0]]

    def _send(self, upload: Upload) -> tuple[list[Scan], list[dict]]:
        """One upload; the scans that were new to the portal, and its answers."""
        body = {
            "sent_at": upload.at.isoformat() if upload.scans[0].item.get("offline") else None,
            "phone": self.script.identity("phone", upload.guard.guard_no),
            "items": [scan.item for scan in upload.scans],
        }
        status, answer = self.portal.post(
            "/api/v1/check-ins/", body, token=self.tokens[upload.guard.pk], at=upload.at
        )
        if status != 200:
            raise Unreachable(f"check-ins: HTTP {status} {answer.get('code', '')} {answer.get('detail', '')}")
        fresh = []
        for scan, said in zip(upload.scans, answer["items"], strict=True):
            self.told[said["status"] if said["status"] != "recorded" else said["code"]] += 1
            self.told["flagged"] += bool(said["flags"]) and said["status"] == "recorded"
            if said["status"] == "recorded":
                fresh.append(scan)
        return fresh, answer["items"]

    # -- what follows a check-in ---------------------------------------------------------------------------------

    def _after(self, scan: Scan) -> None:
        """The one tap on the why-card, and the report of what was found."""
        if scan.closing:
            person = scan.guard.user
            cookie = pair_phone(user=person, label=LABEL, at=timezone.now())
            path = f"/c/check-ins/{scan.client_id}/closing/"
            status, _answer = self.portal.post(path, {"closing": scan.closing}, cookie=cookie)
            self.told["closings" if status == 200 else f"closing {status}"] += 1
        if scan.finding and scan.finding.kind in self.kinds:
            self._report(scan)

    def _report(self, scan: Scan) -> None:
        """The finding, then what the office makes of it hours later."""
        found, dice = scan.finding, Random(scan.client_id)
        at = scan.at + dice.uniform(2, 9) * MINUTE
        body = {
            "client_id": self.script.identity("finding", scan.client_id), "kind": self.kinds[found.kind],
            "act": found.act, "words": found.words, "checkpoint": scan.point.pk, "settled": found.settled,
            "found_at": (scan.at + MINUTE).isoformat(),
            "files": pictures(scan, found.settled),
        }  # fmt: skip
        status, answer = self.portal.post("/api/v1/findings/", body, token=self.tokens[scan.guard.pk], at=at)
        self.told["findings" if status == 201 else f"finding {status} {answer.get('code', '')}"] += 1
        later = at + dice.uniform(0.3, 8) * HOUR
        if status != 201 or self.office is None or later > self.now:
            return
        if found.answer:
            self._office(answer["id"], "answer", {"words": found.answer}, later)
        elif found.settled and dice.random() < 0.9:
            self._office(answer["id"], "confirm", {}, later)
        if dice.random() < 0.3:
            self._office(answer["id"], "sample", {"quality": dice.choice((3, 4, 4, 5, 5))}, later + MINUTE)

    def _office(self, pk: int, verb: str, body: dict, at) -> None:
        token = self.tokens.get(0) or issue(user=self.office.user, label=LABEL, at=self.now)[0]
        self.tokens[0] = token
        status, answer = self.portal.post(f"/api/v1/findings/{pk}/{verb}/", body, token=token, at=at)
        self.told[verb if status == 200 else f"{verb} {status} {answer.get('code', '')}"] += 1

    def _put_away(self) -> None:
        """The simulation's own keys: no phone and no token of it stays behind."""
        moment = timezone.now()
        ApiToken.objects.filter(label=LABEL, revoked_at=None).update(revoked_at=moment)
        for device in DeviceToken.objects.filter(label=LABEL, revoked_at=None).select_related("user"):
            revoke_phone(user=device.user, device=device, at=moment)

    # -- what became of it ---------------------------------------------------------------------------------------

    def _figures(self, first: date, today: date, took: float, sending: float) -> None:
        say = self.command.stdout.write
        sent = sum(self.told[name] for name in ANSWERS)
        rate = sent / max(sending, 0.01)
        say(f"{self.station.code} {first} … {today}: {dict(self.told)}")
        say(f"{sent} check-ins sent in {sending:.1f} s ({rate:.0f} a second); {took:.1f} s with all the rest")
        last = today - DAY
        if last < first:
            return
        total = readings.month_totals(self.station, first, last)
        made = counted(self.station, Period(first, last + DAY)).count()
        days = self.options["days"]
        say(f"{days} days to {last}, beside the article's month × {days}/30:")
        for name, value, month in zip(
            ("check-ins", "km", "hours"), (made, total.km, total.hours), ARTICLE, strict=True
        ):
            say(f"  {name:<10}{value:>10,.0f}{month * days / 30:>10,.0f}")
        findings = Finding.objects.filter(reported_at__gte=midnight(first), reported_at__lt=midnight(today)).count()
        say(f"  duties {total.duties}, done {total.done}, missed {total.missed}, visited {total.share} %, "
            f"in time {total.punctual} %, uploaded later {total.offline_share} %, findings {findings}")  # fmt: skip


def pictures(scan: Scan, settled: bool) -> list[dict]:
    """A photo of before, and one of after where it was settled: plain signs that say what they stand for."""
    stages = ("before", "after") if settled else ("before",)
    return [{"stage": stage, "content": base64.b64encode(_picture(scan, stage)).decode()} for stage in stages]


def _picture(scan: Scan, stage: str) -> bytes:
    image = Image.new("RGB", (480, 360), "#8a6d3b" if stage == "before" else "#3b6d8a")
    draw = ImageDraw.Draw(image)
    draw.rectangle((20, 20, 460, 340), outline="white", width=4)
    draw.text((40, 160), f"DEMO {scan.point.code} {stage} {scan.at:%Y-%m-%d %H:%M}", fill="white")
    stream = BytesIO()
    image.save(stream, "JPEG")
    return stream.getvalue()
