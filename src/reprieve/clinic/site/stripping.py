"""A picture is kept without what a camera wrote beside it: where it was taken, when, with which device.

The pictures that are drawn from it in other sizes would carry that on into the page.
"""

from __future__ import annotations

import io
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image, ImageOps
from wagtail.utils.file import hash_filelike

# Close to what cameras write; the sizes that pages show are drawn from it once more.
JPEG_QUALITY = 92
TELLS = ("exif", "xmp", "XML:com.adobe.xmp", "comment", "photoshop", "Raw profile type exif", "Raw profile type iptc")


def strip(instance: Any, **_: Any) -> None:
    """Before a picture that was brought is kept: draw it anew, upright, where it tells more than it shows."""
    file = instance.file
    if not file or getattr(file, "_committed", True):
        return
    file.seek(0)
    drawn = drawn_anew(file.read())
    file.seek(0)
    if drawn is not None:
        name = file.name
        file.close()
        instance.file = ContentFile(drawn, name=name)
        instance.width, instance.height = Image.open(io.BytesIO(drawn)).size
        instance.file_size, instance.file_hash = len(drawn), hash_filelike(io.BytesIO(drawn))


def drawn_anew(content: bytes) -> bytes | None:
    """The picture without anything beside it; None for one that carries nothing, or that moves."""
    with Image.open(io.BytesIO(content)) as picture:
        kind = picture.format
        if getattr(picture, "is_animated", False) or kind is None:
            return None
        if not any(picture.info.get(name) for name in TELLS) and not picture.getexif():
            return None
        upright = ImageOps.exif_transpose(picture)
        colours = picture.info.get("icc_profile")
        upright.info = {}
        out = io.BytesIO()
        more = {"quality": JPEG_QUALITY} if kind in ("JPEG", "WEBP") else {}
        upright.save(out, kind, **more, **({"icc_profile": colours} if colours else {}))
    return out.getvalue()
