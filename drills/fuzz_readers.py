"""Does any file at all make a reader fail, hang, or take all memory?

    python -m drills.fuzz_readers --inputs 250000 [--seed 1] [--kind csv|table|json|xml|zip] [--keep FOLDER]

Files are bred by atheris (libFuzzer) from the diaries of the tests: whatever reaches code that no
file before has reached is bred on. A file must be read or refused with a `ReprieveError`; anything
else is a finding, and so is one that takes over 2 s, or a process over 500 MB. What is found is kept
small in `tests/unit/found_by_fuzzing`, where `make test` reads it again.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["reprieve.pathway"]):
    from reprieve.pathway.diagnosis.diagnose import diagnose
    from reprieve.pathway.diary.mapping_suggest import suggest
    from reprieve.pathway.diary.reading import read_diary
    from reprieve.pathway.diary.records import Diary
    from reprieve.pathway.terms.errors import ReprieveError

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "tests" / "unit" / "diaries"
FOUND = ROOT / "tests" / "unit" / "found_by_fuzzing"
# Processor time, so that a busy machine finds nothing that is not there; what is stuck without using any, by the clock.
LONGEST_S, STUCK_S, MOST_MB, LONGEST_BYTES = 2, 30, 500, 8_192
# One in so many of the diaries that were read is judged too.
JUDGE_ONE_IN = 16
TELL_EVERY = 10_000


class Trial:
    """Reads one input after another, and counts what came of them."""

    def __init__(self, read: Callable[[bytes], Diary]) -> None:
        self._read = read
        self.read = 0
        self.refused = 0

    def __call__(self, data: bytes) -> None:
        began = time.process_time()
        self._try(data)
        if time.process_time() - began > LONGEST_S:
            raise TimeoutError(f"over {LONGEST_S} s of processor time")

    def _try(self, data: bytes) -> None:
        if (self.read + self.refused) % TELL_EVERY == 0:
            print(f"read {self.read}, refused {self.refused}", flush=True)
        try:
            diary = self._read(data)
        except ReprieveError:
            self.refused += 1
            return
        self.read += 1
        if self.read % JUDGE_ONE_IN == 0:
            diagnose(diary)


def as_it_is(data: bytes) -> Diary:
    return read_diary(io.BytesIO(data))


def in_a_zip(data: bytes) -> Diary:
    """The bytes as a health export in an archive; as they are when they begin as an archive does."""
    return as_it_is(data if data.startswith(b"PK") else zipped(data))


def by_a_mapping(data: bytes) -> Diary:
    """The bytes as somebody's own table, read by the mapping that is suggested for it."""
    return read_diary(io.BytesIO(data), mapping=suggest(io.BytesIO(data)).mapping)


def zipped(data: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("apple_health_export/export.xml", data)
    return archive.getvalue()


KINDS: dict[str, tuple[Callable[[bytes], Diary], tuple[str, ...]]] = {
    "csv": (as_it_is, (".csv", ".txt")),
    "table": (by_a_mapping, (".csv", ".txt")),
    "json": (as_it_is, (".json",)),
    "xml": (as_it_is, (".xml",)),
    "zip": (in_a_zip, (".xml", ".zip")),
}


def seeds(endings: tuple[str, ...]) -> Iterator[Path]:
    """The diaries of the tests that are small enough to breed from."""
    for folder in (SEEDS, FOUND, ROOT / "examples"):
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.suffix in endings and path.stat().st_size <= LONGEST_BYTES:
                yield path


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--inputs", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--kind", choices=KINDS, default="csv")
    options.add_argument("--keep", type=Path, help="folder for findings (default: tests/unit/found_by_fuzzing)")
    asked = options.parse_args()
    read, endings = KINDS[asked.kind]
    trial = Trial(read)
    keep = asked.keep or FOUND
    keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="reprieve-fuzz-") as folder:
        corpus = Path(folder)
        for number, path in enumerate(seeds(endings)):
            (corpus / f"{number:03}").write_bytes(path.read_bytes())
            if asked.kind == "zip" and path.suffix == ".xml":
                (corpus / f"{number:03}.zip").write_bytes(zipped(path.read_bytes()))
        limits = [f"-timeout={STUCK_S}", f"-rss_limit_mb={MOST_MB}", f"-max_len={LONGEST_BYTES}"]
        words = [f"-runs={asked.inputs}", f"-seed={asked.seed}", f"-artifact_prefix={keep}/", "-print_final_stats=1"]
        atheris.Setup([sys.argv[0], str(corpus), *limits, *words], trial)
        atheris.Fuzz()  # ends the process, with libFuzzer's figures on standard error


if __name__ == "__main__":
    main()
