"""Training over the API: courses, sittings, who came, signing up, the quiz; the same actions as the pages."""

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.permissions import BasePermission
from rest_framework.response import Response

from stations.kit.answer import demand
from stations.kit.resources import DayField, MomentField, Ref, RowField, StationResource
from stations.organisation.models import User
from stations.places.models import Community
from stations.timeline.api import LineSerializer, TimelineSerializer, WorkflowSerializer
from stations.timeline.models import Entry
from stations.timeline.sentences import lines
from stations.training import actions, enrolling, own, quiz, readings, rules
from stations.training.api_quiz import AnswerAsk, QuizSerializer, SignInAsk, quiz_shown
from stations.training.filters import CourseFilter, SittingFilter
from stations.training.models import Attendance, Course, Sitting

MOST = 500  # people noted as present by one request


class SeesTraining(BasePermission):
    """Police officers, and whoever teaches an audience; everybody else has the own pages."""

    def has_permission(self, request, view) -> bool:
        """Somebody of a station; the sentence of a refusal comes from the rule."""
        if not (request.user.is_authenticated and getattr(request, "station", None)):
            return False
        demand(rules.may_see(request.user))
        return True


class OfAStation(BasePermission):
    """Everybody of a station: what each sees of the sittings follows from the rows."""

    def has_permission(self, request, view) -> bool:
        """Logged in, in a station."""
        return bool(request.user.is_authenticated and getattr(request, "station", None))


class CourseSerializer(serializers.ModelSerializer):
    """What is taught or drilled, and for whom."""

    held = serializers.IntegerField(read_only=True, help_text="Sittings held.")

    class Meta:
        model = Course
        fields = [
            "id", "title", "kind", "audience", "content", "minutes", "valid_months", "required", "quiz",
            "certificate", "tag", "active", "held",
        ]  # fmt: skip
        read_only_fields = fields


class DueSerializer(serializers.Serializer):
    """Somebody who needs the course (again)."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    last = DayField(allow_null=True, help_text="The day they last came.")


class CourseDetailSerializer(TimelineSerializer, CourseSerializer):
    """A course with who is due today, and its timeline."""

    due = serializers.SerializerMethodField()

    class Meta(CourseSerializer.Meta):
        fields = [*CourseSerializer.Meta.fields, "due", "timeline"]
        read_only_fields = fields

    @extend_schema_field(DueSerializer(many=True))
    def get_due(self, course) -> list[dict]:
        """By name; two queries. Empty for whoever may not know who comes."""
        if not rules.may_see_people(self.context["request"].user, course):
            return []
        people = readings.due_people(course, timezone.localdate())
        return DueSerializer([{"id": one.pk, "name": one.name, "last": last} for one, last in people], many=True).data


class CourseAsk(serializers.Serializer):
    """A new course."""

    title = serializers.CharField(max_length=80)
    kind = serializers.ChoiceField(choices=Course.Kind.choices, default=Course.Kind.CLASS)
    audience = serializers.CharField(max_length=20, help_text="officers, guards …")
    content = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")
    minutes = serializers.IntegerField(min_value=5, max_value=600, default=45)
    valid_months = serializers.IntegerField(min_value=0, max_value=120, default=0)
    required = serializers.BooleanField(default=False)
    quiz = serializers.BooleanField(default=False)
    certificate = serializers.BooleanField(default=False)
    tag = serializers.SlugField(max_length=20, required=False, allow_blank=True, default="")
    active = serializers.BooleanField(default=True)


class SittingAttendanceSerializer(serializers.ModelSerializer):
    """Somebody who was invited or came."""

    person = Ref(source="user")
    attended_at = MomentField(allow_null=True)

    class Meta:
        model = Attendance
        fields = ["person", "invited", "standing", "attended_at", "method"]
        read_only_fields = fields


class SittingSerializer(WorkflowSerializer, serializers.ModelSerializer):
    """One time a course is held."""

    workflow = rules.STEPS

    course, teacher = Ref(), Ref(allow_null=True)
    starts_at, ends_at = MomentField(), MomentField()
    community = Ref(allow_null=True)
    invited = serializers.IntegerField(read_only=True, help_text="Invited, or signed up with a seat.")
    waiting = serializers.IntegerField(read_only=True)
    came = serializers.IntegerField(read_only=True)

    class Meta:
        model = Sitting
        fields = [
            "id", "course", "starts_at", "ends_at", "place", "online", "community", "teacher", "parts", "seats",
            "open_enrolment", "state", "verbs", "invited", "waiting", "came", "note",
        ]  # fmt: skip
        read_only_fields = fields


class OwnPlaceSerializer(serializers.ModelSerializer):
    """My own place at a sitting."""

    attended_at = MomentField(allow_null=True)

    class Meta:
        model = Attendance
        fields = ["invited", "standing", "attended_at"]
        read_only_fields = fields


class SittingDetailSerializer(TimelineSerializer, SittingSerializer):
    """A sitting with my own place; for the staff also its people and its timeline."""

    mine = serializers.SerializerMethodField()
    attendances = serializers.SerializerMethodField()

    class Meta(SittingSerializer.Meta):
        fields = [*SittingSerializer.Meta.fields, "mine", "attendances", "timeline"]
        read_only_fields = fields

    @extend_schema_field(OwnPlaceSerializer(allow_null=True))
    def get_mine(self, sitting) -> dict | None:
        """One query."""
        row = Attendance.objects.filter(sitting=sitting.pk, user=self.context["request"].user).first()
        return OwnPlaceSerializer(row).data if row else None

    @extend_schema_field(SittingAttendanceSerializer(many=True))
    def get_attendances(self, sitting) -> list[dict]:
        """By name; one query. Empty for whoever may not know who comes."""
        user = self.context["request"].user
        if not (rules.may_see(user) and rules.may_see_people(user, sitting.course)):
            return []
        return SittingAttendanceSerializer(readings.people_of(sitting), many=True, context=self.context).data

    @extend_schema_field(LineSerializer(many=True))
    def get_timeline(self, sitting) -> list[dict]:
        """As everywhere; empty for whoever is not of the staff, because it names people."""
        if not rules.may_see(self.context["request"].user):
            return []
        entries = Entry.objects.about(sitting).exclude(verb__in=readings.OWN).select_related("actor")
        return LineSerializer(lines(entries), many=True).data


class PlanAsk(serializers.Serializer):
    """A sitting to come; its audience is invited and told."""

    course = RowField(Course.objects.all)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    place = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")
    online = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    parts = serializers.ListField(child=serializers.CharField(max_length=20), required=False, default=list)
    seats = serializers.IntegerField(min_value=1, max_value=9999, required=False, allow_null=True, default=None)
    open_enrolment = serializers.BooleanField(required=False, allow_null=True, default=None)
    community = RowField(Community.objects.all, required=False, allow_null=True, default=None)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class MarkAsk(serializers.Serializer):
    """Who is there, by the numbers of their accounts."""

    present = serializers.ListField(child=serializers.IntegerField(min_value=1), min_length=1, max_length=MOST)


class _Training(StationResource):
    """What both resources share."""

    permission_classes = [SeesTraining]

    def _told(self, serializer) -> dict:
        told = serializer(data=self.request.data, context={"request": self.request})
        told.is_valid(raise_exception=True)
        return told.validated_data

    def _shown(self, row, code=status.HTTP_200_OK):
        fresh = self.rows().get(pk=row.pk)
        return Response(self.detail_serializer_class(fresh, context={"request": self.request}).data, status=code)


class CourseViewSet(_Training):
    """Courses and drills (课程、演练)."""

    model = Course
    serializer_class = CourseSerializer
    detail_serializer_class = CourseDetailSerializer
    filterset_class = CourseFilter

    def rows(self):
        """All of the station, by title."""
        return readings.courses()

    @extend_schema(request=CourseAsk, responses={201: CourseDetailSerializer})
    def create(self, request):
        """Make a course."""
        told = self._told(CourseAsk)
        made = actions.save_course(station=request.station, actor=request.user, **told)
        return self._shown(made, status.HTTP_201_CREATED)


class SittingViewSet(_Training):
    """Sittings of courses (培训场次); who is not of the staff sees the own ones and those open to them."""

    permission_classes = [OfAStation]
    model = Sitting
    serializer_class = SittingSerializer
    detail_serializer_class = SittingDetailSerializer
    filterset_class = SittingFilter

    def rows(self):
        """All of the station for the staff, the newest first; what one may come to for others."""
        user, now = self.request.user, timezone.now()
        if rules.may_see(user):
            return readings.sittings()
        offered = [one.sitting.pk for one in own.offers(user, timezone.localdate(now), now)]
        places = Attendance.objects.filter(user=user).values("sitting_id")
        return readings.sittings().filter(Q(pk__in=places) | Q(pk__in=offered))

    @extend_schema(request=PlanAsk, responses={201: SittingDetailSerializer})
    def create(self, request):
        """Plan a sitting and invite its audience."""
        return self._shown(actions.plan(actor=request.user, **self._told(PlanAsk)), status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=SittingDetailSerializer)
    @action(detail=True, methods=["post"])
    def open(self, request, pk=None):
        """Open it for signing in."""
        return self._move("open")

    @extend_schema(request=None, responses=SittingDetailSerializer)
    @action(detail=True, methods=["post"])
    def hold(self, request, pk=None):
        """It was held."""
        return self._move("hold")

    @extend_schema(request=None, responses=SittingDetailSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request, pk=None):
        """Cancel it; who was invited is told."""
        return self._move("cancel")

    @extend_schema(request=None, responses=SittingDetailSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request, pk=None):
        """Open it again."""
        return self._move("reopen")

    @extend_schema(request=MarkAsk, responses=SittingDetailSerializer)
    @action(detail=True, methods=["post"])
    def mark(self, request, pk=None):
        """Note who is there."""
        sitting, wanted = self.get_object(), set(self._told(MarkAsk)["present"])
        people = list(User.objects.visible_to(request.user).filter(pk__in=wanted))
        if len(people) != len(wanted):
            raise serializers.ValidationError({"present": [_("Somebody of these is not of this station.")]})
        actions.mark(sitting=sitting, actor=request.user, present=people)
        return self._shown(sitting)

    @extend_schema(request=None, responses=SittingDetailSerializer)
    @action(detail=True, methods=["post"])
    def enrol(self, request, pk=None):
        """Sign up: a seat, or a place on the waiting list."""
        sitting = self.get_object()
        enrolling.enrol(sitting=sitting, user=request.user, at=timezone.now())
        return self._shown(sitting)

    @extend_schema(request=None, responses=SittingDetailSerializer)
    @action(detail=True, methods=["post"], url_path="give-up")
    def give_up(self, request, pk=None):
        """Cancel the own place; the first of the waiting list moves up."""
        sitting = self.get_object()
        enrolling.give_up(sitting=sitting, user=request.user, at=timezone.now())
        return self._shown(sitting)

    @extend_schema(request=SignInAsk, responses=SittingDetailSerializer)
    @action(detail=True, methods=["post"], url_path="sign-in")
    def sign_in(self, request, pk=None):
        """Say that I am there."""
        sitting, told = self.get_object(), self._told(SignInAsk)
        actions.sign_in(sitting=sitting, user=request.user, **told)
        return self._shown(sitting)

    @extend_schema(request=None, responses=QuizSerializer)
    @action(detail=True, methods=["get", "post"])
    def quiz(self, request, pk=None):
        """My quiz as it stands (GET); begin or go on (POST)."""
        sitting = self.get_object()
        if request.method == "POST":
            quiz.begin(sitting=sitting, user=request.user, at=timezone.now())
        return self._quiz(sitting)

    @extend_schema(request=AnswerAsk, responses=QuizSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request, pk=None):
        """Answer one question; a repeat changes nothing."""
        sitting, told = self.get_object(), self._told(AnswerAsk)
        quiz.answer(sitting=sitting, user=request.user, at=timezone.now(), **told)
        return self._quiz(sitting)

    def _quiz(self, sitting):
        row = get_object_or_404(
            Attendance.objects.select_related("sitting"), sitting=sitting.pk, user=self.request.user
        )
        return Response(QuizSerializer(quiz_shown(row)).data)

    def _move(self, verb: str):
        return self._shown(actions.move(sitting=self.get_object(), verb=verb, actor=self.request.user))
