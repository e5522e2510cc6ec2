"""How does a page carry what comes next, when nothing is stored here?

A diary that may be saved, or a table whose columns are still to be explained, travels in a hidden field of the page:
packed, and signed, so that only what this house packed itself is ever unpacked.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Sequence

from django.core.signing import BadSignature, Signer

# Of the field. Django takes no more than 2.5 MB of a form besides its files.
MOST_CHARS = 2_000_000
# Unpacked.
MOST_BYTES = 16 * 1024 * 1024
_LEVEL = 6


class ChangedOnTheWay(Exception):
    """What came back is not what was packed here; or it was packed before the secret key was changed."""


def pack(purpose: str, content: bytes) -> str | None:
    """The content as the text of a field; None if it is too large to be carried."""
    if len(content) > MOST_BYTES:
        return None
    text = base64.urlsafe_b64encode(zlib.compress(content, _LEVEL)).decode("ascii")
    signed = _signer(purpose).sign(text)
    return signed if len(signed) <= MOST_CHARS else None


def unpack(purpose: str, field: str) -> bytes:
    """What was packed for this purpose.

    Raises
    ------
    ChangedOnTheWay
        If it was not.
    """
    if len(field) > MOST_CHARS:
        raise ChangedOnTheWay
    try:
        # The signature first: nobody else's bytes are unpacked. And bounded all the same.
        packed = base64.urlsafe_b64decode(_signer(purpose).unsign(field))
        unpacking = zlib.decompressobj()
        content = unpacking.decompress(packed, MOST_BYTES)
    except (BadSignature, binascii.Error, zlib.error, ValueError):
        raise ChangedOnTheWay from None
    if not unpacking.eof:
        raise ChangedOnTheWay
    return content


def pack_files(purpose: str, files: Sequence[bytes]) -> str | None:
    """Several files in one field, in their order."""
    sizes = json.dumps([len(file) for file in files]).encode()
    return pack(purpose, b"\n".join((sizes, b"".join(files))))


def unpack_files(purpose: str, field: str) -> list[bytes]:
    sizes, _, content = unpack(purpose, field).partition(b"\n")
    files, at = [], 0
    for size in json.loads(sizes):
        files.append(content[at : at + size])
        at += size
    return files


def _signer(purpose: str) -> Signer:
    return Signer(salt=f"reprieve.clinic.bringing.carried.{purpose}")
