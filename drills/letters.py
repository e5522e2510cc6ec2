"""Kill the senders of letters again and again: does every letter leave, and how many leave twice?

    python -m drills.letters [--letters 400] [--kills 60]

Starts a database and a folder of its own; the letters go into files. Two senders run at once, as on two machines with
one database, and each is killed (`kill -9`) at a random moment and started again.
"""

from __future__ import annotations

import argparse
import os
import random
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from reprieve.clinic.config.postgres import Server, start_postgres, stop_postgres

SEND = "import django; django.setup(); from reprieve.clinic.messages.outbox import send_waiting; import time\n"
SEND += "while True: send_waiting(); time.sleep(0.01)"
PATIENCE_S = 120


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=400)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="reprieve-drill-"))
    folder.chmod(0o711)
    server = start_postgres(folder)
    try:
        return drill(server, folder, args)
    finally:
        stop_postgres(server)
        shutil.rmtree(folder, ignore_errors=True)


def drill(server: Server, folder: Path, args: argparse.Namespace) -> int:
    os.environ |= {
        "DATABASE_URL": server.url(),
        "REPRIEVE_DATA": str(folder),
        "REPRIEVE_DEMONSTRATION": "1",
        "REPRIEVE_SECRET_KEY": secrets.token_urlsafe(48),
        "DJANGO_SETTINGS_MODULE": "reprieve.clinic.config.settings",
    }
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    from reprieve.clinic.messages.actions import queue_mail
    from reprieve.clinic.messages.kinds import Kind
    from reprieve.clinic.messages.models import Letter

    for number in range(args.letters):
        queue_mail(kind=Kind.ARTICLE, to=f"a{number}@example.org", subject="Drill", body="x")
    chance, killed = random.Random(args.seed), 0  # noqa: S311 # chance, not a secret
    senders = [start(), start()]
    deadline = time.monotonic() + PATIENCE_S + 3 * args.kills
    while Letter.objects.filter(sent_at=None).exists() and time.monotonic() < deadline:
        time.sleep(chance.uniform(0.02, 0.3))
        which = chance.randrange(2)
        if killed < args.kills and list((folder / "letters").glob("*")):
            # Not before it sends: most of a sender's life is its start.
            time.sleep(chance.uniform(0.8, 2.0))
            senders[which].kill()
            senders[which].wait()
            senders[which] = start()
            killed += 1
    for sender in senders:
        sender.kill()
        sender.wait()
    return judge(folder, args.letters, killed)


def start() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", SEND])


def judge(folder: Path, letters: int, killed: int) -> int:
    left: Counter[str] = Counter()
    for path in (folder / "letters").iterdir():
        for line in path.read_text(errors="replace").splitlines():
            if line.startswith("To: "):
                left[line[4:]] += 1
    lost = letters - len(left)
    twice = sum(number - 1 for number in left.values())
    sys.stdout.write(f"{letters} letters, {killed} kills: {lost} lost, {twice} sent once more than needed.\n")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
