"""Long work, for polling."""

from django.db.models import Q
from rest_framework import serializers

from stations.jobs.actions import current
from stations.jobs.models import Job
from stations.jobs.rules import may_watch
from stations.kit.answer import demand
from stations.kit.resources import StationResource


class JobSerializer(serializers.ModelSerializer):
    """One piece of long work and how far it is."""

    percent = serializers.IntegerField(read_only=True)
    finished = serializers.BooleanField(read_only=True)
    result = serializers.DictField(read_only=True, help_text="What came of it; depends on the kind.")

    class Meta:
        model = Job
        fields = [
            "id", "kind", "state", "done", "total", "percent", "finished", "message", "result", "created_at",
            "started_at", "finished_at",
        ]  # fmt: skip


class JobViewSet(StationResource):
    """Long work that I started, and that of the system."""

    model = Job
    serializer_class = JobSerializer

    def rows(self):
        """A list holds what the person may watch; one job of another says why it is refused."""
        mine = Q(requested_by=None) | Q(requested_by=self.request.user)
        return Job.objects.filter(mine) if self.action == "list" else Job.objects.all()

    def get_object(self):
        """With the progress of the running worker."""
        job = super().get_object()
        demand(may_watch(self.request.user, job))
        return current(job)
