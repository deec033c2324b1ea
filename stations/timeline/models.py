"""The day-book: every action writes one line to it; nothing is ever changed or removed."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from stations.kit.scoping import StationOwned, station_manager

# Numbers the entries of a station without gaps and chains them: an entry changed, removed or slipped in later breaks
# the chain (SE-09). One writer a station at a time, from here to the end of its transaction.
CHAIN = """
PERFORM pg_advisory_xact_lock(7003, NEW.station_id::int);
SELECT number, digest INTO last FROM stations_entry
    WHERE station_id = NEW.station_id ORDER BY number DESC LIMIT 1;
NEW.number := coalesce(last.number, 0) + 1;
NEW.digest := encode(sha256(convert_to(concat_ws('|', coalesce(last.digest, ''), NEW.number, NEW.station_id,
    extract(epoch FROM NEW.at), NEW.actor_id, NEW.verb, NEW.subject_type, NEW.subject_id, NEW.data::text,
    NEW.request_id), 'UTF8')), 'hex');
RETURN NEW;
"""
# The same reckoning over what is stored: the numbers of the entries that do not fit.
BROKEN = """
SELECT number FROM (
    SELECT number, digest, row_number() OVER w AS place, encode(sha256(convert_to(concat_ws('|',
        coalesce(lag(digest) OVER w, ''), number, station_id, extract(epoch FROM at), actor_id, verb, subject_type,
        subject_id, data::text, request_id), 'UTF8')), 'hex') AS reckoned
    FROM stations_entry WHERE station_id = %s WINDOW w AS (ORDER BY number)
) AS chain WHERE digest <> reckoned OR number <> place ORDER BY number LIMIT 20
"""


class EntryQuerySet(models.QuerySet):
    """Domain words of the day-book."""

    def about(self, obj):
        """The entries of one object, newest first."""
        return self.filter(subject_type=obj._meta.model_name, subject_id=obj.pk).order_by("-id")


class Entry(StationOwned):
    """One thing that happened, as codes and ids; the words are made when it is shown.

    ``data`` never holds names, numbers or free text about persons, so that nothing has to be erased here.
    """

    at = models.DateTimeField(_("time"), auto_now_add=True)
    actor = models.ForeignKey(
        "stations.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    verb = models.CharField(_("verb"), max_length=60)
    subject_type = models.CharField(_("kind of object"), max_length=40, blank=True)
    subject_id = models.BigIntegerField(_("object number"), null=True)
    data = models.JSONField(_("data"), default=dict)
    request_id = models.CharField(_("request"), max_length=64, blank=True)
    number = models.BigIntegerField(_("number"), default=0, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = station_manager(EntryQuerySet)

    class Meta:
        verbose_name = _("timeline entry")
        verbose_name_plural = _("timeline")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["station", "number"], name="entry_number_once")]
        indexes = [
            models.Index(fields=["station", "subject_type", "subject_id", "-id"], name="entry_subject"),
            models.Index(fields=["station", "-at"], name="entry_at"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="chain",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("last", "record")],
                func=CHAIN,
            ),
        ]
