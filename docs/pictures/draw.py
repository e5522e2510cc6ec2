"""Draw the README's two pictures from the running product: `make run` in one shell, `make pictures` in another."""

from __future__ import annotations

import html
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).parent
DIARY = HERE.parents[1] / "examples" / "demonstration-diary.csv"
TERMINAL_LINES = 44
TERMINAL = """
<body style="margin:0;background:#23201c"><pre style="margin:0;padding:24px;display:inline-block;
font:15px/1.45 'DejaVu Sans Mono',monospace;color:#cfc6b8">{text}</pre></body>
"""


def draw_page(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1200, "height": 1650}, color_scheme="light")
    page.goto(f"{address}/diary/")
    page.set_input_files("input[type=file]", DIARY)
    page.get_by_role("button", name="Show me what it shows").click()
    page.get_by_role("heading", name="My months").wait_for()
    page.screenshot(path=HERE / "page.png")


def draw_terminal(browser: Browser) -> None:
    command = [sys.executable, "-m", "reprieve", "diagnose", str(DIARY.relative_to(Path.cwd()))]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    text = "\n".join(["$ reprieve diagnose examples/demonstration-diary.csv", *said[:TERMINAL_LINES], "..."])
    page = browser.new_page()
    page.set_content(TERMINAL.format(text=html.escape(text)))
    page.locator("pre").screenshot(path=HERE / "terminal.png")


def main(address: str = "http://localhost:8000") -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        draw_page(browser, address)
        draw_terminal(browser)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
