"""The files that make the guards' pages a thing on the home screen: manifest and service worker."""

import hashlib
import json

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from patrols.checkins.phone_data import UPLOAD, address_of

# What the pages are drawn with; kept on the phone as soon as the worker is installed.
SHELL = (
    "vendor/tabler.min.css", "vendor/icons.svg", "vendor/idb.js", "vendor/barcode-detector.js",
    "vendor/zxing_reader.wasm", "fenggang/app.css", "fenggang/app.js", "fenggang/logo.svg", "fenggang/favicon.svg",
    "fenggang/phone/phone.css", "fenggang/findings.css", "fenggang/phone/queue.js", "fenggang/phone/scanner.js",
    "fenggang/phone/photo.js", "fenggang/phone/point.js", "fenggang/phone/finding.js", "fenggang/phone/phone.js",
    "fenggang/phone/icon-192.png", "fenggang/phone/icon-512.png",
)  # fmt: skip
# Run by the worker itself.
WORKER = ("vendor/idb.js", "fenggang/phone/queue.js", "fenggang/phone/worker.js")
ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-mask.png", "512x512", "maskable"),
)
# Raised when kept pages must be thrown away although no file changed its name.
EDITION = 1


@require_safe
def manifest(request):
    """What the home screen shows and opens."""
    icons = [
        {"src": static(f"fenggang/phone/{name}"), "sizes": sizes, "type": "image/png", "purpose": purpose}
        for name, sizes, purpose in ICONS
    ]
    content = {
        "id": reverse("phone"), "name": _("Fenggang patrol check-in"), "short_name": _("Patrol"),
        "start_url": reverse("phone"), "scope": reverse("phone"), "display": "standalone", "orientation": "portrait",
        "lang": request.LANGUAGE_CODE, "background_color": "#f2f5f9", "theme_color": "#12315f", "icons": icons,
    }  # fmt: skip
    return JsonResponse(content, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@never_cache
@require_safe
def worker(request):
    """The service worker: a few facts, then files of ours. Its text changes whenever one of them does."""
    offline = reverse("phone-offline")
    shell, scripts = [static(name) for name in SHELL], [static(name) for name in WORKER]
    version = hashlib.sha256("\n".join([*shell, *scripts, str(EDITION)]).encode()).hexdigest()[:12]
    facts = {
        "version": version, "shell": [*shell, offline], "offline": offline, "home": reverse("phone"),
        "upload": UPLOAD, "findings": address_of("finding-upload"), "files": settings.STATIC_URL,
    }  # fmt: skip
    lines = ['"use strict";', f"self.FG = {json.dumps(facts)};", f"importScripts({json.dumps(scripts)[1:-1]});", ""]
    return HttpResponse("\n".join(lines), content_type="text/javascript; charset=utf-8")
