"""Questions and suggestions over the API: members their own, the police all; nowhere who wrote."""

import base64
import binascii

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.permissions import BasePermission
from rest_framework.response import Response

from community.forum import actions, asking, readings, rules
from community.forum.filters import QuestionFilter, SuggestionFilter
from community.forum.models import ForumPost, OfficialAnswer
from community.forum.words import OWED, Adoption, Kind, Reach
from stations.kit.resources import DayField, MomentField, Ref, RowField, StationResource, known_later
from stations.organisation.models import Officer
from stations.timeline.api import LineSerializer, TimelineSerializer, WorkflowSerializer
from stations.training.readings import came_to

MOST_BYTES = 4 * 1024 * 1024


class AsksOrSees(BasePermission):
    """Members for their own, police officers for all."""

    def has_permission(self, request, view):
        """Everybody else is told why not."""
        if rules.may_follow(request.user):
            return True
        answer = rules.may_see_forum(request.user)
        self.message = str(answer.reason)
        return bool(answer)


class OfficialAnswerSerializer(serializers.ModelSerializer):
    """What the station says: with its basis and its last day; ``valid`` is false while it is under review."""

    officer = serializers.SerializerMethodField()
    valid = serializers.SerializerMethodField()

    class Meta:
        model = OfficialAnswer
        fields = ["id", "question", "text", "basis", "officer", "valid_until", "valid", "reach"]
        read_only_fields = fields

    def get_officer(self, row) -> str:
        """Surname and number: an answer carries its officer, not a full name."""
        return f"{row.officer.user.name[:1]}** {row.officer.police_no}"

    def get_valid(self, row) -> bool:
        """Whether the station stands by it today."""
        return bool(rules.is_valid(row, readings.today()))


class _PostSerializer(WorkflowSerializer, serializers.ModelSerializer):
    """What both kinds show."""

    topic = Ref()
    community = Ref(allow_null=True)
    officer = Ref(allow_null=True)
    written_at = MomentField(read_only=True)
    answered_at = MomentField(read_only=True, allow_null=True)
    overdue = serializers.SerializerMethodField()

    def get_overdue(self, row) -> bool:
        """Owed beyond its last day."""
        return row.state in OWED and row.due_on < readings.today()


FIELDS = ["id", "number", "state", "verbs", "text", "topic", "community", "seen", "written_at", "officer", "due_on",
          "overdue", "answered_at", "in_time"]  # fmt: skip


class ForumQuestionSerializer(_PostSerializer):
    """A question, and how far it is."""

    workflow = rules.QUESTION
    answer = OfficialAnswerSerializer(read_only=True, allow_null=True)

    class Meta:
        model = ForumPost
        fields = [*FIELDS, "answer"]
        read_only_fields = fields


class ForumSuggestionSerializer(_PostSerializer):
    """A suggestion, and what became of it."""

    workflow = rules.SUGGESTION
    adoption = known_later(Adoption)
    published_at = MomentField(read_only=True, allow_null=True)
    duplicate_of = serializers.CharField(source="duplicate_of.number", default=None, read_only=True)

    class Meta:
        model = ForumPost
        fields = [*FIELDS, "reply", "adoption", "published_at", "duplicate_of"]
        read_only_fields = fields


class _ForThePolice(TimelineSerializer):
    """The timeline is for the police; the writer reads the state."""

    @extend_schema_field(LineSerializer(many=True))
    def get_timeline(self, obj):
        """Nothing for members."""
        return super().get_timeline(obj) if rules.may_see_forum(self.context["request"].user) else []


class ForumQuestionDetailSerializer(_ForThePolice, ForumQuestionSerializer):
    """A question with its timeline."""

    class Meta(ForumQuestionSerializer.Meta):
        fields = [*ForumQuestionSerializer.Meta.fields, "timeline"]
        read_only_fields = fields


class ForumSuggestionDetailSerializer(_ForThePolice, ForumSuggestionSerializer):
    """A suggestion with its timeline."""

    class Meta(ForumSuggestionSerializer.Meta):
        fields = [*ForumSuggestionSerializer.Meta.fields, "timeline"]
        read_only_fields = fields


class ForumWriteSerializer(serializers.Serializer):
    """What a member writes; numbers of phones and cards in it are masked before it is kept."""

    client_id = serializers.UUIDField()
    text = serializers.CharField(max_length=asking.LONGEST)
    topic = RowField(readings.topics)
    private = serializers.BooleanField(required=False, default=False)
    sitting = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1, max_value=2**62)
    photo = serializers.CharField(required=False, default="", allow_blank=True, max_length=MOST_BYTES * 4 // 3 + 4)

    def validate_photo(self, value) -> bytes:
        """The bytes of a base64 photo, at most 4 MB."""
        try:
            return base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            raise serializers.ValidationError(_("This is not base64."), code="invalid") from None


class ForumAnswerSerializer(serializers.Serializer):
    """An official answer."""

    text = serializers.CharField(max_length=2000)
    basis = serializers.CharField(max_length=300)
    valid_until = DayField()
    title = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    reach = serializers.ChoiceField(choices=Reach.choices, default=Reach.ASKER)


def _answers():
    return OfficialAnswer.objects.in_force()


class ForumReuseSerializer(serializers.Serializer):
    """An official answer that is there already."""

    answer = RowField(_answers)


class ForumReplySerializer(serializers.Serializer):
    """What becomes of a suggestion."""

    text = serializers.CharField(max_length=1000)
    adoption = serializers.ChoiceField(choices=Adoption.choices)


class ForumReasonSerializer(serializers.Serializer):
    """A reason that the writer reads."""

    reason = serializers.CharField(max_length=200)


class ForumWordsSerializer(serializers.Serializer):
    """What is still open."""

    words = serializers.CharField(max_length=300)


class ForumPassOnSerializer(ForumReasonSerializer):
    """A colleague, and why."""

    officer = RowField(Officer.objects.on_strength)


def _suggestions():
    return ForumPost.objects.suggestions()


class ForumMergeSerializer(serializers.Serializer):
    """The suggestion that says the same."""

    other = RowField(_suggestions)


class _PostViewSet(StationResource):
    """What both resources share."""

    model = ForumPost
    permission_classes = [AsksOrSees]
    kind: str = ""

    def rows(self):
        """What the person may see: officers all, members their own."""
        rows = readings.in_order(readings.listed().filter(kind=self.kind).select_related("answer__officer__user"))
        return rows if rules.may_see_forum(self.request.user) else rows.filter(author=self.request.user)

    def _verb(self, do, serializer=None, **more):
        post = self.get_object()
        return self._shown(do(post=post, actor=self.request.user, **self.clean(serializer), **more))

    def _write(self):
        told = self.clean(ForumWriteSerializer)
        sitting = told.pop("sitting")
        written = asking.write(
            station=self.request.station, kind=self.kind, author=self.request.user,
            sitting=came_to(self.request.user, sitting) if sitting else None, **told,
        )  # fmt: skip
        return self._shown(written.post, status.HTTP_201_CREATED)

    def _shown(self, post, code=status.HTTP_200_OK):
        fresh = readings.listed().select_related("answer__officer__user").get(pk=post.pk)
        return Response(self.detail_serializer_class(fresh, context={"request": self.request}).data, status=code)


class QuestionViewSet(_PostViewSet):
    """Questions: members see and write their own, the police answer them all."""

    kind = Kind.QUESTION
    serializer_class = ForumQuestionSerializer
    detail_serializer_class = ForumQuestionDetailSerializer
    filterset_class = QuestionFilter

    @extend_schema(request=ForumWriteSerializer, responses={201: ForumQuestionDetailSerializer})
    def create(self, request):
        """Ask; the same ``client_id`` with the same content answers with the first question again."""
        return self._write()

    @extend_schema(request=ForumAnswerSerializer, responses=ForumQuestionDetailSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request, pk=None):
        """Give an official answer."""
        return self._verb(actions.answer, ForumAnswerSerializer)

    @extend_schema(request=ForumReuseSerializer, responses=ForumQuestionDetailSerializer)
    @action(detail=True, methods=["post"])
    def reuse(self, request, pk=None):
        """Answer with an official answer that is there already."""
        return self._verb(actions.reuse, ForumReuseSerializer)

    @extend_schema(request=ForumAnswerSerializer, responses=ForumQuestionDetailSerializer)
    @action(detail=True, methods=["post"])
    def correct(self, request, pk=None):
        """Answer anew."""
        return self._verb(actions.answer, ForumAnswerSerializer, verb="correct")

    @extend_schema(request=ForumPassOnSerializer, responses=ForumQuestionDetailSerializer)
    @action(detail=True, methods=["post"])
    def pass_on(self, request, pk=None):
        """Hand it to a colleague."""
        return self._verb(actions.pass_on, ForumPassOnSerializer)

    @extend_schema(request=ForumReasonSerializer, responses=ForumQuestionDetailSerializer)
    @action(detail=True, methods=["post"])
    def refuse(self, request, pk=None):
        """Do not take it up."""
        return self._verb(actions.refuse, ForumReasonSerializer)

    @extend_schema(request=None, responses=ForumQuestionDetailSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request, pk=None):
        """The writer takes it back."""
        return self._verb(actions.withdraw)

    @extend_schema(request=ForumWordsSerializer, responses=ForumQuestionDetailSerializer)
    @action(detail=True, methods=["post"])
    def not_answered(self, request, pk=None):
        """The writer says, once, that the answer does not answer."""
        return self._verb(actions.not_answered, ForumWordsSerializer)


class SuggestionViewSet(_PostViewSet):
    """Suggestions: members see and write their own, the police take them through their steps."""

    kind = Kind.SUGGESTION
    serializer_class = ForumSuggestionSerializer
    detail_serializer_class = ForumSuggestionDetailSerializer
    filterset_class = SuggestionFilter

    @extend_schema(request=ForumWriteSerializer, responses={201: ForumSuggestionDetailSerializer})
    def create(self, request):
        """Suggest; the same ``client_id`` with the same content answers with the first suggestion again."""
        return self._write()

    @extend_schema(request=None, responses=ForumSuggestionDetailSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request, pk=None):
        """Take it on."""
        return self._verb(actions.accept)

    @extend_schema(request=ForumReplySerializer, responses=ForumSuggestionDetailSerializer)
    @action(detail=True, methods=["post"])
    def reply(self, request, pk=None):
        """Say what becomes of it."""
        return self._verb(actions.reply, ForumReplySerializer)

    @extend_schema(request=ForumReplySerializer, responses=ForumSuggestionDetailSerializer)
    @action(detail=True, methods=["post"])
    def correct(self, request, pk=None):
        """Reply anew."""
        return self._verb(actions.reply, ForumReplySerializer, verb="correct")

    @extend_schema(request=None, responses=ForumSuggestionDetailSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request, pk=None):
        """Make suggestion and reply public."""
        return self._verb(actions.publish)

    @extend_schema(request=ForumReasonSerializer, responses=ForumSuggestionDetailSerializer)
    @action(detail=True, methods=["post"])
    def unpublish(self, request, pk=None):
        """Take it back from the public."""
        return self._verb(actions.unpublish, ForumReasonSerializer)

    @extend_schema(request=ForumMergeSerializer, responses=ForumSuggestionDetailSerializer)
    @action(detail=True, methods=["post"])
    def merge(self, request, pk=None):
        """Join it with one that says the same."""
        return self._verb(actions.merge, ForumMergeSerializer)

    @extend_schema(request=ForumPassOnSerializer, responses=ForumSuggestionDetailSerializer)
    @action(detail=True, methods=["post"])
    def pass_on(self, request, pk=None):
        """Hand it to a colleague."""
        return self._verb(actions.pass_on, ForumPassOnSerializer)

    @extend_schema(request=ForumReasonSerializer, responses=ForumSuggestionDetailSerializer)
    @action(detail=True, methods=["post"])
    def refuse(self, request, pk=None):
        """Do not take it up."""
        return self._verb(actions.refuse, ForumReasonSerializer)

    @extend_schema(request=None, responses=ForumSuggestionDetailSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request, pk=None):
        """The writer takes it back."""
        return self._verb(actions.withdraw)
