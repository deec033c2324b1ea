"""Pages of findings."""

from django.urls import path

from patrols.findings import phone, views, views_phone

urlpatterns = [
    path("patrols/findings/", views.findings, name="findings"),
    path("patrols/findings/<int:pk>/", views.finding, name="finding"),
    path("patrols/findings/<int:pk>/forward/", views.forward, name="finding-forward"),
    path("patrols/findings/<int:pk>/link/<int:other>/", views.link, name="finding-link"),
    path("patrols/findings/<int:pk>/sample/<int:quality>/", views.sample, name="finding-sample"),
    path("patrols/findings/files/<int:pk>/", views.file, name="finding-file"),
    path("patrols/findings/<int:pk>/<slug:verb>/", views.verb, name="finding-verb"),
    path("patrols/finding-kinds/", views.finding_kinds, name="finding-kinds"),
    path("patrols/finding-kinds/new/", views.finding_kind, name="finding-kind-new"),
    path("patrols/finding-kinds/install/", views.install_kinds, name="finding-kinds-install"),
    path("patrols/finding-kinds/<int:pk>/", views.finding_kind, name="finding-kind"),
    path("c/findings/", views_phone.upload, name="finding-upload"),
    path("c/finding/", phone.start, name="phone-finding"),
    path("c/finding/new/<int:pk>/", phone.report, name="phone-finding-new"),
    path("c/finding/files/<int:pk>/", phone.file, name="phone-finding-file"),
    path("c/squad/findings/", phone.squad, name="phone-squad-findings"),
    path("c/finding/<int:pk>/", phone.one, name="phone-finding-one"),
]
