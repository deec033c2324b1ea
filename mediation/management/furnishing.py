"""What the demo's mediation has beside its network: settings, logins, disputes in every state, some past ones."""

import io
import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone
from PIL import Image

from mediation.agreements import actions as agreements
from mediation.agreements.models import Agreement
from mediation.agreements.words import Kind, Role, SignWay
from mediation.cases import allotting, ending, notices, transferring, triage_actions
from mediation.cases.actions import new_code
from mediation.cases.lines import add_line
from mediation.cases.models import BodyNumber, Case, CaseMediator, CaseParty
from mediation.cases.papers import add_paper
from mediation.cases.registering import register
from mediation.cases.words import EndReason, Line, NoticeKind, PaperKind, PartyKind, Side, Source, State, Track
from mediation.management.stories import PAST, STORIES, Story
from mediation.network.models import Department, MediationRoom, MediationSettings, Mediator, RoomSitting
from mediation.network.words import Group
from mediation.sessions import appointments, holding
from mediation.sessions.words import Outcome
from stations.kit.identity import is_credit_code, is_id_number
from stations.numbers.actions import take, take_block
from stations.organisation.models import Officer, Post, Station, User
from stations.places.models import Community

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NAMES = {"QM": ("前门", "前"), "CW": ("朝外", "朝外")}
# Answers of the triage of a dispute without an offence, and of one that the police may mediate.
CIVIL = {"domestic_violence": "no", "violation": "none", "competence": "here", "consent": "all", "risk": "normal"}
OFFENCE = {
    "domestic_violence": "no", "violation": "offence", "decided": "no", "among_people": "yes", "minor": "yes",
    "act": "beating", "grounds": ["a"], "exclusions": ["none"], "consent": "all", "wish": "police",
    "facts_clear": "yes", "on_spot": "no", "risk": "normal",
}  # fmt: skip


def furnish(station: Station, suffix: str) -> int:
    """Give a demo station its disputes; 0 where it has some. The station is in scope."""
    if Case.objects.exists():
        return 0
    name, short = NAMES[station.code]
    MediationSettings.objects.update_or_create(station=station, defaults={
        "committee": f"{name}地区人民调解委员会（演示）", "rt_prefix": name, "za_prefix": f"京公（{short}）调解字",
    })  # fmt: skip
    _sittings(station)
    _login(station, suffix)
    made = _past(station)
    for number, story in enumerate(STORIES):
        Player(station, story, number).play()
    return made + len(STORIES)


def _sittings(station: Station) -> None:
    """Lawyers, associations and full-time mediators sit in the station's room by turns."""
    room = MediationRoom.objects.get(level=MediationRoom.Level.CORE)
    people = Mediator.objects.serving().in_group(Group.FULL_TIME, Group.LAWYER, Group.ASSOCIATION)
    for place, mediator in enumerate(people.order_by("number")[:10]):
        begins, ends = (time(9), time(12)) if place % 2 else (time(13, 30), time(17, 30))
        RoomSitting.objects.create(
            station=station, room=room, mediator=mediator, weekday=place % 5, begins=begins, ends=ends,
            start=mediator.joined_on,
        )  # fmt: skip


def _login(station: Station, suffix: str) -> None:
    """The login ``mediator`` is the keeper of the room."""
    keeper = Mediator.objects.select_related("user").get(keeper=True)
    login = User.objects.get(username=f"mediator{suffix}")
    old, keeper.user = keeper.user, login
    login.name, login.phone = old.name, old.phone
    old.phone, old.is_active = "", False
    old.save()
    login.save()
    keeper.save()


class Player:
    """Plays one dispute through the same actions as pages and API."""

    def __init__(self, station: Station, story: Story, number: int):
        self.station, self.story = station, story
        chief = Officer.objects.select_related("user").get(post=Post.CHIEF)
        communities = list(Community.objects.order_by("code"))
        self.chief, self.community = chief.user, communities[number % len(communities)]
        self.number = number
        self.keeper = Mediator.objects.select_related("user").get(keeper=True).user
        self.now = timezone.now()
        self.at = min(self._office(number), self.now - 5 * timedelta(minutes=1))

    def _office(self, number: int) -> datetime:
        day = timezone.localdate(self.now) - self.story.days * DAY
        hour = time(9 + number % 8, 10 + 5 * (number % 8))
        return timezone.make_aware(datetime.combine(day, hour))

    def play(self) -> None:
        """Until the state of the story."""
        story = self.story
        self.case = self._register()
        self._accounts()
        if story.until == "registered":
            return
        answers = OFFENCE if story.police else CIVIL
        if story.until == "transferred":
            answers = CIVIL | {"competence": "organ"}
        officer = self._officer() if story.police else None
        if story.police:
            add_paper(
                case=self.case, actor=self.chief, kind=PaperKind.EVIDENCE, name="现场照片.png", content=_picture(),
                title="现场照片", at=self.at,
            )  # fmt: skip
        triage_actions.triage(
            case=self.case, answers=answers, facts=story.summary, actor=self.chief, officer=officer, at=self.at
        )
        if story.until == "transferred":
            target = Department.objects.filter(causes__contains=[story.cause]).first() or Department.objects.first()
            transferring.transfer(
                case=self.case, reason="属专业部门职责", department=target, actor=self.chief, at=self.at
            )  # fmt: skip
            return
        if story.until != "triaged":
            self._accepted()

    def _register(self) -> Case:
        story = self.story
        parties = [self._party(Side.A, story.one), self._party(Side.B, story.other, story.unit)]
        if story.police:
            parties[0]["public_role"], parties[1]["public_role"] = "victim", "suspect"
        return register(
            station=self.station, actor=self.chief, source=Source.APPLICATION, summary=story.summary,
            cause=story.cause, place=story.place, community=self.community, amount=story.amount, parties=parties,
            at=self.at,
        )  # fmt: skip

    def _party(self, side: str, name: str, unit: bool = False) -> dict:
        """With all that an agreement asks for (RT-10); numbers are made up and hold their check digits."""
        place = self.number * 2 + (side == Side.B)
        given = {"side": side, "name": name, "phone": f"1570000{place:04d}", "address": f"{self.story.place}（演示）"}
        if unit:
            return given | {
                "kind": PartyKind.UNIT, "representative": "经营者", "id_number": completed(f"92110101MA00{place:05d}")
            }  # fmt: skip
        return given | {"id_number": completed(f"1101011980{place % 12 + 1:02d}10{place:03d}"), "nation": "汉族"}

    def _accounts(self) -> None:
        rows = [
            (Side.A, Line.CLAIM, "希望对方承担责任并说明情况", None),
            (Side.B, Line.FACT, "认可发生争执，对经过有不同说法", None),
        ]
        if self.story.amount:
            rows.append((Side.A, Line.MONEY, "要求支付的数额", self.story.amount))
            rows.append((Side.B, Line.MONEY, "愿意承担的数额", self.story.amount / 2))
        for side, about, text, amount in rows:
            add_line(
                case=self.case, actor=self.chief, side=side, about=about, text=text, amount=amount, at=self.at
            )  # fmt: skip

    def _officer(self) -> Officer:
        return Mediator.objects.in_group(Group.POLICE).select_related("user__officer").first().user.officer

    def _accepted(self) -> None:
        story = self.story
        triage_actions.accept(case=self.case, actor=self.chief, at=self.at)
        if story.until == "accepted":
            return
        if not story.police:
            row = self._ask()
            if story.until == "asked":
                return
            allotting.answer(row=row, yes=True, actor=self.chief, at=self.at + HOUR)
        notices.give(
            case=self.case, kind=NoticeKind.RIGHTS, way=notices.HowTold.WRITTEN, actor=self.chief, at=self.at
        )  # fmt: skip
        if story.until == "ended":
            refuser = self.case.parties.filter(side=Side.B).first()
            ending.end(
                case=self.case, reason=EndReason.REFUSED, refused_by=refuser, way=notices.HowTold.WRITTEN,
                actor=self.chief, at=min(self.at + DAY, self.now),
            )  # fmt: skip
            return
        self._sessions()

    def _ask(self) -> CaseMediator:
        """Half of the disputes go to the keeper's own login, so that it has something to do."""
        if self.number % 2 == 0:
            mine = Mediator.objects.get(keeper=True)
            return allotting.ask(case=self.case, mediator=mine, actor=self.chief, at=self.at)
        fit = allotting.readings.ranked(self.case, timezone.localdate(self.at))[0]
        chosen = Mediator.objects.get(pk=fit[0].candidate.pk)
        return allotting.ask(case=self.case, mediator=chosen, actor=self.chief, at=self.at)

    def _sessions(self) -> None:
        story = self.story
        held = story.until != "fixed"
        day = (
            timezone.localdate(self.at) + 2 * DAY if held else timezone.localdate(self.now) + (self.number % 3) * DAY
        )
        starts = timezone.make_aware(datetime.combine(day, time(9 + self.number % 4 * 2)))
        if not held and starts < self.now:
            starts += DAY
        core = MediationRoom.objects.get(level=MediationRoom.Level.CORE)
        session = appointments.fix(
            case=self.case, actor=self.chief, starts_at=starts, ends_at=starts + HOUR, at=self.at,
            **({"venue": core.name} if held else {"room": core}), public=story.police,
        )  # fmt: skip
        if held:
            self._held(session, starts)

    def _held(self, session, starts: datetime) -> None:
        if self.story.police:
            # Outside a recording venue two officers come (ZA-23).
            second = Officer.objects.on_strength().exclude(pk=session.officer_id).order_by("police_no").first()
            holding.add_attendee(session=session, actor=self.chief, officer=second)
        for row in session.attendances.all():
            holding.set_present(attendance=row, actor=self.chief, present=True, at=starts)
        holding.set_recording(session=session, actor=self.chief, recording=f"LX-{self.number:04d}", at=starts)
        holding.start(session=session, actor=self.chief, at=starts)
        agreed = self.story.until in {"performing", "overdue", "performed"}
        holding.finish(
            session=session, actor=self.chief, at=starts + HOUR,
            minutes="双方陈述意见，调解员归纳争议焦点并释明有关规定。",
            result="双方达成一致。" if agreed else "双方分歧缩小，约定再次调解。",
            outcome=Outcome.AGREED if agreed else Outcome.ADJOURNED, recording_complete=True,
        )  # fmt: skip
        if agreed:
            self._agreement(timezone.localdate(starts), starts + HOUR)

    def _agreement(self, day: date, at: datetime) -> None:
        one, other = self.case.parties.order_by("side", "id")
        instant = self.story.until == "performed"
        terms = self._terms(day, one, other, instant)
        row = agreements.draft(
            case=self.case, kind=Kind.RT_WRITTEN, made_on=day, actor=self.chief, clauses=self.story.clauses,
            terms=terms, facts=self.story.summary, issues="责任与数额", responsibility="双方各承担相应责任",
            place="民调室", amount=sum((term["amount"] or 0 for term in terms), Decimal(0)) or None, instant=instant,
            at=at,
        )  # fmt: skip
        agreements.open_signing(agreement=row, actor=self.chief, at=at)
        self._sign(row, one, other, day, at)

    def _terms(self, day: date, one: CaseParty, other: CaseParty, instant: bool) -> list[dict]:
        if not self.story.amount:
            return [self._term(other, one, None, "按清单交接", day)]
        whole = self.story.amount / 2
        if instant:
            return [self._term(other, one, whole, "", day)]
        if self.story.until == "overdue":
            return [self._term(other, one, whole, "", day + 7 * DAY)]
        today = timezone.localdate(self.now)
        return [
            self._term(other, one, whole / 2, "", max(day, today - DAY)),
            self._term(other, one, whole / 2, "", today + 20 * DAY),
        ]

    @staticmethod
    def _term(debtor, creditor, amount, act: str, due: date) -> dict:
        way = "转账" if amount else "当场"
        return {"debtor": debtor, "creditor": creditor, "amount": amount, "act": act, "due_on": due, "way": way}

    def _sign(self, row: Agreement, one: CaseParty, other: CaseParty, day: date, at: datetime) -> None:
        signers = [(Role.PARTY, one), (Role.PARTY, other), (Role.MEDIATOR, None), (Role.SEAL, None)]
        for role, party in signers:
            way = SignWay.SEAL if role == Role.SEAL else SignWay.INK
            agreements.sign(agreement=row, role=role, way=way, on=day, actor=self.chief, party=party, at=at)


def completed(start: str) -> str:
    """A made-up number of 17 places with the check character that holds (UI-12)."""
    holds = is_credit_code if start.startswith("9") else is_id_number
    return next(start + sign for sign in "0123456789ABCDEFGHJKLMNPQRTUWXY" if holds(start + sign))


def _picture() -> bytes:
    """A grey card that stands for a photo of the scene."""
    stream = io.BytesIO()
    Image.new("RGB", (640, 480), (196, 202, 210)).save(stream, "PNG")
    return stream.getvalue()


def _past(station: Station) -> int:
    """Filed disputes of the past year, written as rows: they give figures and help something to find."""
    chance = random.Random(f"mediation:{station.code}")
    people = list(Mediator.objects.serving().filter(of_committee=True))
    places = list(Community.objects.order_by("code"))
    today = timezone.localdate()
    days = sorted(today - timedelta(days=chance.randint(45, 365)) for _turn in range(70))
    for day in days:
        cause, summary = chance.choice(PAST)
        _filed(station, day, cause, summary, chance.choice(places), chance.choice(people), chance)
    return len(days)


def _filed(station, day: date, cause, summary: str, community, mediator, chance) -> None:
    at = timezone.make_aware(datetime.combine(day, time(chance.randint(9, 17), chance.randint(0, 59))))
    agreed = day + timedelta(days=chance.randint(1, 12))
    paid = agreed + timedelta(days=chance.choice((0, 0, 7, 15)))
    case = Case.objects.create(
        station=station, year=day.year, serial=take(station_id=station.pk, series="mediation", year=day.year),
        code=new_code(), state=State.ARCHIVED, track=Track.RT,
        source=chance.choice((Source.APPLICATION, Source.GRID)),
        cause=cause, summary=summary, community=community, law="TJ-2026" if day.year >= 2026 else "TJ-2019",
        registered_at=at, triaged_at=at, accepted_on=day, due_on=day + 30 * DAY, rights_notice_at=at,
        first_session_on=agreed, sessions_held=chance.choice((1, 1, 2)), agreed_on=agreed, effective_on=agreed,
        instant=paid == agreed, perform_by=paid, performed_on=paid, followed_up_on=paid + 14 * DAY,
        archived_on=paid + 20 * DAY,
    )  # fmt: skip
    block = take_block(station_id=station.pk, series="mediation-rt", year=day.year, count=1)
    prefix = NAMES[station.code][0]
    BodyNumber.objects.create(
        station=station, case=case, series=Track.RT, year=day.year, serial=block[0], issued_at=at,
        text=f"（{day.year}）{prefix}人调字第{block[0]}号",
    )  # fmt: skip
    CaseMediator.objects.create(
        station=station, case=case, mediator=mediator, asked_at=at, answered_at=at, accepted=True, since=at
    )
    for side in (Side.A, Side.B):
        CaseParty.objects.create(station=station, case=case, side=side, name=f"当事人{case.serial}{side}")
