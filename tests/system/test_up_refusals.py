"""What `reprieve up` says when it cannot open: one sentence that helps, a refusing exit code, nothing left."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from reprieve.clinic.config import database_url
from reprieve.clinic.config.database_url import check_database, database_settings
from reprieve.clinic.config.problems import CannotStart

SECRET = "quiet" * 10


def refused(house) -> str:
    """The sentence, after checking that it is one and that nothing was left behind."""
    error = house.error()
    assert house.process.returncode == 1, error
    assert error.startswith("reprieve: ")
    assert error.count("\n") == 1, error
    assert "Traceback" not in error
    return error


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_a_port_that_another_program_uses_is_refused_with_another_one_proposed(start_house, address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.create_server((address, 0), family=family) as other:
        port = other.getsockname()[1]
        said = refused(start_house(port=port))
    assert f"port {port} must be free" in said
    assert f"--port {port + 1}" in said


@pytest.mark.parametrize("port", [-1, 65_536])
def test_a_port_outside_the_range_is_refused(start_house, port):
    assert "between 1 and 65535" in refused(start_house(port=port))


def test_a_file_in_the_place_of_the_data_folder_is_refused(start_house, tmp_path):
    (tmp_path / "data").write_text("not a folder")
    assert "a file stands in its place" in refused(start_house())


@pytest.fixture
def mount_point() -> Iterator[Path]:
    """An empty folder outside pytest's own, which pytest could not clear if a killed run left it mounted."""
    folder = Path(tempfile.mkdtemp(prefix="reprieve-disk-"))
    folder.chmod(0o711)
    yield folder
    if os.path.ismount(folder):
        subprocess.run(["umount", "--lazy", folder], check=True)
    folder.chmod(0o700)
    shutil.rmtree(folder)


@pytest.fixture
def read_only_folder(mount_point: Path) -> Iterator[Path]:
    """A folder that cannot be written: by its mode, or for root, who may write anyway, by its file system."""
    folder = mount_point
    if os.geteuid() != 0:
        folder.chmod(0o500)
        yield folder
    elif mounted(folder, "ro,size=1m"):
        yield folder
    else:
        yield Path("/proc/reprieve")  # even root may not make a folder there


def test_a_read_only_data_folder_is_refused(start_house, read_only_folder):
    said = refused(start_house(data=read_only_folder))
    assert str(read_only_folder) in said
    assert "--data" in said


def mounted(folder: Path, options: str) -> bool:
    """Whether a small file system in memory could be mounted: it takes root, and not every root may."""
    asked = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True)
    return asked.returncode == 0


@pytest.fixture
def small_disk(mount_point: Path) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """A folder with too little room for a database, and what to put before the command to make it so.

    Where nothing may be mounted, a limit on the size of a file stops initdb at the same place.
    """
    folder = mount_point
    if mounted(folder, "size=20m"):
        yield folder, ()
    else:
        yield folder, ("sh", "-c", 'ulimit -f 1000; exec "$@"', "sh")


def test_a_disk_too_small_for_a_database_is_refused_and_nothing_half_made_stays(start_house, small_disk):
    folder, before = small_disk
    said = refused(start_house(data=folder, before=before))
    assert str(folder) in said
    assert "full" in said or "could not be made" in said
    assert list(folder.glob("postgres*")) == []

    if not before:
        subprocess.run(["mount", "-o", "remount,size=300m", folder], check=True)
    house = start_house(data=folder).wait_until_ready()
    assert house.get("/healthz").status == 200
    assert house.stop() == 0


def test_a_disk_that_is_full_at_a_later_start_is_refused_and_the_data_kept(start_house, small_disk):
    folder, before = small_disk
    if before:
        pytest.skip("needs a disk of its own, and nothing may be mounted here")
    subprocess.run(["mount", "-o", "remount,size=200m", folder], check=True)
    assert start_house(data=folder).wait_until_ready().stop() == 0
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"0" * 65_536)
        except OSError:
            pass
    said = refused(start_house(data=folder))
    assert "full" in said
    filler.unlink()
    assert start_house(data=folder).wait_until_ready().get("/healthz").status == 200


@pytest.mark.parametrize(
    "url",
    ["mysql://me:hidden@localhost/x", "not an address: hidden", "postgres://me:hidden@localhost:port/x",
     "postgres://me:hidden@localhost"],
)  # fmt: skip
def test_an_address_that_is_not_a_postgresql_database_is_refused_without_showing_it(start_house, url):
    said = refused(start_house(env={"DATABASE_URL": url}))
    assert "postgres://user:password@host:5432/name" in said
    assert "hidden" not in said


def test_a_database_that_cannot_be_reached_is_refused_without_its_password(start_house):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    said = refused(start_house(env={"DATABASE_URL": f"postgres://me:hidden@127.0.0.1:{port}/x"}))
    assert "must be reachable" in said
    assert "hidden" not in said


def test_a_server_older_than_we_support_is_refused(monkeypatch):
    monkeypatch.setattr(database_url, "OLDEST_VERSION", 99)
    with pytest.raises(CannotStart, match="must run PostgreSQL 99 or newer; it runs"):
        check_database(database_settings(os.environ["DATABASE_URL"]))


def test_a_role_that_may_not_make_tables_is_refused_with_the_remedy(start_house, own_database):
    with psycopg.connect(own_database, autocommit=True) as connection:
        owner = connection.info.user
        connection.execute("CREATE SCHEMA closed")
        connection.execute("REVOKE ALL ON SCHEMA closed FROM PUBLIC")
        connection.execute(f'REVOKE ALL ON SCHEMA closed FROM "{owner}"')
        superuser = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [owner]).fetchone()
    assert superuser == (False,), "the tests must not run as a superuser: nothing is refused to one"
    joint = "&" if "?" in own_database else "?"
    said = refused(start_house(env={"DATABASE_URL": f"{own_database}{joint}currentSchema=closed"}))
    assert "must be allowed to make tables" in said


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({"REPRIEVE_HOSTS": "clinic.example.org"}, "it has 0 characters, 50 are needed"),
        (
            {"REPRIEVE_HOSTS": "clinic.example.org", "REPRIEVE_SECRET_KEY": "k" * 49},
            "it has 49 characters, 50 are needed",
        ),
        ({"REPRIEVE_SECRET_KEY": SECRET}, "REPRIEVE_HOSTS must name the hosts"),
        ({"REPRIEVE_SECRET_KEY": SECRET, "REPRIEVE_HOSTS": "*"}, "REPRIEVE_HOSTS must name each host"),
        (
            {"REPRIEVE_SECRET_KEY": SECRET, "REPRIEVE_HOSTS": "clinic.example.org:8443"},
            "REPRIEVE_HOSTS must name the hosts alone",
        ),
        ({"REPRIEVE_SECRET_KEY": SECRET, "REPRIEVE_HOSTS": "clinic.example.org"}, "DATABASE_URL must name"),
        (
            {"REPRIEVE_SECRET_KEY": SECRET, "REPRIEVE_HOSTS": "clinic.example.org", "REPRIEVE_DEBUG": "1"},
            "REPRIEVE_DEBUG must not be set in production",
        ),
    ],
)
def test_production_does_not_start_half_set_up(start_house, env, sentence):
    assert sentence in refused(start_house(env=env))


def test_the_demonstration_mark_does_not_open_a_production_that_is_half_set_up(start_house):
    env = {"REPRIEVE_HOSTS": "clinic.example.org", "REPRIEVE_DEMONSTRATION": "1"}
    assert "REPRIEVE_SECRET_KEY must be hard to guess" in refused(start_house(env=env))
