"""Did another site make the browser send this form?

For forms without a token against forged requests. They are open to who takes no cookie, and nothing that they do rests
on one: the worst that another site could do is to have something sent that anybody could send.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest


def is_from_another_site(request: HttpRequest) -> bool:
    """By what the browser says of it: `Sec-Fetch-Site`, else `Origin`, else `Referer`.

    Notes
    -----
    Browsers send the first to addresses with https and to one's own machine, older ones only the others. Who sends none
    of the three is a program, which no other site directs and which could write any of them, or a browser from which
    its owner had all three taken away. It is let through.
    """
    said = request.headers.get("Sec-Fetch-Site")
    if said is not None:
        return said not in ("same-origin", "none")  # "none": sent anew by the person, from nowhere
    for name in ("Origin", "Referer"):
        told = request.headers.get(name)
        if told is not None:
            return _origin(told) != f"{request.scheme}://{request.get_host()}".lower()
    return False


def _origin(told: str) -> str:
    try:
        parts = urlsplit(told)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower()
