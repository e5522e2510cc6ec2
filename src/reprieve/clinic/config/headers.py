"""What every answer tells the browser it must not do.

A few lines of our own instead of a package: one fixed policy, no nonces, no reports.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponseBase

CONTENT_SECURITY_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
# The editors' pages are the content system's own: they style and script themselves (docs/adr/0012 and 0021).
# Nothing of what they add comes from elsewhere, and only an editor who has signed in sees them.
EDITORS = "/editors/"
EDITORS_POLICY = CONTENT_SECURITY_POLICY | {
    "script-src": "'self' 'unsafe-inline'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "frame-src": "'self'",
    "frame-ancestors": "'self'",
}
PERMISSIONS_POLICY = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
    "microphone=(), midi=(), payment=(), usb=(), browsing-topics=()"
)


def headers_of_every_answer(policy: Mapping[str, str] = CONTENT_SECURITY_POLICY) -> dict[str, str]:
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Permissions-Policy": PERMISSIONS_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }


class Headers:
    """Adds them; an answer that says itself how it may be kept is believed in that.

    Stands before everything that may answer, so that a refused host and the way to https carry them too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.headers = headers_of_every_answer()
        self.editors_headers = headers_of_every_answer(EDITORS_POLICY)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        headers = self.editors_headers if request.path_info.startswith(EDITORS) else self.headers
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response
