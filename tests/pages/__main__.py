"""`make pages`: pages of every kind, looked at in a browser. Prints one line a check.

Needs a Chromium (VELLEITY_CHROMIUM, or on the path) and npm; without them it says loudly that
nothing was looked at. Pictures of the pages are left in build/pages.
"""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.pages.making import HOSTILE, write_all
from velleity.clients import connect

ROOT = Path(__file__).parent.parent.parent
FOREIGN = Path(__file__).parent / "foreign"
LARGEST_KB, MOST_SHEETS, MOST_SCREENS = 1_000, 8, 3
OF_VIEW = {"br", "h2", "li", "p", "section", "span", "div", "ul", "svg", "text", "line", "circle"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")

Row = tuple[str, bool, str]


def main() -> int:
    """Make the pages, look at them, and count what is wrong."""
    named = os.environ.get("VELLEITY_CHROMIUM")
    browser = named or next(filter(None, map(shutil.which, BROWSERS)), None)
    npm = shutil.which("npm")
    if browser is None or npm is None:
        print("SKIPPED: NO PAGE WAS LOOKED AT. `make pages` needs npm and a Chromium.")
        return 0
    folder = ROOT / "build" / "pages"
    folder.mkdir(parents=True, exist_ok=True)
    for one in FOREIGN.iterdir():
        shutil.copy2(one, folder)
    subprocess.run([npm, "install", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=True)
    names = asyncio.run(made(folder))
    looked = subprocess.run(
        ["node", "look.mjs", browser, str(folder), *names],
        cwd=folder,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    failed = 0
    for line in looked.stdout.splitlines():
        for what, fine, said in checks(json.loads(line)):
            print(f"{'ok  ' if fine else 'FAIL'} {what:28} {said[:300]}", flush=True)
            failed += not fine
    print("All went well." if not failed else f"{failed} failed.")
    return min(failed, 1)


async def made(folder: Path) -> list[str]:
    """The pages, by studies in a data folder of their own."""
    with tempfile.TemporaryDirectory(prefix="velleity-pages-") as home:
        async with connect(home=home) as lab:
            return await write_all(lab, folder)


def checks(seen: dict[str, Any]) -> Iterator[Row]:
    """What must hold of a page, and of the view."""
    name = seen["name"]
    if name == "view":
        yield from of_view(seen)
        return
    yield f"{name}, size", seen["kB"] <= LARGEST_KB, f"{seen['kB']:.0f} kB"
    yield f"{name}, alone", seen["fetched"] == 0, f"{seen['fetched']} requests of its own"
    yield f"{name}, A4", seen["sheets"] <= MOST_SHEETS, f"{seen['sheets']} sheets"
    if name.startswith("import-300") or seen["picks"]:
        right = seen["picks"] and all(said == shown for said, shown in seen["picks"])
        yield f"{name}, picked", bool(right), f"rows said and shown: {seen['picks']}"
    for how, one in seen["looks"].items():
        off = {key: one[key] for key in ("overflow", "outside", "clipped", "cut") if one[key] > 0}
        said = f"{one['screens']:.1f} screens"
        yield f"{name}, {how}", not off, f"{said} {off or ''}"
        yield f"{name}, {how}, axe", not one["axe"], "; ".join(one["axe"]) or "no finding"
        if how.startswith("1280"):
            tall = one["figure"]
            yield f"{name}, {how}, figure", tall <= MOST_SCREENS, f"{tall:.1f} screens"


def of_view(seen: dict[str, Any]) -> Iterator[Row]:
    """That the view speaks as hosts do, draws what it is told, and takes no text for markup."""
    heard = ["ui/initialize", "ui/notifications/initialized", "ui/notifications/size-changed"]
    yield "view, messages", seen["heard"][:3] == heard, ", ".join(seen["heard"])
    yield "view, errors", not seen["errors"], "; ".join(seen["errors"]) or "none"
    yield "view, plots", seen["plots"] >= 12, f"{seen['plots']} estimates"
    rungs, beside = seen["text"].count("pushed: "), "Models beside each other" in seen["text"]
    yield "view, ladder", rungs > 0, f"{rungs} rungs"
    yield "view, together", beside and "All claims" in seen["text"], "models and claims"
    yield "view, text as text", HOSTILE in seen["text"], seen["text"][:80]
    strange = set(seen["kinds"]) - OF_VIEW
    yield "view, elements", not strange, ", ".join(seen["kinds"])


if __name__ == "__main__":
    sys.exit(main())
