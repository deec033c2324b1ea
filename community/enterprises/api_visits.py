"""Visits over the API: the check lists that are asked, what is said of a visit, a visit as it was recorded."""

from rest_framework import serializers

from community.enterprises.models_visits import CheckItem, CheckListVersion, EnterpriseVisit, Tip
from community.enterprises.visiting import Extra, Given, Said
from community.enterprises.words import Grade, Told, VisitKind, YesNo
from stations.kit.resources import MomentField, OfficerRef, Ref, RowField
from stations.organisation.models import Officer
from stations.timeline.api import TimelineSerializer


class VisitAnswerSerializer(serializers.Serializer):
    """The answer to one item of the check list."""

    item = RowField(CheckItem.objects.all)
    choice = serializers.ChoiceField(choices=YesNo.choices, required=False, allow_blank=True, default="")
    number = serializers.DecimalField(12, 2, required=False, allow_null=True, default=None)
    text = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class VisitEntrySerializer(serializers.Serializer):
    """A visit; the same ``client_id`` with the same content is the same visit."""

    client_id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=VisitKind.choices)
    told = serializers.ChoiceField(choices=Told.choices, default=Told.AGREED)
    at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    check_list = RowField(CheckListVersion.objects.all, required=False, allow_null=True, default=None)
    answers = VisitAnswerSerializer(many=True, required=False, default=list, max_length=40)
    tips = RowField(Tip.objects.all, many=True, required=False, default=list)
    others = RowField(Officer.objects.all, many=True, required=False, default=list)
    met = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    note = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    extra = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    extra_grade = serializers.ChoiceField(choices=Grade.choices, default=Grade.MINOR)


def said_of(told: dict) -> Said:
    """What the request says of a visit, for the action."""
    answers = {row["item"].pk: Given(row["choice"], row["number"], row["text"]) for row in told["answers"]}
    extra = told["extra"].strip()
    return Said(
        kind=told["kind"], told=told["told"], version=told["check_list"], answers=answers, tips=told["tips"],
        others=told["others"], met=told["met"], note=told["note"], at=told["at"],
        extra=Extra(extra, told["extra_grade"]) if extra else None,
    )  # fmt: skip


class CheckItemSerializer(serializers.ModelSerializer):
    """One line of a check list."""

    grade = serializers.IntegerField(allow_null=True, help_text="A “no” opens a finding of this grade.")

    class Meta:
        model = CheckItem
        fields = ["id", "text", "hint", "answer", "unit", "required", "grade"]
        read_only_fields = fields


class CheckListVersionSerializer(serializers.ModelSerializer):
    """A check list as it is asked now; a visit names this version."""

    name = serializers.CharField(source="check_list.name")
    items = CheckItemSerializer(many=True)

    class Meta:
        model = CheckListVersion
        fields = ["id", "name", "version", "is_default", "items"]
        read_only_fields = fields


class EnterpriseVisitSerializer(serializers.ModelSerializer):
    """A visit to an enterprise."""

    enterprise = Ref()
    officer = OfficerRef()
    at, recorded_at = MomentField(), MomentField()
    findings = serializers.PrimaryKeyRelatedField(many=True, read_only=True)

    class Meta:
        model = EnterpriseVisit
        fields = [
            "id", "enterprise", "kind", "officer", "at", "recorded_at", "offline", "met", "told", "note", "findings",
        ]  # fmt: skip
        read_only_fields = fields


class EnterpriseVisitDetailSerializer(TimelineSerializer, EnterpriseVisitSerializer):
    """One visit with its timeline."""

    class Meta(EnterpriseVisitSerializer.Meta):
        fields = [*EnterpriseVisitSerializer.Meta.fields, "timeline"]
        read_only_fields = fields
