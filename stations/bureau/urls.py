"""Pages of the bureau's exports."""

from django.urls import path

from stations.bureau import views

urlpatterns = [
    path("command/bureau/", views.imports, name="bureau-imports"),
    path("command/bureau/new/", views.new, name="bureau-new"),
    path("command/bureau/mappings/", views.mappings, name="bureau-mappings"),
    path("command/bureau/mappings/<int:pk>/", views.mapping, name="bureau-mapping"),
    path("command/bureau/<int:pk>/", views.detail, name="bureau-import"),
    path("command/bureau/<int:pk>/columns/", views.columns, name="bureau-columns"),
    path("command/bureau/<int:pk>/words/", views.words, name="bureau-words"),
    path("command/bureau/<int:pk>/check/", views.check, name="bureau-check"),
    path("command/bureau/<int:pk>/apply/", views.apply, name="bureau-apply"),
]
