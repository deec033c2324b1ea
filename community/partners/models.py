"""Joint meetings of police and enterprises (警企联席会议): series, meetings, agenda, resolutions to their end."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.partners.words import ItemState, MeetingState, Outcome, ResolutionState
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned, station_manager

USER = settings.AUTH_USER_MODEL
OFFICER, ENTERPRISE, BUILDING = "stations.Officer", "community.Enterprise", "community.Building"


@tracked()
class PartnerSettings(StationOwned):
    """What a station may set otherwise; the numbers are design defaults [I]."""

    accept_days = models.PositiveSmallIntegerField(
        _("a demand is accepted within (working days)"), default=2, validators=[MinValueValidator(1)]
    )
    again_days = models.PositiveSmallIntegerField(
        _("a demand that was returned is answered again within (working days)"), default=3,
        validators=[MinValueValidator(1)],
    )  # fmt: skip
    confirm_days = models.PositiveSmallIntegerField(
        _("without a word of the enterprise a demand is closed after (days)"), default=15,
        validators=[MinValueValidator(1)],
    )  # fmt: skip
    # Members of this trade are the audience "merchants" of the training.
    merchant_trade = models.ForeignKey(
        "community.Trade", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("trade of the members who are merchants"),
    )  # fmt: skip
    phone_days = models.PositiveSmallIntegerField(
        _("telephone numbers are deleted after the end of a demand (days)"), default=30
    )

    class Meta:
        verbose_name = _("settings of working with enterprises")
        constraints = [
            models.UniqueConstraint(fields=["station"], name="partner_settings_once"),
            models.CheckConstraint(
                condition=Q(accept_days__gte=1, again_days__gte=1, confirm_days__gte=1, phone_days__lte=365),
                name="partner_settings_bounds",
            ),
        ]


@tracked()
class MeetingSeries(StationOwned):
    """A row of joint meetings: of a building, a community, a trade or the whole station; how often it meets."""

    title = models.CharField(_("title"), max_length=60)
    community = models.ForeignKey(
        "stations.Community", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("community"),
    )  # fmt: skip
    building = models.ForeignKey(
        BUILDING, on_delete=models.PROTECT, null=True, blank=True, related_name="meeting_series",
        verbose_name=_("building"),
    )  # fmt: skip
    place = models.CharField(_("usual place"), max_length=120, blank=True)
    chair = models.ForeignKey(
        OFFICER, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("chair")
    )
    every_months = models.PositiveSmallIntegerField(
        _("every (months)"), default=3, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("series of joint meetings")
        verbose_name_plural = _("series of joint meetings")
        ordering = ["title", "id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "title"], name="meeting_series_title_once"),
            models.CheckConstraint(
                condition=Q(every_months__gte=1, every_months__lte=12), name="meeting_series_months"
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the series."""
        return reverse("meeting-series", args=[self.pk])


class JointMeetingQuerySet(models.QuerySet):
    """Domain words of joint meetings."""

    def planned(self):
        """Still to come."""
        return self.filter(state=MeetingState.PLANNED)

    def took_place(self):
        """Held, whether the minutes are final or not."""
        return self.filter(state__in=[MeetingState.HELD, MeetingState.CLOSED])


@tracked()
class JointMeeting(StationOwned):
    """One meeting of a series."""

    series = models.ForeignKey(
        MeetingSeries, on_delete=models.PROTECT, related_name="meetings", verbose_name=_("series")
    )
    # The how-manieth of its series; a cancelled one keeps its number.
    ordinal = models.PositiveSmallIntegerField(_("number in its series"))
    title = models.CharField(_("title"), max_length=80)
    state = models.CharField(_("state"), max_length=9, choices=MeetingState.choices, default=MeetingState.PLANNED)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    place = models.CharField(_("place"), max_length=120)
    chair = models.ForeignKey(
        OFFICER, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("chair")
    )
    minutes = models.CharField(_("minutes"), max_length=4000, blank=True)
    cancel_reason = models.CharField(_("cancelled because"), max_length=200, blank=True)
    planned_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    held_at = models.DateTimeField(_("held"), null=True)
    closed_at = models.DateTimeField(_("minutes final"), null=True)
    version = models.PositiveIntegerField(default=0)

    objects = station_manager(JointMeetingQuerySet)

    class Meta:
        verbose_name = _("joint meeting")
        verbose_name_plural = _("joint meetings")
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["series", "ordinal"], name="joint_meeting_ordinal_once"),
            models.UniqueConstraint(
                fields=["series"], condition=Q(state="planned"), name="joint_meeting_one_planned",
                violation_error_message=_("The next meeting of this series is planned already."),
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="joint_meeting_span"),
            models.CheckConstraint(
                condition=~Q(state__in=["held", "closed"]) | Q(held_at__isnull=False), name="joint_meeting_held_at"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | (~Q(minutes="") & Q(closed_at__isnull=False)),
                name="joint_meeting_final_minutes",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["station", "-starts_at"], name="joint_meeting_newest")]

    def __str__(self):
        return self.title

    def get_absolute_url(self) -> str:
        """The meeting's page."""
        return reverse("joint-meeting", args=[self.pk])


def one_of(*columns: str, empty: str = "") -> Q:
    """Exactly one of these foreign keys holds something; ``empty``: or the text column of that name instead.

    Args:
        columns: foreign keys.
        empty: a text column that stands for all of them.
    """
    found = Q()
    for chosen in (*columns, *([empty] if empty else [])):
        case = Q(**{f"{column}__isnull": column != chosen for column in columns})
        if empty:
            case &= ~Q(**{empty: ""}) if chosen == empty else Q(**{empty: ""})
        found |= case
    return found


@tracked()
class Invitee(StationOwned):
    """Who is invited: an officer of the station, an enterprise, or a unit from outside; whether they came."""

    meeting = models.ForeignKey(JointMeeting, on_delete=models.CASCADE, related_name="invitees")
    officer = models.ForeignKey(OFFICER, on_delete=models.PROTECT, null=True, related_name="+")
    enterprise = models.ForeignKey(ENTERPRISE, on_delete=models.PROTECT, null=True, related_name="invitations")
    unit = models.CharField(_("unit from outside"), max_length=80, blank=True)
    # Who came for an enterprise or unit, as the minutes say it: a name or an office, no number.
    person = models.CharField(_("who comes"), max_length=60, blank=True)
    attended = models.BooleanField(_("came"), null=True)

    class Meta:
        verbose_name = _("invited to a joint meeting")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=one_of("officer", "enterprise", empty="unit"), name="invitee_one"),
            models.UniqueConstraint(
                fields=["meeting", "officer"], condition=Q(officer__isnull=False), name="invitee_officer_once"
            ),
            models.UniqueConstraint(
                fields=["meeting", "enterprise"], condition=Q(enterprise__isnull=False),
                name="invitee_enterprise_once",
            ),
            models.UniqueConstraint(
                fields=["meeting", "unit", "person"], condition=~Q(unit=""), name="invitee_unit_once"
            ),
        ]  # fmt: skip


@tracked()
class AgendaItem(StationOwned):
    """Something to speak about, proposed by anybody concerned; without a meeting it waits for the next one."""

    series = models.ForeignKey(MeetingSeries, on_delete=models.PROTECT, related_name="items")
    meeting = models.ForeignKey(JointMeeting, on_delete=models.PROTECT, null=True, related_name="items")
    topic = models.CharField(_("topic"), max_length=80)
    why = models.CharField(_("why"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=ItemState.choices, default=ItemState.PROPOSED)
    proposed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    enterprise = models.ForeignKey(
        ENTERPRISE, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("proposed by the enterprise"),
    )  # fmt: skip
    demand = models.ForeignKey("community.Demand", on_delete=models.PROTECT, null=True, related_name="items")
    # The item of an earlier meeting that put this one off.
    again = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="later")
    decline_reason = models.CharField(_("not taken on because"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    outcome = models.CharField(_("outcome"), max_length=7, choices=Outcome.choices, blank=True)
    outcome_words = models.CharField(_("what was said and settled"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("item of the agenda")
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decline_reason=""), name="agenda_item_declined_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(meeting__isnull=False, state="on"), name="agenda_item_outcome_of_meeting"
            ),
            models.UniqueConstraint(
                fields=["series", "demand"], condition=Q(demand__isnull=False, outcome="") & ~Q(state="declined"),
                name="agenda_item_demand_once",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["station", "series", "state"], name="agenda_item_waiting")]

    def __str__(self):
        return self.topic


class ResolutionQuerySet(models.QuerySet):
    """Domain words of resolutions."""

    def open(self):
        """Neither done nor dropped."""
        return self.filter(state=ResolutionState.OPEN)


@tracked()
class Resolution(StationOwned):
    """What somebody does after a meeting, until a day; followed by every next meeting to its end."""

    meeting = models.ForeignKey(JointMeeting, on_delete=models.PROTECT, related_name="resolutions")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, related_name="resolutions")
    words = models.CharField(_("what is to be done"), max_length=300)
    officer = models.ForeignKey(OFFICER, on_delete=models.PROTECT, null=True, related_name="+")
    enterprise = models.ForeignKey(ENTERPRISE, on_delete=models.PROTECT, null=True, related_name="resolutions")
    unit = models.CharField(_("unit from outside"), max_length=80, blank=True)
    due_on = models.DateField(_("due on"))
    # The day that was set first: what "in time" is measured by, whatever was put off later.
    first_due = models.DateField(_("first due on"))
    state = models.CharField(_("state"), max_length=7, choices=ResolutionState.choices, default=ResolutionState.OPEN)
    result = models.CharField(_("what was done"), max_length=500, blank=True)
    done_on = models.DateField(_("done on"), null=True)
    drop_reason = models.CharField(_("dropped because"), max_length=200, blank=True)
    times_put_off = models.PositiveSmallIntegerField(_("times put off"), default=0)
    given_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)

    objects = station_manager(ResolutionQuerySet)

    class Meta:
        verbose_name = _("resolution")
        verbose_name_plural = _("resolutions")
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=one_of("officer", "enterprise", empty="unit"), name="resolution_one_owner"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | (Q(done_on__isnull=False) & ~Q(result="")), name="resolution_done"
            ),
            models.CheckConstraint(condition=~Q(state="dropped") | ~Q(drop_reason=""), name="resolution_dropped"),
        ]
        indexes = [
            models.Index(fields=["station", "due_on"], condition=Q(state="open"), name="resolution_open"),
            models.Index(fields=["station", "first_due"], name="resolution_first_due"),
        ]

    def __str__(self):
        return self.words

    def get_absolute_url(self) -> str:
        """Its place on the page of its meeting."""
        return f"{reverse('joint-meeting', args=[self.meeting_id])}#resolution-{self.pk}"


@tracked(bulk=True)
class Carried(StationOwned):
    """An open resolution of an earlier meeting that a later one of its series looks at again."""

    meeting = models.ForeignKey(JointMeeting, on_delete=models.CASCADE, related_name="carried")
    resolution = models.ForeignKey(Resolution, on_delete=models.PROTECT, related_name="carried")
    # What the meeting heard about it.
    told = models.CharField(_("what the meeting heard"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("resolution carried over")
        ordering = ["resolution__due_on", "id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "resolution"], name="carried_once")]
