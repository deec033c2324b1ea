"""The hot doors of check-ins."""


class CheckInDoorMiddleware:
    """Answers uploads of check-ins before sessions and pages are set up."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)
