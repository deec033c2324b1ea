"""All addresses (DESIGN §4)."""

from django.contrib import admin
from django.urls import include, path

from config.health import healthz
from stations import admin as stations_admin  # noqa: F401 (registers the pages of /admin/)
from stations.kit.addresses import by_first_part

urlpatterns = by_first_part(
    [
        path("healthz", healthz, name="healthz"),
        path("api/", include("config.api")),
        path("", include("stations.urls")),
        path("", include("patrols.urls")),
        path("", include("mediation.urls")),
        path("", include("community.urls")),
        path("i18n/", include("django.conf.urls.i18n")),
        path("admin/", admin.site.urls),
    ]
)

handler500 = "config.api.server_error"
