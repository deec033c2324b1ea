"""Pages of the monthly report."""

from django.urls import path

from stations.reports import views

urlpatterns = [
    path("reports/", views.reports, name="reports"),
    path("reports/figures/", views.figures, name="figures"),
    path("reports/make/", views.make, name="report-make"),
    path("reports/<int:pk>/", views.report, name="report"),
]
