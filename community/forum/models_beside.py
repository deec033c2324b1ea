"""What stands beside questions and suggestions: a phone that was left, words of steps, reports, hiding, "useful"."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from community.forum.models import ForumPost, OfficialAnswer
from community.forum.words import Fault, HidingState, Step
from stations.kit.crypto import EncryptedTextField
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned


class PostContact(StationOwned):
    """The phone of a resident who wants to be called. Apart, without history; deleted some days after the answer."""

    post = models.OneToOneField(ForumPost, on_delete=models.PROTECT, related_name="contact")
    phone = EncryptedTextField(_("phone"))

    class Meta:
        verbose_name = _("phone left with a suggestion")


@tracked(bulk=True)
class PostWord(StationOwned):
    """Words that belong to a step: why it was passed on, not taken up, asked again."""

    post = models.ForeignKey(ForumPost, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=12, choices=Step.choices)
    words = models.CharField(_("reason"), max_length=300)
    # Empty: the writer.
    by = models.ForeignKey("stations.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    to = models.ForeignKey("stations.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("word about a step")
        ordering = ["at", "id"]


@tracked()
class Hiding(StationOwned):
    """Something was taken off the board, why, and what came of the writer's appeal."""

    post = models.ForeignKey(ForumPost, on_delete=models.PROTECT, related_name="hidings")
    state = models.CharField(_("state"), max_length=8, choices=HidingState.choices, default=HidingState.IN_FORCE)
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey("stations.Officer", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    appeal = models.CharField(_("appeal"), max_length=300, blank=True)
    appealed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("stations.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(_("decision"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("hiding")
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["post"], condition=~Q(state=HidingState.LIFTED), name="forum_hidden_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="forum_hidden_for_a_reason"),
            models.CheckConstraint(
                condition=~Q(state=HidingState.UPHELD) | ~Q(decided_by=F("by")),
                name="forum_appeal_decided_by_another",
                violation_error_message=_("Somebody else decides about the appeal."),
            ),
        ]


@tracked(bulk=True)
class PostReport(StationOwned):
    """A reader says that something should not stand there: one a person."""

    post = models.ForeignKey(ForumPost, on_delete=models.PROTECT, related_name="reports")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    fault = models.CharField(_("reason"), max_length=7, choices=Fault.choices)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("report by a reader")
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["post", "user"], name="forum_report_once")]


class Useful(StationOwned):
    """Somebody found it useful: counted, never ranked, nobody named."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(ForumPost, on_delete=models.PROTECT, null=True, related_name="useful")
    answer = models.ForeignKey(OfficialAnswer, on_delete=models.PROTECT, null=True, related_name="useful")

    class Meta:
        verbose_name = _("found useful")
        constraints = [
            models.UniqueConstraint(fields=["post", "user"], name="forum_useful_post_once"),
            models.UniqueConstraint(fields=["answer", "user"], name="forum_useful_answer_once"),
            models.CheckConstraint(
                condition=Q(post=None, answer__isnull=False) | Q(post__isnull=False, answer=None),
                name="forum_useful_one_thing",
            ),
        ]
