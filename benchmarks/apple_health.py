"""How long does a large Apple Health export take, and how much memory, next to only walking through its XML?

Run: python benchmarks/apple_health.py [MB]

Seconds of the processor are compared, which another program on the machine changes little.

The export is made by chance from a fixed seed, as a phone writes one: heart rate, steps and energy by the
million, sleep by stages, workouts, rings, a correlation, and headaches for ten years among them.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.parsers import expat

MB = 1_000_000
SIZE_MB = 1_000
CHUNK_BYTES = 128 * 1024
BEGIN = datetime(2016, 1, 1, tzinfo=UTC)
DAYS = 3_650
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 14 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Correlation|Workout|ActivitySummary|ClinicalRecord|Audiogram)*)>
<!ATTLIST HealthData
  locale CDATA #REQUIRED
>
<!ELEMENT ExportDate EMPTY>
<!ATTLIST ExportDate
  value CDATA #REQUIRED
>
<!ELEMENT Record ((MetadataEntry|HeartRateVariabilityMetadataList)*)>
<!ATTLIST Record
  type          CDATA #REQUIRED
  unit          CDATA #IMPLIED
  value         CDATA #IMPLIED
  sourceName    CDATA #REQUIRED
  sourceVersion CDATA #IMPLIED
  device        CDATA #IMPLIED
  creationDate  CDATA #IMPLIED
  startDate     CDATA #REQUIRED
  endDate       CDATA #REQUIRED
>
]>
<HealthData locale="en_US">
 <ExportDate value="2026-01-10 08:00:00 -0500"/>
 <Me HKCharacteristicTypeIdentifierDateOfBirth="1990-01-01"/>
"""
QUANTITIES = (("HeartRate", "count/min"), ("ActiveEnergyBurned", "Cal"), ("StepCount", "count"))
STAGES = ("AsleepCore", "AsleepDeep", "AsleepREM", "Awake")
STRENGTHS = ("Mild", "Moderate", "Severe", "Unspecified")


def shown(moment: datetime) -> str:
    """A time as the phone writes it."""
    return f"{moment:%Y-%m-%d %H:%M:%S} -0500"


def category(kind: str, value: str, start: datetime, end: datetime, inner: str = "") -> str:
    """A record that a person or a watch entered."""
    return (
        f' <Record type="HKCategoryTypeIdentifier{kind}" sourceName="Ana’s iPhone" sourceVersion="17.5" '
        f'creationDate="{shown(end)}" startDate="{shown(start)}" endDate="{shown(end)}" '
        f'value="HKCategoryValue{value}">{inner}</Record>\n'
    )


def telemetry(chance: random.Random, moment: datetime) -> str:
    """A record of a watch; every other one holds a metadata entry."""
    kind, unit = chance.choice(QUANTITIES)
    device = (
        f"&lt;&lt;HKDevice: 0x{chance.getrandbits(32):x}&gt;, name:Apple Watch, manufacturer:Apple Inc., "
        "model:Watch, hardware:Watch6,2, software:10.6.1&gt;"
    )
    record = (
        f' <Record type="HKQuantityTypeIdentifier{kind}" sourceName="Ana’s Apple\u00a0Watch" '
        f'sourceVersion="10.6.1" device="{device}" unit="{unit}" creationDate="{shown(moment)}" '
        f'startDate="{shown(moment)}" endDate="{shown(moment)}" value="{chance.randrange(40, 180)}"'
    )
    if chance.random() < 0.5:
        return f"{record}/>\n"
    entry = '  <MetadataEntry key="HKMetadataKeyHeartRateMotionContext" value="0"/>\n'
    return f"{record}>\n{entry} </Record>\n"


def one_day(chance: random.Random, day: int) -> Iterator[str]:
    """What one day holds besides telemetry."""
    begin = BEGIN + timedelta(days=day)
    bed = begin + timedelta(hours=23)
    for stage in range(12):
        at = bed + timedelta(minutes=40 * stage)
        yield category("SleepAnalysis", f"SleepAnalysis{chance.choice(STAGES)}", at, at + timedelta(minutes=40))
    if day % 28 < 5:
        inner = f'<MetadataEntry key="HKMenstrualCycleStart" value="{int(day % 28 == 0)}"/>'
        yield category("MenstrualFlow", "VaginalBleedingMedium", begin, begin, inner)
    if chance.random() < 0.25:
        start = begin + timedelta(minutes=chance.randrange(600, 1_400))
        end = start + timedelta(minutes=chance.randrange(60, 1_500))
        yield category("Headache", f"Severity{chance.choice(STRENGTHS)}", start, end)
        yield category("Nausea", f"Severity{chance.choice(STRENGTHS)}", start, start)
    else:
        yield category("Headache", "SeverityNotPresent", begin + timedelta(hours=12), begin + timedelta(hours=12))
    start, end = shown(begin), shown(begin + timedelta(hours=1))
    yield f' <Workout workoutActivityType="HKWorkoutActivityTypeWalking" startDate="{start}" endDate="{end}">\n'
    yield '  <MetadataEntry key="HKTimeZone" value="America/New_York"/>\n'
    yield f'  <WorkoutStatistics type="HKQuantityTypeIdentifierHeartRate" startDate="{start}" endDate="{end}"/>\n'
    yield " </Workout>\n"
    yield f' <ActivitySummary dateComponents="{begin:%Y-%m-%d}" activeEnergyBurned="{chance.randrange(900)}"/>\n'
    yield f' <Correlation type="HKCorrelationTypeIdentifierFood" startDate="{start}" endDate="{end}">\n'
    yield f"{telemetry(chance, begin)} </Correlation>\n"


def write_export(path: Path, size_bytes: int) -> None:
    """An export of about that size, whatever days it takes."""
    chance = random.Random(7)
    per_day = size_bytes // DAYS
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(HEAD)
        for day in range(DAYS):
            lines = list(one_day(chance, day))
            missing = per_day - sum(map(len, lines))
            moment = BEGIN + timedelta(days=day)
            while missing > 0:
                moment += timedelta(seconds=chance.randrange(120))
                lines.append(telemetry(chance, moment))
                missing -= len(lines[-1])
            file.write("".join(lines))
        file.write("</HealthData>\n")


def walk_only(path: Path) -> float:
    """Seconds that the XML parser alone takes, with one handler that does nothing."""
    parser = expat.ParserCreate("UTF-8")
    parser.StartElementHandler = lambda name, attributes: None
    begin = time.process_time()
    with path.open("rb") as file:
        while piece := file.read(CHUNK_BYTES):
            parser.Parse(piece, False)
    parser.Parse(b"", True)
    return time.process_time() - begin


def diagnose(path: Path) -> tuple[float, float, float]:
    """What `reprieve diagnose` takes as a process of its own: seconds, seconds of the processor, MB at most."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    command = [sys.executable, "-m", "reprieve", "diagnose", "--json", str(path)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    # Of the largest child so far: the second line can only be too high, never too low.
    return seconds, processor, after.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    size_mb = int(sys.argv[1]) if len(sys.argv) > 1 else SIZE_MB
    with tempfile.TemporaryDirectory() as folder:
        xml, packed = Path(folder) / "export.xml", Path(folder) / "export.zip"
        write_export(xml, size_mb * MB)
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(xml, "apple_health_export/export.xml")
        size = xml.stat().st_size / MB
        ratio = xml.stat().st_size / packed.stat().st_size
        least = walk_only(xml)
        print(f"{size:.0f} MB of XML, {ratio:.0f} times smaller as a zip; walking through it alone {least:.1f} s")
        for name, path in (("export.xml", xml), ("export.zip", packed)):
            seconds, processor, most_mb = diagnose(path)
            print(
                f"reprieve diagnose {name}: {seconds:.1f} s, {processor:.1f} s of the processor "
                f"({size / processor:.0f} MB/s, {processor / least:.2f} of walking alone), at most {most_mb:.0f} MB"
            )
