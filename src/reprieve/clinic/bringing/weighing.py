"""How much may be taken out of what was brought?

An export of a phone is a hundred megabytes and unpacks to gigabytes, of which little is kept. A diary as text is kept
whole while it is read, so all of them together may have far less. Which of the two a file is, is looked at before it
is read.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from django.utils.translation import gettext as _

from reprieve.pathway.diary import archives
from reprieve.pathway.diary.apple_health_xml import BreaksOffError, begins_like_xml, is_an_export
from reprieve.pathway.diary.decoding import Begun, begun
from reprieve.pathway.terms.errors import UnreadableFile

MB = 1024 * 1024
# All diaries as text together, unpacked. Ten years have less than 5 MB.
MOST_TEXT_BYTES = 32 * MB
# An export of a phone, unpacked. Ten years with a watch have some 3 GB.
MOST_EXPORT_BYTES = 4 * 1024 * MB

# One such export at a time in each process, so that the other pages are still answered.
_one_export = threading.Lock()


def weigh(files: Iterable[BinaryIO]) -> bool:
    """Whether there is an export of a phone among the files.

    Raises
    ------
    UnreadableFile
        If the rest is more than a diary is, or an archive holds several exports.
    """
    left, exports = MOST_TEXT_BYTES, 0
    for file in files:
        file.seek(0)
        with begun(file) as opened:
            if archives.is_archive(opened.beginning):
                exports_here, text_bytes = _weigh_archive(opened)
            elif begins_like_xml(opened.beginning):
                exports_here, text_bytes = 1, 0
            else:
                exports_here, text_bytes = 0, file.seek(0, 2)
        file.seek(0)
        exports += exports_here
        left -= text_bytes
        if left < 0:
            raise UnreadableFile(
                _("All diaries together must have at most %(most)d MB besides an export of Apple Health. Bring fewer.")
                % {"most": MOST_TEXT_BYTES // MB}
            )
    if exports > 1:
        raise UnreadableFile(_("Only one export of Apple Health can be read at a time. Leave the others out."))
    return exports == 1


def _weigh_archive(file: Begun) -> tuple[int, int]:
    """How many exports an archive holds, and if none, how many bytes of anything else."""
    with archives.opened(file, max_packed_bytes=MOST_TEXT_BYTES, max_unpacked_bytes=MOST_EXPORT_BYTES) as members:
        xml = [member for member in members if member.is_xml]
        archives.must_be_few(xml, file.name)
        exports = sum(is_an_export(member.beginning()) for member in xml)
        if exports:
            return exports, 0
    total = 0
    with archives.opened(file, max_packed_bytes=MOST_TEXT_BYTES, max_unpacked_bytes=MOST_TEXT_BYTES) as members:
        for member in members:
            try:
                total += sum(len(piece) for piece in member.pieces())
            except BreaksOffError:
                continue  # what came out counts in the archive's own limit
    return 0, total


@contextmanager
def taking_turns(*, heavy: bool) -> Iterator[None]:
    """Reads an export only while no other is read in this process."""
    if not heavy:
        yield
        return
    with _one_export:
        yield
