"""What the tests of all doors share."""

import pytest
from drf_spectacular.views import SpectacularAPIView
from rest_framework.response import Response


@pytest.fixture
def quick(settings, monkeypatch):
    """For thousands of requests: queries are watched in test_queries, the schema is drawn in tests/api."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "zeal" not in name]
    monkeypatch.setattr(SpectacularAPIView, "_get_schema_response", lambda view, request: Response({}))
