"""How fast is an article of the public site, beside the blog page of a stock Wagtail project?

    python benchmarks/site.py [--rounds 5] [--seconds 2]

`wagtail start` makes a project in a temporary folder, with its own SQLite database and its own production settings. It
gets the blog page of Wagtail's tutorial, which holds the words of our article. Both are served by granian with the same
workers and threads, and asked in turn in one run, as a browser asks. Our article is asked for twice: as it is kept,
and with a query string, which makes it anew each time. Requests per second share the processor with the client;
processor time is that of the server's processes, PostgreSQL's among them.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import psutil

from reprieve.clinic.config.web import CONNECTIONS, PROCESSES, THREADS

ARTICLE = "/articles/what-makes-a-migraine-intractable/"
BLOG = "/blog/"
CLIENTS = 8
WARM_UP = 60
SINGLE = 60  # requests one after the other, in each round

BLOG_MODELS = """
from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
class BlogPage(Page):
    date = models.DateField("Post date")
    intro = models.CharField(max_length=250)
    body = RichTextField(blank=True)
    content_panels = Page.content_panels + [FieldPanel("date"), FieldPanel("intro"), FieldPanel("body")]
"""
BLOG_TEMPLATE = """
{% extends "base.html" %}
{% load wagtailcore_tags %}
{% block body_class %}template-blogpage{% endblock %}
{% block content %}
    <h1>{{ page.title }}</h1>
    <p class="meta">{{ page.date }}</p>
    <div class="intro">{{ page.intro }}</div>
    {{ page.body|richtext }}
    <p><a href="{{ page.get_parent.url }}">Return to blog</a></p>
{% endblock %}
"""
FILL = """
import datetime, pathlib
from blog.models import BlogPage
from wagtail.models import Site
page = BlogPage(title="Blog", slug="blog", date=datetime.date(2026, 1, 1), intro="In short.")
page.body = pathlib.Path("body.html").read_text()
Site.objects.get().root_page.add_child(instance=page)
"""


@dataclass(slots=True, kw_only=True)
class Case:
    """One page that is asked for, and what was measured of it."""

    name: str
    port: int
    path: str
    server: psutil.Process
    body_bytes: int = 0
    single_ms: list[float] = field(default_factory=list)
    per_s: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)


class Caller:
    """A connection that stays open and asks for one page after the other."""

    def __init__(self, case: Case) -> None:
        self.connection = socket.create_connection(("127.0.0.1", case.port), timeout=20)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        head = f"GET {case.path} HTTP/1.1\r\nHost: localhost:{case.port}\r\nAccept-Encoding: gzip\r\n\r\n"
        self.request = head.encode()

    def ask(self) -> tuple[bytes, bytes]:
        self.connection.sendall(self.request)
        came = b""
        while b"\r\n\r\n" not in came:
            came += self._more()
        head, _, body = came.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"answered with {head.splitlines()[0]!r}")
        length = int(re.search(rb"(?i)content-length: (\d+)", head)[1])  # type: ignore[index] # both always say it
        while len(body) < length:
            body += self._more()
        return head, body

    def _more(self) -> bytes:
        part = self.connection.recv(1 << 16)
        if not part:
            raise RuntimeError("the server hung up")
        return part


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def text_of(case: Case) -> str:
    head, body = Caller(case).ask()
    return (gzip.decompress(body) if b"gzip" in head.lower() else body).decode()


def cpu_s(server: psutil.Process) -> float:
    """Of all its processes, and of those of them that have ended."""
    total = 0.0
    for process in [server, *server.children(recursive=True)]:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


@contextmanager
def running(command: list[str], folder: Path, ready: str = "") -> Iterator[psutil.Process]:
    """The command, until the end of the block; it begins when the line that says so was printed."""
    output = subprocess.PIPE if ready else subprocess.DEVNULL
    process = subprocess.Popen(
        command, cwd=folder, env=os.environ | {"PYTHONPATH": str(folder)}, stdout=output, text=True
    )
    try:
        if ready and process.stdout is not None and not any(ready in line for line in process.stdout):
            raise RuntimeError("the demonstration did not start")
        yield psutil.Process(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def wait_until_open(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the stock project did not answer within 30 s")


def make_stock(folder: Path, words: str) -> None:
    """A new project as its maker's command leaves it, with one blog page."""
    folder.mkdir()
    wagtail = [str(Path(sys.executable).parent / "wagtail"), "start", "stock", str(folder)]
    subprocess.run(wagtail, check=True, capture_output=True)
    blog = folder / "blog"
    (blog / "templates" / "blog").mkdir(parents=True)
    (blog / "__init__.py").touch()
    (blog / "models.py").write_text(BLOG_MODELS)
    (blog / "templates" / "blog" / "blog_page.html").write_text(BLOG_TEMPLATE)
    (folder / "body.html").write_text(words)
    (folder / "stock" / "settings" / "local.py").write_text(
        f'SECRET_KEY = "{secrets.token_hex(32)}"\nALLOWED_HOSTS = ["localhost"]\n'
        'from .base import INSTALLED_APPS\nINSTALLED_APPS = ["blog", *INSTALLED_APPS]\n'
    )
    for words_of_command in (
        ["makemigrations", "blog"], ["migrate"], ["collectstatic", "--no-input"], ["shell", "-c", FILL]
    ):  # fmt: skip
        command = [sys.executable, "manage.py", *words_of_command, "--settings", "stock.settings.production"]
        environment = os.environ | {"PYTHONPATH": str(folder)}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])


def stock_server(port: int) -> list[str]:
    os.environ["DJANGO_SETTINGS_MODULE"] = "stock.settings.production"
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", str(PROCESSES),
        "--blocking-threads", str(THREADS), "--backpressure", str(CONNECTIONS), "--no-access-log",
        "--log-level", "warning", "stock.wsgi:application",
    ]  # fmt: skip


def plain_words(page: str) -> str:
    """The article without what only our pages have."""
    main = page[page.index("<article") : page.index("</article>")]
    return "".join(
        f"<{tag}>{re.sub(r'<[^>]+>', '', inner).strip()}</{tag}>"
        for tag, inner in re.findall(r"<(p|h2|h3|li)\b[^>]*>(.*?)</\1>", main, re.DOTALL)
    )


def ask_singly(cases: list[Case]) -> None:
    """One request after the other, the cases in turn."""
    callers = [Caller(case) for case in cases]
    for _ in range(SINGLE):
        for case, caller in zip(cases, callers, strict=True):
            began = time.perf_counter()
            caller.ask()
            case.single_ms.append((time.perf_counter() - began) * 1000)


def ask_together(case: Case, seconds: float) -> None:
    """As many as a few callers get in the time."""
    until, counts = time.monotonic() + seconds, [0] * CLIENTS

    def client(number: int) -> None:
        caller = Caller(case)
        while time.monotonic() < until:
            caller.ask()
            counts[number] += 1

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    spent, began = cpu_s(case.server), time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if min(counts) == 0:
        raise RuntimeError(f"{case.name}: a caller got no answer")
    case.per_s.append(sum(counts) / (time.monotonic() - began))
    case.cpu_ms.append((cpu_s(case.server) - spent) * 1000 / sum(counts))


def show(cases: list[Case]) -> None:
    stock = cases[-1]
    print("| page | bytes sent | time ms, median | requests/s | of the stock page's | CPU ms per request |")
    print("|---|---|---|---|---|---|")
    for case in cases:
        ratio = statistics.median(own / other for own, other in zip(case.per_s, stock.per_s, strict=True))
        print(
            f"| {case.name} | {case.body_bytes} | {statistics.median(case.single_ms):.2f} "
            f"| {statistics.median(case.per_s):.0f} | {ratio:.2f} | {statistics.median(case.cpu_ms):.2f} |"
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2, help="how long each page is asked for in each round")
    given = parser.parse_args()
    with ExitStack() as house:
        folder = Path(house.enter_context(tempfile.TemporaryDirectory(prefix="reprieve-measured-")))
        folder.chmod(0o711)  # PostgreSQL runs as another user where this one may do everything
        port, stock_port = free_port(), free_port()
        command = [
            str(Path(sys.executable).parent / "reprieve"),
            "up",
            "--port",
            str(port),
            "--data",
            str(folder / "own"),
        ]
        own = house.enter_context(running(command, folder, "Press Ctrl-C"))
        kept = Case(name="our article, kept", port=port, path=ARTICLE, server=own)
        fresh = Case(name="our article, made anew", port=port, path=f"{ARTICLE}?anew=1", server=own)
        make_stock(folder / "stock", plain_words(text_of(kept)))
        stock_process = house.enter_context(running(stock_server(stock_port), folder / "stock"))
        wait_until_open(stock_port)
        name = f"blog page, stock Wagtail {version('wagtail')}"
        stock = Case(name=name, port=stock_port, path=BLOG, server=stock_process)
        cases = [kept, fresh, stock]
        for case in cases:
            caller = Caller(case)
            for _ in range(WARM_UP):
                case.body_bytes = len(caller.ask()[1])
        for _ in range(given.rounds):
            ask_singly(cases)
            for case in cases:
                ask_together(case, given.seconds)
    show(cases)
    return 0


if __name__ == "__main__":
    sys.exit(main())
