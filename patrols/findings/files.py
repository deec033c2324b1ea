"""The bytes of a photo or voice note, for whoever may see the finding."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from patrols.findings.models import FindingFile
from stations.files.actions import fetch
from stations.files.registry import may_fetch
from stations.kit.answer import demand


def shown(request, file_id: int) -> HttpResponse:
    """The file inline, never cached by others; another station's or squad's file does not exist or is refused."""
    row = get_object_or_404(FindingFile.objects.select_related("file"), file_id=file_id)
    demand(may_fetch(request.user, row.file))
    content = fetch(stored=row.file, actor=request.user)
    headers = {"Cache-Control": "private, max-age=600", "X-Content-Type-Options": "nosniff",
               "Content-Disposition": "inline"}  # fmt: skip
    return HttpResponse(content, content_type=row.file.content_type, headers=headers)
