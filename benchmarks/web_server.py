"""Which web server costs least for a small Django page and for a 20 MB upload?

    python benchmarks/web_server.py [--seconds 4]

Each server that is installed serves the same Django application with two worker processes of four threads
(uvicorn has no such threads: it runs Django's ASGI handler) on the loopback interface, one after the other.
The processor time of the server's own processes is the figure to trust on a busy machine; requests per
second share the processor with the client.
"""

from __future__ import annotations

import argparse
import http.client
import importlib.metadata
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

UPLOAD_BYTES = 20_000_000
CLIENTS = 8

APPLICATION = """
import hashlib, time
import django
from django.conf import settings
settings.configure(
    SECRET_KEY="only for this measurement" * 2, ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__,
    MIDDLEWARE=["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
)
django.setup()
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.template import engines
from django.urls import path
page = engines["django"].from_string("{% for day in days %}<li>Day {{ day }}</li>{% endfor %}")
def show(request):
    return HttpResponse(page.render({"days": range(60)}))
def take(request):
    digest = hashlib.sha256()
    for chunk in request.FILES["diary"].chunks():
        digest.update(chunk)
    return HttpResponse(digest.hexdigest())
def slow(request):
    time.sleep(2)
    return HttpResponse("finished")
urlpatterns = [path("", show), path("take", take), path("slow", slow)]
wsgi = WSGIHandler()
asgi = ASGIHandler()
"""


def commands(port: int) -> dict[str, list[str]]:
    """How each server is started: package name to command."""
    python = [sys.executable, "-m"]
    return {
        "granian": [
            *python, "granian", "--interface", "wsgi", "--port", str(port), "--workers", "2",
            "--blocking-threads", "4", "--no-access-log", "--log-level", "warning", "measured:wsgi",
        ],
        "gunicorn": [
            *python, "gunicorn", "--worker-class", "gthread", "--workers", "2", "--threads", "4",
            "--bind", f"127.0.0.1:{port}", "--log-level", "warning", "--no-control-socket", "measured:wsgi",
        ],
        "uvicorn": [
            *python, "uvicorn", "--port", str(port), "--workers", "2", "--no-access-log",
            "--log-level", "warning", "measured:asgi",
        ],
        "waitress": [
            *python, "waitress", "--listen", f"127.0.0.1:{port}", "--threads", "8", "measured:wsgi",
        ],
    }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One server's figures; a None is a figure that could not be taken."""

    name: str
    version: str
    start_s: float
    requests_per_s: float
    page_cpu_ms: float
    upload_s: float
    upload_cpu_ms: float
    memory_mb: float
    memory_growth_mb: float
    finishes_open_request: bool
    stop_s: float


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def family(process: psutil.Process) -> list[psutil.Process]:
    return [process, *process.children(recursive=True)]


def cpu_s(process: psutil.Process) -> float:
    return sum(p.cpu_times().user + p.cpu_times().system for p in family(process))


def memory_mb(process: psutil.Process) -> float:
    return sum(p.memory_info().rss for p in family(process)) / 1e6


def wait_for_answer(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with exit code {process.returncode} before it answered")
        try:
            if get(port, "/")[0] == 200:
                return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError("the server did not answer within 20 s")


def get(port: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    result = answer.status, answer.read()
    connection.close()
    return result


def ask_for_pages(port: int, seconds: float) -> int:
    """How many pages a few persistent connections receive in the given time."""
    until = time.monotonic() + seconds
    received = [0] * CLIENTS

    def client(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        while time.monotonic() < until:
            connection.request("GET", "/")
            answer = connection.getresponse()
            answer.read()
            received[number] += answer.status == 200
        connection.close()

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(received)


def upload(port: int) -> None:
    head = b'--edge\r\nContent-Disposition: form-data; name="diary"; filename="diary.csv"\r\n\r\n'
    body = head + b"2026-01-01,yes\r\n" * (UPLOAD_BYTES // 16) + b"\r\n--edge--\r\n"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("POST", "/take", body, {"Content-Type": "multipart/form-data; boundary=edge"})
    answer = connection.getresponse()
    text = answer.read()
    if answer.status != 200 or len(text) != 64:
        raise RuntimeError(f"the upload was answered with {answer.status}")
    connection.close()


def finishes(port: int, process: subprocess.Popen[bytes]) -> tuple[bool, float]:
    """Whether a request that is under way is still answered after SIGTERM, and how long stopping takes."""
    answers: list[bytes] = []

    def client() -> None:
        try:
            answers.append(get(port, "/slow")[1])
        except (OSError, http.client.HTTPException):
            answers.append(b"cut off")

    thread = threading.Thread(target=client)
    thread.start()
    time.sleep(0.5)
    began = time.monotonic()
    process.terminate()
    process.wait(timeout=20)
    stop_s = time.monotonic() - began
    thread.join()
    return answers == [b"finished"], stop_s


def measure(name: str, seconds: float, folder: Path) -> Measured:
    port = free_port()
    began = time.monotonic()
    process = subprocess.Popen(
        commands(port)[name],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder)},
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    started = psutil.Process(process.pid)
    try:
        wait_for_answer(port, process)
        start_s = time.monotonic() - began
        ask_for_pages(port, 0.5)
        before_s, began = cpu_s(started), time.monotonic()
        pages = ask_for_pages(port, seconds)
        requests_per_s = pages / (time.monotonic() - began)
        page_cpu_ms = (cpu_s(started) - before_s) * 1000 / pages
        resting_mb, before_s, began = memory_mb(started), cpu_s(started), time.monotonic()
        for _ in range(4):
            upload(port)
        upload_s = (time.monotonic() - began) / 4
        upload_cpu_ms = (cpu_s(started) - before_s) * 1000 / 4
        growth_mb = memory_mb(started) - resting_mb
        answered, stop_s = finishes(port, process)
    finally:
        for one in family(started) if started.is_running() else []:
            one.kill()
        process.wait()
    return Measured(
        name=name,
        version=importlib.metadata.version(name),
        start_s=start_s,
        requests_per_s=requests_per_s,
        page_cpu_ms=page_cpu_ms,
        upload_s=upload_s,
        upload_cpu_ms=upload_cpu_ms,
        memory_mb=resting_mb,
        memory_growth_mb=growth_mb,
        finishes_open_request=answered,
        stop_s=stop_s,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=4, help="how long each server is asked for pages")
    seconds = parser.parse_args().seconds
    print("| server | first answer s | pages/s | CPU ms per page | 20 MB upload s | CPU ms per upload "
          "| memory MB | after uploads MB | finishes open request | stop s |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "measured.py").write_text(APPLICATION)
        for server in commands(0):
            try:
                importlib.metadata.version(server)
            except importlib.metadata.PackageNotFoundError:
                print(f"| {server} | not installed, left out |")
                continue
            try:
                m = measure(server, seconds, folder)
            except (RuntimeError, subprocess.TimeoutExpired) as problem:
                print(f"| {server} | failed: {problem} |")
                continue
            print(
                f"| {m.name} {m.version} | {m.start_s:.2f} | {m.requests_per_s:.0f} | {m.page_cpu_ms:.2f} "
                f"| {m.upload_s:.2f} | {m.upload_cpu_ms:.0f} | {m.memory_mb:.0f} | {m.memory_growth_mb:+.0f} "
                f"| {'yes' if m.finishes_open_request else 'no'} | {m.stop_s:.1f} |",
                flush=True,
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
