"""The one door of stored files."""

from django.shortcuts import get_object_or_404

from stations.files import actions
from stations.files.models import StoredFile
from stations.files.registry import may_fetch
from stations.kit.answer import YES, demand
from stations.kit.export import download
from stations.kit.views import page


@page(lambda user: YES)
def file(request, pk: int):
    """A stored file as an attachment; the feature that keeps it says who may have it."""
    stored = get_object_or_404(StoredFile.objects.all(), pk=pk)
    demand(may_fetch(request.user, stored))
    content = actions.fetch(stored=stored, actor=request.user)
    response = download(content, stored.name, stored.content_type)
    response["Cache-Control"] = "private, no-store"
    return response
