"""What the rooms below keep about a member: phones, messages, quizzes, certificates, commendations (SE-21).

Who is an officer, a guard or a mediator, too, has messages and commendations as one: these stay theirs.
"""

from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.groups.models import Member
from community.groups.own_data import Part, Row, is_only_a_member, register
from stations.access.models import DeviceToken
from stations.notices.models import Notice
from stations.notices.registry import words
from stations.recognition.models import Commendation
from stations.training.models import Attempt, Certificate

GONE = "—"


def _moment(value) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


def _phones(member: Member) -> list[Row]:
    rows = DeviceToken.objects.filter(user=member.user_id)
    return [
        {
            _("Phone"): row.label, _("Connected on"): _moment(row.created_at),
            _("Last seen"): _moment(row.last_seen_at), _("Disconnected"): _moment(row.revoked_at),
        }
        for row in rows
    ]  # fmt: skip


def _messages(member: Member) -> list[Row]:
    rows = Notice.objects.filter(recipient=member.user_id)
    return [
        {
            _("Time"): _moment(row.created_at), _("What was told"): words(row.kind, row.data),
            _("Read at"): _moment(row.read_at),
        }
        for row in rows
    ]  # fmt: skip


def _forget_messages(member: Member) -> None:
    if is_only_a_member(member.user):
        Notice.objects.filter(recipient=member.user_id).delete()


def _certificates(member: Member) -> list[Row]:
    rows = Certificate.objects.filter(user=member.user_id).select_related("course")
    return [
        {
            _("Course"): row.course.title, _("Number"): row.number, _("Issued on"): row.issued_on,
            _("Valid until"): row.valid_until or "", _("Revoked"): row.revoked_reason,
        }
        for row in rows
    ]  # fmt: skip


def _quizzes(member: Member) -> list[Row]:
    rows = Attempt.objects.filter(attendance__user=member.user_id, finished_at__isnull=False)
    rows = rows.select_related("attendance__sitting__course").order_by("-finished_at")
    return [
        {
            _("Course"): row.attendance.sitting.course.title, _("Day"): timezone.localdate(row.finished_at),
            _("Right answers"): row.right_count, _("Passed"): _("yes") if row.passed else _("no"),
        }
        for row in rows
    ]  # fmt: skip


def _forget_revoked(member: Member) -> None:
    """Why a certificate was revoked is free text about a person."""
    _blank(Certificate, Certificate.objects.filter(user=member.user_id), "revoked_reason")


def _commendations(member: Member) -> list[Row]:
    rows = Commendation.objects.filter(user=member.user_id)
    return [
        {
            pgettext_lazy("commendation", "Title"): row.title, _("For what"): row.words, _("Given on"): row.given_on,
            _("Struck because"): row.struck_reason,
        }
        for row in rows
    ]  # fmt: skip


def _forget_praise(member: Member) -> None:
    if is_only_a_member(member.user):
        rows = Commendation.objects.filter(user=member.user_id)
        _blank(Commendation, rows, "words")
        _blank(Commendation, rows, "struck_reason")


def _blank(model, rows, column: str) -> None:
    """A dash in place of words, in the rows and in their history."""
    numbers = list(rows.exclude(**{column: ""}).values_list("pk", flat=True))
    model.objects.filter(pk__in=numbers).update(**{column: GONE})
    events = apps.get_model(model._meta.app_label, f"{model.__name__}Event").objects.filter(pgh_obj_id__in=numbers)
    events.exclude(**{column: ""}).update(**{column: GONE})


def register_below() -> None:
    """Declare it to "my data"."""
    passed = _("That a class was attended and passed stays, under a number without name and phone.")
    praised = _("That thanks or an award were given, and when, stays as a number, without the words about you.")
    register(Part("phones", _("Connected phones"), _phones), 15)
    register(Part("messages", _("Messages to you"), _messages, _forget_messages), 70)
    register(Part("quizzes", _("Quizzes"), _quizzes), 52)
    register(Part("certificates", _("Certificates"), _certificates, _forget_revoked, passed), 53)
    register(Part("commendations", _("Commendations"), _commendations, _forget_praise, praised), 54)
