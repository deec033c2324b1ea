"""Forms of night patrols: the plan, the leader's report, short reasons, settings, what a member chooses."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.groups.models import Trade
from community.groups.readings import communities_of, standing
from community.nights.models import NightPatrol, NightPlace, NightSettings
from community.nights.readings import DAY, MORNING, possible_leaders
from community.nights.rules import MOST_FINDINGS, MOST_HELPERS
from community.nights.words import Cause
from stations.catalogue import ways
from stations.catalogue.key_places import key_places
from stations.catalogue.models import Spot
from stations.kit.forms import ClockField, DayField, StationChoice, StationForm
from stations.kit.spans import in_force
from stations.organisation.forms import OfficerChoice, serving_police
from stations.organisation.models import User
from stations.organisation.rules import officer_of
from stations.places.forms import PointForm
from stations.places.geometry import metres
from stations.places.models import Community, CommunityPost
from stations.training.models import Course

ANY = "any"


class Typed(forms.Select):
    """A select in which one looks for somebody by typing (``combobox.js``)."""

    def __init__(self, attrs=None, **kwargs):
        super().__init__({"data-combobox": ""} | (attrs or {}), **kwargs)


class PlanForm(PointForm):
    """A plan; cleaned are ``wanted`` (trade → helpers), ``places`` in order, and the two moments."""

    community = StationChoice(lambda: Community.objects.none(), label=_("Community"))
    name = forms.CharField(label=_("Name of the patrol"), max_length=40, required=False)
    night = DayField(label=_("Night of"))
    begins = ClockField(
        label=pgettext_lazy("clock", "From"), help_text=_("Before six: after midnight of this night.")
    )
    ends = ClockField(label=pgettext_lazy("clock", "Until"), help_text=_("Earlier than the start: on the next day."))
    meeting_place = forms.CharField(
        label=_("Meeting place"), max_length=80, help_text=_("Choose a key place, or type another place."),
        widget=forms.TextInput(attrs={"list": "nt-meeting", "autocomplete": "off"}),
    )  # fmt: skip
    route = forms.TypedChoiceField(
        label=_("Patrol route"), required=False, coerce=int, empty_value=None,
        help_text=_("Without places below, those that the route touches are taken."),
    )  # fmt: skip
    places = forms.TypedMultipleChoiceField(
        label=_("Key places to touch"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    officer = OfficerChoice(
        serving_police, label=pgettext_lazy("night patrol", "Officer in charge"), empty_label="", widget=Typed
    )
    deputy = OfficerChoice(
        serving_police, label=_("B role"), required=False, empty_label=_("none"),
        help_text=_("Community officers of the station."),
    )  # fmt: skip
    leader = forms.TypedChoiceField(
        label=pgettext_lazy("night patrol", "Leader"), required=False, coerce=int, empty_value=None, widget=Typed,
        help_text=_("A helper, the leader of a group, an officer or a guard; may be named later."),
    )  # fmt: skip
    command_phone = forms.CharField(label=_("Phone of the command room"), max_length=30, required=False)
    course = StationChoice(
        lambda: Course.objects.filter(active=True), label=_("Certificate of the course"), required=False,
        empty_label=_("none asked for"),
    )  # fmt: skip
    vetted = forms.BooleanField(label=_("Vetted members only"), required=False, initial=True)
    note = forms.CharField(
        label=_("What to bring, what to look at"), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args, user, patrol: NightPatrol | None = None, day=None, **kwargs):
        super().__init__(*args, **kwargs)
        day = day or timezone.localdate()
        homes = {row.pk: row for row in communities_of(user)}
        self.fields["community"].queryset = communities_of(user)
        self.fields["community"].empty_label = None if len(homes) == 1 else _("Choose the community.")
        self.fields["point"].help_text = _(
            "Latitude, longitude of the meeting place; empty: where the key place chosen lies."
        )
        known = ways.known()
        rows = list(known.rows()) if known else []
        self.fields["route"].choices = [("", _("no route")), *((way.number, way.name) for way in rows)]
        self._offer_places(homes, patrol)
        self._offer_police(homes, patrol, user, day)
        self.fields["leader"].choices = [("", _("to be named")), *possible_leaders(patrol, homes, day)]
        self.trades = {str(row.pk): row for row in Trade.objects.filter(active=True)}
        for key, label in [(ANY, _("Any member")), *((key, row.name) for key, row in self.trades.items())]:
            self.fields[f"want_{key}"] = forms.IntegerField(
                label=label, required=False, min_value=0, max_value=MOST_HELPERS,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )  # fmt: skip
        self.order_fields([
            "community", "name", "night", "begins", "ends", "meeting_place", "point", "gcj",
            *(name for name in self.fields if name.startswith("want_")), "leader", "officer", "deputy",
            "command_phone", "route", "places", "vetted", "course", "note",
        ])  # fmt: skip

    def _offer_places(self, homes: dict[int, Community], patrol: NightPatrol | None) -> None:
        """Key places of the communities one plans for, of no community, and those the patrol has already."""
        kept = {row.spot_id for row in patrol.places.all()} if patrol else set()
        self.spots = {spot.pk: spot for spot in key_places()}
        offered = [
            spot for spot in self.spots.values()
            if spot.community_id is None or spot.community_id in homes or spot.pk in kept
        ]  # fmt: skip
        own = patrol.community_id if patrol else None
        offered.sort(key=lambda spot: (spot.community_id is None, spot.community_id != own))
        self.offered = offered
        self.fields["places"].choices = [(spot.pk, self._named(spot)) for spot in offered]

    def _offer_police(self, homes: dict[int, Community], patrol: NightPatrol | None, user, day) -> None:
        """Community officers first, those of one's own communities before all; a B角 is one of them."""
        posts = CommunityPost.objects.filter(in_force(day), officer=OuterRef("pk"))
        rows = serving_police().annotate(here=Exists(posts.filter(community__in=homes)), beat=Exists(posts))
        rows = rows.order_by("-here", "-beat", "user__pinyin", "police_no")
        kept = {patrol.deputy_id, patrol.officer_id} if patrol else set()
        own = officer_of(user)
        kept |= {own.pk} if own and standing(user).communities else set()
        self.fields["officer"].queryset = rows
        self.fields["deputy"].queryset = rows.filter(Q(beat=True) | Q(pk__in=kept - {None}))

    @property
    def place_groups(self) -> list[dict[str, Any]]:
        """The boxes of the key places by community; open where one is ticked, or the community is chosen."""
        boxes = {str(box.data["value"]): box for box in self["places"].subwidgets}
        chosen, groups = str(self["community"].value() or ""), {}
        for spot in self.offered:
            place = spot.community
            group = groups.setdefault(
                spot.community_id, {"id": spot.community_id or "", "label": place or _("Other places"), "boxes": []}
            )
            group["boxes"].append(boxes[str(spot.pk)])
        for group in groups.values():
            ticked = any(box.data["selected"] for box in group["boxes"])
            group["open"] = ticked or len(groups) == 1 or str(group["id"]) == chosen
        return list(groups.values())

    @staticmethod
    def _named(spot: Spot) -> str:
        hours = f" {spot.key_from:%H:%M}–{spot.key_until:%H:%M}" if spot.key_from else ""
        return f"{spot.name} · {spot.key_why}{hours}"

    @property
    def folded_wanted(self) -> list:
        """The fields that say how many helpers of which kind."""
        return [self[name] for name in self.fields if name.startswith("want_")]

    def clean(self):
        """Moments, helpers and places as the action takes them."""
        values = super().clean()
        wanted = {key: values.pop(f"want_{key}", None) or 0 for key in (ANY, *self.trades)}
        if not self.errors:
            values |= self._moments(values)
            values["wanted"] = {self.trades.get(key): count for key, count in wanted.items() if count}
            values["leader"] = User.objects.filter(pk=values["leader"]).first() if values["leader"] else None
            values["route_number"] = values.pop("route")
            self._meet_at_key_place(values)
            values["places"] = self._in_order(values)
            if values["lat"] is None and values["places"]:
                values["lat"], values["lng"] = values["places"][0].lat, values["places"][0].lng
            elif values["lat"] is None:
                self.add_error("point", _("Give the position of the meeting place, or choose a key place below."))
        return values

    def _meet_at_key_place(self, values: dict[str, Any]) -> None:
        """A key place as the meeting place brings its position along, unless another one was typed."""
        met = next((spot for spot in self.offered if spot.name == values["meeting_place"].strip()), None)
        stale = "meeting_place" in self.changed_data and self["point"].value() == self._point_before()
        if met and (values["lat"] is None or stale):
            values["lat"], values["lng"] = met.lat, met.lng

    def _point_before(self) -> str | None:
        return self.fields["point"].prepare_value(self.initial.get("point"))

    @staticmethod
    def _moments(values: dict[str, Any]) -> dict[str, Any]:
        night, begins, ends = values.pop("night"), values.pop("begins"), values.pop("ends")
        first = night + DAY if begins < MORNING else night
        last = first + DAY if ends <= begins else first
        return {
            "duty_date": night,
            "starts_at": timezone.make_aware(datetime.combine(first, begins)),
            "ends_at": timezone.make_aware(datetime.combine(last, ends)),
        }

    def _in_order(self, values: dict[str, Any]) -> list[Spot]:
        """As the route passes them; what lies on no route is walked to from the nearest place before."""
        chosen, known = list(values.get("places") or []), ways.known()
        on_way = known.touched(values["route_number"]) if known and values["route_number"] else []
        first = [self.spots[pk] for pk in on_way if pk in self.spots and (not chosen or pk in chosen)]
        rest = [self.spots[pk] for pk in chosen if pk not in on_way]
        return first + nearest_first(rest, first[-1] if first else None, values)


def nearest_first(rest: Sequence[Spot], last: Spot | None, start: dict[str, Any]) -> list[Spot]:
    """A short way through some places: always on to the nearest one.

    Args:
        last: where the way stands; None: at the meeting place (``lat``, ``lng`` of ``start``, where it is known).
    """
    left, found = list(rest), []
    at = (last.lat, last.lng) if last else (start["lat"], start["lng"])
    while left:
        near = left[0] if at[0] is None else min(left, key=lambda spot: (metres(*at, spot.lat, spot.lng), spot.pk))
        left.remove(near)
        found.append(near)
        at = (near.lat, near.lng)
    return found


def initial_of(values: dict[str, Any]) -> dict[str, Any]:
    """What the plan form shows of a plan (``actions.copied``)."""
    begins, ends = timezone.localtime(values["starts_at"]), timezone.localtime(values["ends_at"])
    shown = {name: values[name] for name in (
        "community", "name", "meeting_place", "officer", "deputy", "command_phone", "course", "vetted", "note",
        "places",
    )}  # fmt: skip
    shown |= {f"want_{trade or ANY}": count for trade, count in values["wanted"].items()}
    return shown | {
        "night": values["duty_date"], "begins": begins.time(), "ends": ends.time(),
        "point": (values["lat"], values["lng"]), "route": values["route_number"],
        "leader": values["leader"].pk if values["leader"] else None,
    }  # fmt: skip


class LeaderForm(StationForm):
    """Who leads."""

    leader = forms.TypedChoiceField(label=pgettext_lazy("night patrol", "Leader"), coerce=int, widget=Typed)

    def __init__(self, *args, patrol: NightPatrol, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["leader"].choices = [("", ""), *possible_leaders(patrol, [patrol.community_id], patrol.duty_date)]

    def clean_leader(self) -> User:
        """The account."""
        return User.objects.get(pk=self.cleaned_data["leader"])


class CancelForm(StationForm):
    """Why a patrol does not take place."""

    cause = forms.ChoiceField(label=_("Reason"), choices=Cause.choices, widget=forms.RadioSelect)
    words = forms.CharField(label=_("A word to the helpers"), max_length=200, required=False)


class WordsForm(StationForm):
    """What the leader is to look at again."""

    words = forms.CharField(label=_("What is to be looked at again"), max_length=200)


class MarkForm(StationForm):
    """Somebody whose phone did not work."""

    number = forms.CharField(label=_("Number on the card"), max_length=20)
    reason = forms.CharField(label=_("Why the phone was not used"), max_length=120)


class CodeForm(forms.Form):
    """The digits of the leader's phone."""

    code = forms.RegexField(
        r"^[0-9]{3} ?[0-9]{3}\Z", label=_("Digits on the leader's phone"),
        error_messages={"invalid": _("Six digits.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "7"}),
    )  # fmt: skip


class ReportForm(StationForm):
    """The leader's short report; a reason for every place that was not touched."""

    hours = forms.DecimalField(label=_("Hours walked"), min_value=0, max_digits=4, decimal_places=1)
    findings = forms.IntegerField(
        label=_("Things found and reported"), min_value=0, max_value=MOST_FINDINGS, initial=0,
        help_text=_("Count what was told to the police on the way; it is not written down here again."),
    )  # fmt: skip
    report = forms.CharField(
        label=_("In a few words"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("No names of residents."),
    )  # fmt: skip

    def __init__(self, *args, missed: Sequence[NightPlace], **kwargs):
        super().__init__(*args, **kwargs)
        self.missed = [place.pk for place in missed]
        for place in missed:
            self.fields[f"missed_{place.pk}"] = forms.CharField(
                label=_("Not touched: %(place)s. Why?") % {"place": place.spot.name}, max_length=120
            )

    def clean(self):
        """The reasons by place."""
        values = super().clean()
        values["missed"] = {pk: values.pop(f"missed_{pk}", "") for pk in self.missed}
        return values


class ChoiceForm(StationForm):
    """Whether and when somebody may be asked."""

    never = forms.BooleanField(label=_("Never ask me for night patrols"), required=False)
    quiet_from = ClockField(label=_("Leave me in peace from"), required=False)
    quiet_until = ClockField(
        label=_("Leave me in peace until"), required=False, help_text=_("Beside the quiet hours of the station.")
    )


class SettingsForm(StationForm):
    """The station's numbers, made from the columns of the table."""

    BOUNDS = {
        "wave_size": (1, 100), "wave_minutes": (5, 2880), "reach_metres": (100, 50_000), "rest_nights": (0, 30),
        "least_minutes": (0, 2880), "longest_hours": (1, 12), "early_minutes": (0, 240), "least_present": (2, 20),
        "keep_days": (7, 90),
    }  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for column in NightSettings._meta.concrete_fields:
            if column.name in self.BOUNDS:
                least, most = self.BOUNDS[column.name]
                self.fields[column.name] = forms.IntegerField(
                    label=column.verbose_name, min_value=least, max_value=most
                )
        self.fields["command_phone"] = forms.CharField(
            label=_("Phone of the command room"), max_length=30, required=False
        )

    @classmethod
    def of(cls, row: NightSettings, data=None):
        """Bound, or filled with what holds now."""
        return cls(data, initial={name: getattr(row, name) for name in (*cls.BOUNDS, "command_phone")})
