"""Which records stand in an Apple Health export, taken piece by piece?

What stands before the first element is never given to the parser: the DTD of some iOS versions is not
well formed, and only there can entities be declared, which turn a small file into an endless one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from reprieve.pathway.terms.errors import UnreadableFile
from reprieve.pathway.terms.text import say

_ROOT = re.compile(rb"<HealthData(?=[\s/>])")
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_STARTS = (b"<?xml", b"<!DOCTYPE HealthData", b"<!--", b"<HealthData")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe<\x00", b"\xfe\xff\x00<")
# The DTD of an export is about 8 kB.
MOST_BYTES_BEFORE_ROOT = 256 * 1024
# So much goes to the parser at a time; what is checked between two pieces can grow by no more.
_PIECE_BYTES = 128 * 1024
# An export nests 5 deep, its longest element has some kB, and it knows about 120 names.
MOST_DEPTH = 64
MOST_ELEMENT_BYTES = 1024 * 1024
MOST_NAMES = 2_000
# An element of an export has 60 bytes and more. Millions of tiny ones only keep the machine busy.
_LEAST_BYTES_FOR_AN_ELEMENT = 16
# Some exports hold control characters, which no XML may hold, in what people typed.
_WITHOUT_CONTROLS = bytes(32 if byte < 32 and byte not in (9, 10, 13) else byte for byte in range(256))
CYCLE_START = "HKMenstrualCycleStart"


class BreaksOffError(Exception):
    """Raised by what gives the pieces where a file ends too early or is damaged; what came before it is good."""


@dataclass(frozen=True, slots=True)
class Written:
    """A record as it is written: nothing of it is understood yet. What is missing is empty."""

    kind: str
    value: str
    start: str
    end: str
    cycle_start: str
    line: int


@dataclass(slots=True)
class Walk:
    """What was passed on the way through a file.

    Parameters
    ----------
    unread : dict
        How many records of each type that is not wanted.
    handed_over : int
        How many records that are.
    elements : int
    line : int
        The last line that was reached.
    whole : bool
        Whether the file was well formed to its end.
    """

    unread: dict[str, int] = field(default_factory=dict)
    handed_over: int = 0
    elements: int = 0
    line: int = 1
    whole: bool = False


def begins_like_xml(beginning: bytes) -> bool:
    """Whether a file begins as an XML file that may be an export."""
    return beginning.removeprefix(_BYTE_ORDER_MARK).lstrip().startswith(_STARTS) or beginning.startswith(_UTF_16)


def is_an_export(beginning: bytes) -> bool:
    """Whether the element that holds an export begins near the beginning."""
    return begins_like_xml(beginning) and _ROOT.search(beginning, 0, MOST_BYTES_BEFORE_ROOT) is not None


def walk(pieces: Iterable[bytes], wanted: Collection[str], take: Callable[[Written], None], name: str) -> Walk:
    """Go through an export and hand over each record of a wanted type.

    Raises
    ------
    UnreadableFile
        If it is no export, or is built to do harm.
    """
    slices = _slices(iter(pieces))
    way = Walk()
    first = _from_root_on(slices, way, name)
    parser = _parser(way, wanted, take)
    ended: list[str] = []
    # The built-in `append` costs a small part of what a function of ours would: it is called for each element.
    parser.EndElementHandler = ended.append
    lines_before = way.line - 1
    fed = elements_ended = 0
    try:
        for piece in _then(first, slices):
            parser.Parse(piece.translate(_WITHOUT_CONTROLS), False)
            fed += len(piece)
            elements_ended += len(ended)
            ended.clear()
            way.line = lines_before + parser.CurrentLineNumber
            _must_be_bounded(parser, way, fed, way.elements - elements_ended, name)
        parser.Parse(b"", True)
        way.whole = True
    except (expat.ExpatError, BreaksOffError) as error:
        if not way.unread and not way.handed_over:
            raise UnreadableFile(_holds_nothing(name)) from error
    return way


def _slices(pieces: Iterator[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        for at in range(0, len(piece), _PIECE_BYTES):
            yield piece[at : at + _PIECE_BYTES]


def _then(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _from_root_on(pieces: Iterator[bytes], way: Walk, name: str) -> bytes:
    """The bytes from the first element on, as far as they were needed to find it."""
    head = b""
    found = None
    try:
        for piece in pieces:
            head += piece
            found = _ROOT.search(head, 0, MOST_BYTES_BEFORE_ROOT)
            if found or len(head) >= MOST_BYTES_BEFORE_ROOT:
                break
    except BreaksOffError as error:
        raise UnreadableFile(_holds_nothing(name)) from error
    before = head[: found.start() if found else MOST_BYTES_BEFORE_ROOT]
    if _ENTITY.search(before):
        message = say(
            "{name} must not declare entities, which no export of Apple Health does. Export it again.", name=name
        )
        raise UnreadableFile(message)
    if head.startswith(_UTF_16):
        raise UnreadableFile(say("{name} must be UTF-8, as Apple Health writes it; got UTF-16.", name=name))
    if found is None:
        message = say(
            "{name} must be an export of Apple Health or a CSV text file; got an XML file of another kind. In an "
            "export.zip the right one is the largest XML file, not export_cda.xml.",
            name=name,
        )
        raise UnreadableFile(message)
    way.line += before.count(b"\n")
    return head[found.start() :]


def _parser(way: Walk, wanted: Collection[str], take: Callable[[Written], None]) -> expat.XMLParserType:
    """A parser that counts what is not wanted, and passes on what is."""
    parser = expat.ParserCreate("UTF-8")
    parser.ordered_attributes = True
    # The parser counts the lines it is given from 1.
    unread = way.unread
    line_before = way.line - 1

    def begin(element: str, attributes: list[str]) -> None:
        way.elements += 1
        if element != "Record":
            return
        # The type nearly always stands first.
        kind = attributes[1] if attributes and attributes[0] == "type" else _value(attributes, "type")
        if kind not in wanted:
            unread[kind] = unread.get(kind, 0) + 1
            return
        line = line_before + parser.CurrentLineNumber
        _hand_over_at_its_end(parser, way, lambda cycle_start: take(_written(attributes, cycle_start, line)))

    parser.StartElementHandler = begin
    return parser


def _hand_over_at_its_end(parser: expat.XMLParserType, way: Walk, hand_over: Callable[[str], None]) -> None:
    """Until the record that has just begun ends, look for what is written within it; then go on as before."""
    begin_as_before, end_as_before = parser.StartElementHandler, parser.EndElementHandler
    depth = 0
    cycle_start = ""

    def begin(element: str, within: list[str]) -> None:
        nonlocal depth, cycle_start
        way.elements += 1
        depth += 1
        if depth == 1 and element == "MetadataEntry" and _value(within, "key") == CYCLE_START:
            cycle_start = _value(within, "value")

    def end(element: str) -> None:
        nonlocal depth
        if end_as_before:
            end_as_before(element)
        if depth:
            depth -= 1
            return
        parser.StartElementHandler, parser.EndElementHandler = begin_as_before, end_as_before
        way.handed_over += 1
        hand_over(cycle_start)

    parser.StartElementHandler, parser.EndElementHandler = begin, end


def _written(attributes: list[str], cycle_start: str, line: int) -> Written:
    return Written(
        kind=_value(attributes, "type"),
        value=_value(attributes, "value"),
        start=_value(attributes, "startDate"),
        end=_value(attributes, "endDate"),
        cycle_start=cycle_start,
        line=line,
    )


def _value(attributes: list[str], item: str) -> str:
    names = attributes[::2]
    return attributes[2 * names.index(item) + 1] if item in names else ""


def _must_be_bounded(parser: expat.XMLParserType, way: Walk, fed: int, depth: int, name: str) -> None:
    """An export of a phone stays far below these limits; what does not is made to use up memory or time."""
    if (
        depth > MOST_DEPTH
        or fed - max(parser.CurrentByteIndex, 0) > MOST_ELEMENT_BYTES
        or len(parser.intern) > MOST_NAMES
        or len(way.unread) > MOST_NAMES
        or way.elements * _LEAST_BYTES_FOR_AN_ELEMENT > fed + MOST_ELEMENT_BYTES
    ):
        message = say(
            "{name} must be built as Apple Health builds its exports; it is not (nesting, names or sizes). "
            "Export it again.",
            name=name,
        )
        raise UnreadableFile(message)


def _holds_nothing(name: str) -> str:
    return say(
        "{name} must be a whole XML file of Apple Health; it breaks off or is damaged before the first record. "
        "Export or copy it again.",
        name=name,
    )
