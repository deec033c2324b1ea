"""Pages of errands on the guards' phone."""

from django.urls import path

from patrols.errands import phone

urlpatterns = [path("c/errand/<int:pk>/", phone.passed, name="phone-errand")]
