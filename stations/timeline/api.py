"""What every workflow resource shows: its state, the verbs allowed to me now, and its timeline."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from stations.timeline.models import Entry
from stations.timeline.sentences import lines


class LineSerializer(serializers.Serializer):
    """One line of the day-book, in the user's language."""

    at = serializers.DateTimeField()
    actor_name = serializers.CharField()
    sentence = serializers.CharField()


class WorkflowSerializer(serializers.Serializer):
    """Base of workflow resources; a subclass gives ``workflow`` (the step table)."""

    workflow = None

    state = serializers.CharField(read_only=True)
    verbs = serializers.SerializerMethodField(help_text="What I may do now.")

    def get_verbs(self, obj) -> list[str]:
        """Names of the steps allowed to the asking person."""
        return [step.verb for step in self.workflow.verbs(obj, self.context["request"].user)]


class TimelineSerializer(serializers.Serializer):
    """Adds ``timeline`` to the detail of a resource."""

    timeline = serializers.SerializerMethodField()

    @extend_schema_field(LineSerializer(many=True))
    def get_timeline(self, obj):
        """Newest first."""
        entries = Entry.objects.about(obj).select_related("actor")
        return LineSerializer(lines(entries), many=True).data
