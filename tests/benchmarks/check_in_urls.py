"""The portal's addresses and the bare view, reached as any view is."""

from django.urls import path

from config.urls import handler500, urlpatterns
from tests.benchmarks.check_in_rivals import BareView

urlpatterns = [path("bench/bare/", BareView.as_view()), *urlpatterns]

__all__ = ["handler500", "urlpatterns"]
