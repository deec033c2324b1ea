"""Pages of errands."""

from django.urls import path

from stations.errands import views

urlpatterns = [
    path("duty/errands/", views.errands, name="errands"),
    path("duty/errands/all/", views.errand_list, name="errand-list"),
    path("duty/errands/settings/", views.settings, name="errand-settings"),
    path("duty/errands/<int:pk>/", views.errand, name="errand"),
    path("duty/errands/<int:pk>/plan/", views.plan, name="errand-plan"),
    path("duty/errands/<int:pk>/release/", views.release, name="errand-release"),
    path("duty/errands/<int:pk>/finish/", views.finish, name="errand-finish"),
    path("duty/errands/<int:pk>/decline/", views.decline, name="errand-decline"),
]
