"""Bases of the API's views: the station's scope, resources, references, refusals in the schema."""

from contextlib import ExitStack
from functools import partial

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema_field
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from stations.kit import idempotency
from stations.kit.problems import MEDIA_TYPE, ProblemSerializer
from stations.kit.spans import FIRST_DAY, LAST_DAY


class StationSchema(AutoSchema):
    """Adds to every operation the refusals it may answer with, and ``Idempotency-Key`` to unsafe ones."""

    def get_override_parameters(self):
        """The key's header, where a request changes something."""
        given = list(super().get_override_parameters())
        if self.method in idempotency.UNSAFE and getattr(self.view, "keyed", False):
            given.append(
                OpenApiParameter(
                    idempotency.HEADER, OpenApiTypes.STR, OpenApiParameter.HEADER,
                    description="A repeat with the same key and body gets the first answer again.",
                )
            )  # fmt: skip
        return given

    def _get_response_bodies(self, direction="response"):
        bodies = super()._get_response_bodies(direction)
        for code in ("400", "401", "403", "404", "405", "406", "409", "415", "429"):
            if code not in bodies:
                bodies[code] = self._get_response_for_code(ProblemSerializer, code, [MEDIA_TYPE], direction)
        return bodies


class StationAPI:
    """Mixin of every API view: runs in the user's station, whichever way the user came in.

    A session brings its scope from the middleware. A token is only known inside DRF, so its authentication enters
    the scope on ``request.surroundings``, which is closed when the answer is finished.
    """

    keyed = True
    schema = StationSchema()

    def dispatch(self, request, *args, **kwargs):
        """Keep what authentication opens until the answer is made."""
        with ExitStack() as stack:
            request.surroundings = stack
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request, *args, **kwargs):
        """After login, permission and throttle: let an unsafe request through once a key."""
        super().initial(request, *args, **kwargs)
        name = request.method.lower()
        if request.method in idempotency.UNSAFE and self.keyed and hasattr(self, name):
            setattr(self, name, partial(self._keyed, getattr(self, name)))

    def _keyed(self, method, request, *args, **kwargs):
        def work():
            try:
                with transaction.atomic():
                    return method(request, *args, **kwargs)
            except Exception as error:
                # A refusal is an answer worth keeping; anything unknown is raised again by this and keeps nothing.
                return self.handle_exception(error)

        return idempotency.once(request, work)

    def clean(self, form, **more) -> dict:
        """What was sent, as clean values; nothing where a verb asks for nothing.

        Args:
            form: serializer class of the request, or None.
            more: further arguments of the serializer, e.g. ``partial``.

        Raises:
            ValidationError: 400 with a reason per field.
        """
        if form is None:
            return {}
        asked = form(data=self.request.data, context={"request": self.request, "view": self}, **more)
        asked.is_valid(raise_exception=True)
        return asked.validated_data


class StationResource(StationAPI, ReadOnlyModelViewSet):
    """A list and its details: rows are looked up per request, inside its scope (DESIGN §7).

    A subclass gives ``model``, ``serializer_class``, a ``filterset_class`` and :meth:`rows`;
    ``detail_serializer_class`` where one object tells more than a row.
    """

    model = None
    detail_serializer_class = None
    lookup_value_regex = "[0-9]+"

    def rows(self):
        """The rows this person may see, in the order of the list, related rows joined."""
        return self.model.objects.all()

    def get_queryset(self):
        """No rows while the schema is drawn, which happens outside any station."""
        if getattr(self, "swagger_fake_view", False):
            return self.model.objects.none()
        return self.rows()

    def filter_queryset(self, queryset):
        """Filters choose rows of the list; an object is reached by its id alone."""
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    def get_serializer_class(self):
        """More words for one object than for a row of a list."""
        if self.detail_serializer_class and self.action != "list":
            return self.detail_serializer_class
        return super().get_serializer_class()

    def shown(self, pk: int, *, made: str = "") -> Response:
        """One object as it stands after a verb.

        Args:
            made: name of the address of a new object: the answer is 201 and says where it is.
        """
        serializer = self.detail_serializer_class or self.serializer_class
        data = serializer(self.rows().get(pk=pk), context=self.get_serializer_context()).data
        if not made:
            return Response(data)
        return Response(data, status=status.HTTP_201_CREATED, headers={"Location": reverse(made, args=[pk])})


class DayField(serializers.DateField):
    """A day near enough to reckon with: one before or after it exists, too."""

    default_error_messages = {"range": _("Give a day between 1990 and 2199.")}

    def to_internal_value(self, value):
        """The day.

        Raises:
            ValidationError: not a day, or far outside any roster.
        """
        day = super().to_internal_value(value)
        if not FIRST_DAY <= day <= LAST_DAY:
            self.fail("range")
        return day


class MomentField(serializers.DateTimeField):
    """A moment in the station's time; the zone is asked for once an answer, not once a value."""

    def __init__(self, **kwargs):
        super().__init__(**{"default_timezone": timezone.get_current_timezone()} | kwargs)


def known_later(words) -> serializers.ChoiceField:
    """A choice of an answer that is empty until it is known.

    Args:
        words: its ``TextChoices``.
    """
    return serializers.ChoiceField(choices=[("", "—"), *words.choices], read_only=True)


@extend_schema_field({"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$", "example": "08:00"})
class ClockField(serializers.TimeField):
    """A time on the wall clock, ``08:00``; it has no zone."""

    def __init__(self, **kwargs):
        super().__init__(format="%H:%M", read_only=True, **kwargs)


class RefSerializer(serializers.Serializer):
    """A related object by id and name."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class OfficerRefSerializer(RefSerializer):
    """An officer by id, name and police number."""

    police_no = serializers.CharField()


@extend_schema_field(RefSerializer)
class Ref(serializers.Field):
    """``{"id", "name"}`` of a related object; join it in the queryset."""

    def __init__(self, **kwargs):
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value):
        """Id and name."""
        return {"id": value.pk, "name": str(value)}


@extend_schema_field(OfficerRefSerializer)
class OfficerRef(Ref):
    """``{"id", "name", "police_no"}`` of an officer; join ``officer__user`` in the queryset."""

    def to_representation(self, value):
        """Id, name and number."""
        return super().to_representation(value) | {"police_no": value.police_no}


@extend_schema_field(OpenApiTypes.INT)
class RowField(serializers.PrimaryKeyRelatedField):
    """A row of the station by its id, looked up inside the request's scope.

    Args:
        rows: function without arguments giving the queryset.
    """

    def __init__(self, rows, **kwargs):
        self.rows = rows
        super().__init__(**kwargs)

    def get_queryset(self):
        """Looked up per request."""
        return self.rows()

    def to_internal_value(self, data):
        """The row.

        Raises:
            ValidationError: not a number, or no such row in this station.
        """
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("incorrect_type", data_type=type(data).__name__)
        if not 0 < data < 2**63:
            self.fail("does_not_exist", pk_value=data)
        return self.rows().filter(pk=data).first() or self.fail("does_not_exist", pk_value=data)
