"""Ask two independent judges of HTML, the Nu Html Checker and html-validate, about every public page in both languages.

    python judges/pages.py                          (or: make judge)
    python judges/pages.py http://localhost:8000    a demonstration that already runs

Pages that stand behind a form are asked for as a browser without script would. Needs Java, Node.js and npm; the judges
themselves are installed beside the environment.
"""

from __future__ import annotations

import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from judges.walking import Saved, walk

CHECKERS = {"vnu-jar": "26.9.27", "html-validate": "10.17.0"}
INSTALLED = Path(sys.prefix) / "judges"
CONFIG = Path(__file__).parent / "html-validate.json"
HOW_TO_GET_IT = "{} is missing: apt-get install default-jre-headless nodejs npm"


def main() -> int:
    for program in ("java", "node", "npm"):
        if shutil.which(program) is None:
            sys.exit(HOW_TO_GET_IT.format(program))
    install_checkers()
    with tempfile.TemporaryDirectory(prefix="reprieve-judged-") as name:
        folder = Path(name)
        if len(sys.argv) > 1:
            saved = save(sys.argv[1], folder / "pages")
        else:
            with demonstration(folder / "data") as address:
                saved = save(address, folder / "pages")
        wrong = [*ask_vnu(folder / "pages"), *ask_html_validate(folder / "pages")]
    by_file = {f"{at:03}.html": page.name for at, page in enumerate(saved)}
    for line in wrong:
        sys.stdout.write(re.sub(r"\d{3}\.html", lambda found: by_file.get(found[0], found[0]), line) + "\n")
    sys.stdout.write(f"{len(saved)} pages judged by vnu {CHECKERS['vnu-jar']} and html-validate ")
    sys.stdout.write(f"{CHECKERS['html-validate']}: {len(wrong)} faults\n")
    return 1 if wrong else 0


def install_checkers() -> None:
    wanted = [f"{name}@{version}" for name, version in CHECKERS.items()]
    stamp = INSTALLED / "installed"
    if stamp.exists() and stamp.read_text().split() == wanted:
        return
    INSTALLED.mkdir(exist_ok=True)
    # No install scripts: vnu's would download a Java of its own.
    command = ["npm", "install", "--silent", "--ignore-scripts", "--no-save", "--prefix", str(INSTALLED), *wanted]
    subprocess.run(command, check=True)
    stamp.write_text(" ".join(wanted))


@contextmanager
def demonstration(data: Path) -> Iterator[str]:
    """One of its own, that ends with this; its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).parent / "reprieve"), "up", "--port", str(port), "--data", str(data)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        if process.stdout is None or not any("Press Ctrl-C" in line for line in process.stdout):
            sys.exit("The demonstration did not start.")
        yield f"http://localhost:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def save(address: str, folder: Path) -> list[Saved]:
    folder.mkdir(parents=True)
    saved = list(walk(address))
    for at, page in enumerate(saved):
        (folder / f"{at:03}.html").write_text(page.html, encoding="utf-8")
    return saved


def ask_vnu(folder: Path) -> list[str]:
    """Its errors and its warnings, about the pages and about our style sheets."""
    jar = INSTALLED / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    sheets = [str(it) for it in sorted((Path(__file__).parents[1] / "src").glob("**/static/*/*.css"))]
    found: list[str] = []
    for sort in (["--html", *(str(it) for it in sorted(folder.iterdir()))], ["--css", *sheets]):
        command = ["java", "-jar", str(jar), "--format", "json", "--exit-zero-always", *sort]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
        for it in json.loads(said)["messages"]:
            if it["type"] == "error" or it.get("subType") == "warning":
                place = f"{Path(it.get('url', '')).name}:{it.get('lastLine', 0)}"
                found.append(f"vnu: {place}: {it['message']}")
    return found


def ask_html_validate(folder: Path) -> list[str]:
    command = [
        str(INSTALLED / "node_modules" / ".bin" / "html-validate"),
        "--config",
        str(CONFIG),
        "--formatter",
        "json",
    ]
    answer = folder.parent / "html-validate.json"
    with answer.open("w") as output:  # not a pipe: it ends without waiting until a full one is read
        subprocess.run([*command, str(folder)], stdout=output, check=False)
    said = answer.read_text(encoding="utf-8")
    if not said.startswith("["):
        sys.exit(f"html-validate did not judge: {said}")
    return [
        f"html-validate: {Path(file['filePath']).name}:{it['line']}: {it['message']} ({it['ruleId']})"
        for file in json.loads(said)
        for it in file["messages"]
    ]


if __name__ == "__main__":
    sys.exit(main())
