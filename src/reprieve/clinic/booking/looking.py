"""Is this file what it says it is, and nothing besides? Run as a program of its own: it parses strangers' bytes.

    python -m reprieve.clinic.booking.looking < file

writes one line of JSON, and for a picture a fresh copy of it. A parser that crashes, hangs or eats memory takes this
process with it and no other. What counts is the content; a file's name is not even asked for.
"""

from __future__ import annotations

import io
import json
import re
import sys
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

# A page of A4 at 600 dots an inch has 35 million.
MOST_PIXELS = 40_000_000
MOST_PAGES = 500
MOST_OBJECTS = 200_000
DEEPEST = 60
MEMORY_BYTES = 1024 * 1024 * 1024
CPU_S = 15
JPEG_QUALITY = 92

PDF, PNG, JPEG = b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
# What a page to be read needs none of: programs, other files, forms that send, sounds and films.
ACTIVE = frozenset(
    f"/{name}"
    for name in [
        "JS",
        "JavaScript",
        "Launch",
        "EmbeddedFile",
        "EmbeddedFiles",
        "EF",
        "RichMedia",
        "XFA",
        "SubmitForm",
        "ImportData",
        "GoToR",
        "GoToE",
        "AA",
        "Movie",
        "Sound",
        "Rendition",
        "Screen",
        "3D",
    ]
)
# Also in what an earlier version of the file left behind, which a parser does not reach. Names of so few letters that
# they stand in any picture by chance are looked for by the parser alone.
LEFT_BEHIND = re.compile(
    rb"/(?:%s)(?![^\s\0()<>\[\]{}/%%])" % "|".join(it[1:] for it in ACTIVE if len(it) > 5).encode()
)
WRITTEN_OTHERWISE = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb"\bstream[ \t]*(?:\r\n|\n|\r)")
FILTER = re.compile(rb"/(\w+)Decode\b")
# From a stream back to the first word of its object.
LONGEST_HEAD = 20_000
PIECE_BYTES = 64 * 1024
MOST_INFLATED_BYTES = 64 * 1024 * 1024


class Unfit(Exception):
    """Why the file cannot be taken, as one word."""


def look(content: bytes) -> tuple[dict[str, Any], bytes]:
    """Kind and pages of the file, and what is to be kept of it.

    Raises
    ------
    Unfit
        If it is not to be kept.
    """
    if content.startswith(PDF):
        return look_at_pdf(content)
    if content.startswith((PNG, JPEG)):
        return look_at_picture(content)
    raise Unfit("unknown")


def look_at_pdf(content: bytes) -> tuple[dict[str, Any], bytes]:
    if zipfile.is_zipfile(io.BytesIO(content)) or content[content.rfind(b"%%EOF") + 5 :].strip(b"\r\n\t \x00"):
        raise Unfit("mixed")
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted:
        raise Unfit("encrypted")
    if any(LEFT_BEHIND.search(decoded(it)) for it in (content, *packed_objects(content))):
        raise Unfit("active")
    for word in names_in(reader):
        if word in ACTIVE:
            raise Unfit("active")
    pages = len(reader.pages)
    if not 1 <= pages <= MOST_PAGES:
        raise Unfit("pages")
    return {"kind": "pdf", "pages": pages}, content


def decoded(content: bytes) -> bytes:
    """With every `#4A` as the letter that it stands for in a name."""
    return WRITTEN_OTHERWISE.sub(lambda found: bytes([int(found[1], 16)]), content)


def packed_objects(content: bytes) -> Iterator[bytes]:
    """What is in each stream of objects that lies anywhere in the file, also where no table leads to it."""
    left_bytes = MOST_INFLATED_BYTES
    for stream in STREAM.finditer(content):
        begins = max(0, stream.start() - LONGEST_HEAD)
        head = decoded(content[max(begins, content.rfind(b"endobj", begins, stream.start())) : stream.start()])
        if b"/ObjStm" not in head or b"/Filter" not in head:  # what lies open is looked at with the rest of the file
            continue
        if FILTER.findall(head) != [b"Flate"] or b"/Predictor" in head:
            raise Unfit("active")  # packed as no program packs it
        inflated = inflate(memoryview(content)[stream.end() :], left_bytes)
        left_bytes -= len(inflated)
        yield inflated


def inflate(packed: memoryview, most_bytes: int) -> bytes:
    """What is packed at the beginning of these bytes, taken in small pieces, because all else in the file follows."""
    unpacking, pieces, taken = zlib.decompressobj(), [], 0
    for at in range(0, len(packed), PIECE_BYTES):
        pieces.append(unpacking.decompress(packed[at : at + PIECE_BYTES], most_bytes - taken + 1))
        taken += len(pieces[-1])
        if taken > most_bytes:
            raise Unfit("objects")
        if unpacking.eof:
            break
    return b"".join(pieces)


def names_in(reader: Any) -> Iterator[str]:
    """Every name in every object of the file, decoded, so that it cannot be written in another way."""
    from pypdf.generic import IndirectObject

    numbers = {(number, generation) for generation, of in reader.xref.items() for number in of}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > MOST_OBJECTS:
        raise Unfit("objects")
    yield from names_of(reader.trailer, 0)
    for number, generation in sorted(numbers):
        yield from names_of(IndirectObject(number, generation, reader).get_object(), 0)


def names_of(it: Any, depth: int) -> Iterator[str]:
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject

    if depth > DEEPEST:
        raise Unfit("deep")
    if isinstance(it, NameObject):
        yield str(it)
    elif isinstance(it, DictionaryObject):
        for key in it:
            yield str(key)
            yield from names_of(it.raw_get(key), depth + 1)
    elif isinstance(it, ArrayObject):
        for one in list.__iter__(it):
            yield from names_of(one, depth + 1)


def look_at_picture(content: bytes) -> tuple[dict[str, Any], bytes]:
    """The picture drawn anew: of what stood beside it in the file, such as a place or another file, nothing is left."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # our own bound is looked at before anything is drawn
    with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise Unfit("pixels")
        kind = "png" if picture.format == "PNG" else "jpeg"
        upright = ImageOps.exif_transpose(picture)
        clean = upright.convert("RGB" if kind == "jpeg" or upright.mode not in ("1", "L") else "L")
    clean.info.clear()
    fresh = io.BytesIO()
    clean.save(fresh, format=kind.upper(), **({"quality": JPEG_QUALITY} if kind == "jpeg" else {"optimize": False}))
    return {"kind": kind, "pages": 1}, fresh.getvalue()


def bound_this_process() -> None:
    try:
        import resource
    except ImportError:  # Windows: the time alone is bound, by who started this
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))


def main() -> int:
    bound_this_process()
    warnings.simplefilter("ignore")
    try:
        found, kept = look(sys.stdin.buffer.read())
    except Unfit as unfit:
        found, kept = {"unfit": str(unfit)}, b""
    except Exception:  # whatever a parser makes of a broken file; its words may quote the file
        found, kept = {"unfit": "broken"}, b""
    sys.stdout.buffer.write(json.dumps(found).encode() + b"\n" + kept)
    return 0


if __name__ == "__main__":
    sys.exit(main())
