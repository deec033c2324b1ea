"""The API's addresses: resources of every app, the OpenAPI document and its pages, and errors as JSON."""

from django.http import HttpResponsePermanentRedirect
from django.urls import Resolver404, include, path, re_path, resolve
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from community import api as community
from mediation import api as mediation
from patrols import api as patrols
from stations import api as stations
from stations.kit import problems
from stations.kit.addresses import by_first_part
from stations.kit.resources import StationAPI

PREFIX = "/api/"
RESOURCES = sorted([*stations.RESOURCES, *patrols.RESOURCES, *mediation.RESOURCES, *community.RESOURCES])
PATHS = [*stations.PATHS, *patrols.PATHS, *mediation.PATHS, *community.PATHS]


class Root(StationAPI, APIView):
    """The resources, by name."""

    schema = None

    def get(self, request):
        """Addresses of all lists."""
        return Response({name: reverse(f"{base}-list", request=request) for name, _view, base in RESOURCES})


class Schema(StationAPI, SpectacularAPIView):
    """The OpenAPI document."""

    schema = None


class Docs(StationAPI, SpectacularSwaggerSplitView):
    """The document as a page to try things out on; its script is a file of its own (strict CSP)."""

    schema = None
    url_name = "api-schema"
    template_name = "api/docs.html"


@csrf_exempt
def unknown(request):
    """Any other address under ``/api/``: with its missing slash where that helps, else 404 as JSON."""
    if request.method == "GET" and not request.path.endswith("/"):
        try:
            found = resolve(request.path + "/").func is not unknown
        except Resolver404:
            found = False
        if found:
            return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
    return problems.nothing_here()


def server_error(request):
    """Django's ``handler500``: JSON under ``/api/``, the page elsewhere."""
    return problems.crash() if request.path.startswith(PREFIX) else defaults.server_error(request)


def _routes():
    router = SimpleRouter()
    for name, viewset, base in RESOURCES:
        router.register(name, viewset, basename=base)
    return router.urls


urlpatterns = [
    path("v1/", Root.as_view(), name="api"),
    path("v1/schema/", Schema.as_view(), name="api-schema"),
    path("v1/docs/", Docs.as_view(), name="api-docs"),
    path("v1/", include(PATHS)),
    path("v1/", include(by_first_part(_routes()))),
    re_path("", unknown, name="api-unknown"),
]
