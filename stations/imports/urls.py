"""Pages of imports."""

from django.urls import path

from stations.imports import views

urlpatterns = [
    path("team/import/", views.imports, name="imports"),
    path("team/import/new/", views.new, name="import-new"),
    path("team/import/template/<slug:kind>/", views.template, name="import-template"),
    path("team/import/<int:pk>/", views.detail, name="import"),
    path("team/import/<int:pk>/apply/", views.apply, name="import-apply"),
    path("team/import/<int:pk>/recheck/", views.recheck, name="import-recheck"),
    path("team/import/<int:pk>/discard/", views.discard, name="import-discard"),
]
