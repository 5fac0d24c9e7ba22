"""Measure the review page over HTTP and in Chromium: `python benchmarks/review_page.py [--work FOLDER] [--requests N]`

Uses the index that benchmarks/review.py makes, with `--faces` faces. Starts `photoindex review` on a copy of it and, on
one connection, asks for pages and pictures and answers questions, N times each. Prints the time of each kind (`cpu` is
the processor time of the server, with its work in the background) and the memory of the server. Then opens the largest
cluster in Chromium and scrolls through 5,000 tiles.
"""

import argparse
import html
import http.client
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from photoindex.domain.geometry import Box
from photoindex.domain.thumbnail import key_of
from photoindex.operations.undo import undo
from photoindex.store.opening.index import Index
from photoindex.store.thumbnails.thumbnail_store import ThumbnailStore

TILES, PART = 5000, 200
PICTURES = 100
TICK = os.sysconf("SC_CLK_TCK")
FACES = """
SELECT face_id, content_hash, x, y, face.width, face.height FROM face JOIN photo USING (photo_id) WHERE face_id IN ({})
"""
OPEN_FACES = """
SELECT face_id FROM membership LEFT JOIN assignment USING (face_id)
WHERE cluster_id = ? AND (status IS NULL OR status = 'suggested') ORDER BY face_id
"""
IS_USABLE = """
() => document.querySelector(".tile[aria-posinset]")
  && [...document.querySelectorAll(".tile img")].every((image) => {
  const { top, bottom } = image.getBoundingClientRect();
  return top > innerHeight || bottom < 0 || (image.complete && image.naturalWidth > 0);
})
"""
LAST_LOADED = """
() => Math.max(...[...document.querySelectorAll(".tile")].map((tile) => Number(tile.ariaPosInSet)))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--faces", type=int, default=200_000)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "photoindex-benchmark")
    parser.add_argument("--chromium", type=Path, default=Path(shutil.which("chromium") or "chromium"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="photoindex-page-") as folder:
        file = Path(folder) / "index.duckdb"
        for made in (options.work / f"review-{options.faces}").glob("index.duckdb*"):
            if made.is_file():
                shutil.copy2(made, file.with_name(made.name))
        cluster, faces = prepared(Index(file))
        with served(file) as (address, process):
            Visit(address, process, options.requests, cluster, faces).report()
            in_chromium(address, options.chromium, cluster, min(TILES, len(faces)))
            print(f"server: {memory(process.pid, 'VmHWM')} MiB at most, {memory(process.pid, 'VmRSS')} MiB now")


def prepared(index: Index) -> tuple[int, list[int]]:
    """Take the name of the largest cluster back, and make thumbnails of its faces; return its id and its open faces."""
    undo(index, 1)
    with index.reading() as connection:
        row = connection.execute(
            "SELECT cluster_id FROM membership GROUP BY cluster_id ORDER BY count(*) DESC LIMIT 1"
        ).fetchone()
        assert row is not None
        faces = [face for (face,) in connection.execute(OPEN_FACES, [row[0]]).fetchall()]
        places = connection.execute(FACES.format(",".join(map(str, faces)))).fetchall()
    chance = np.random.default_rng(0)
    pictures = [picture(chance) for _ in range(PICTURES)]
    store = ThumbnailStore(index.files.thumbnails)
    keys = [key_of(content_hash, Box(*box)) for _, content_hash, *box in places]
    store.put({key: pictures[number % PICTURES] for number, key in enumerate(keys)})
    return row[0], faces


def picture(chance: np.random.Generator) -> bytes:
    """A blurred picture, of about the size in bytes that thumbnails of faces have."""
    small = Image.fromarray(chance.integers(0, 255, (16, 16, 3), dtype=np.uint8))
    out = BytesIO()
    small.resize((224, 224), Image.Resampling.BICUBIC).save(out, "WEBP", quality=80)
    return out.getvalue()


@contextmanager
def served(file: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address with its token, and the process of the server."""
    command = [sys.executable, "-m", "photoindex", "review", "--no-open", "--index", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[-1], process
        finally:
            process.terminate()


class Visit:
    """A browser that asks for pages and answers questions, one request after the other."""

    def __init__(
        self, address: str, process: subprocess.Popen[str], rounds: int, cluster: int, faces: list[int]
    ) -> None:
        self._process = process
        self._rounds = rounds
        self._cluster = cluster
        self._faces = faces
        self._wall: dict[str, list[float]] = {}
        self._processor: dict[str, list[float]] = {}
        origin, _, token = address.partition("/?")
        self._headers = {"Origin": origin, "X-Photoindex": "1", "Content-Type": "application/json"}
        self._connection = http.client.HTTPConnection(origin.partition("//")[2], timeout=300)
        began = time.perf_counter()
        cookie = self._answered(f"/?{token}")[1] or ""
        self._headers["Cookie"] = cookie.partition(";")[0]
        self._answered("/")
        print(f"library and first questions {time.perf_counter() - began:.1f} s", flush=True)

    def report(self) -> None:
        """Carry out all requests, and print the times of each kind."""
        for number in range(self._rounds):
            self._look(number)
            self._answer(number)
        print(f"{'milliseconds':24} {'median':>7} {'95 %':>7} {'cpu':>7} {'times':>7}")
        for kind, times in self._wall.items():
            middle, slow = np.percentile(np.array(times) * 1000, (50, 95))
            processor = statistics.mean(self._processor[kind]) * 1000
            print(f"{kind:24} {middle:7.0f} {slow:7.0f} {processor:7.0f} {len(times):7}", flush=True)

    def _look(self, number: int) -> None:
        self._timed("home", "/")
        self._timed("people", "/people")
        self._timed("cluster, 200 tiles", f"/cluster/{self._cluster}")
        self._timed("crop", f"/crops/{self._faces[number % len(self._faces)]}/small.webp")

    def _answer(self, number: int) -> None:
        """Answer the next question in one of several ways, and undo every third answer."""
        page = self._timed("next question", "/next").decode()
        found = re.search(r'data-kind="(\w+)".*?data-base="([^"]*)"', page, re.DOTALL)
        seen = re.search(r'data-seen="(\w+)"', page)
        if found is None or seen is None:
            return
        body = {**json.loads(html.unescape(found[2])), "seen": seen[1]}
        match number % 4:
            case 0 | 1:
                self._timed("answer: name", "/api/name", body | {"name": f"Somebody {number}", "yes": True})
            case 2:
                self._timed("answer: ignore", "/api/ignore", body)
            case _:
                self._timed("answer: not faces", "/api/not-a-face", body)
        if number % 3 == 0:
            self._timed("undo", "/api/undo", {})

    def _timed(self, kind: str, path: str, body: dict[str, object] | None = None) -> bytes:
        wall, processor = time.perf_counter(), processor_seconds(self._process.pid)
        data, _ = self._answered(path, body)
        self._wall.setdefault(kind, []).append(time.perf_counter() - wall)
        self._processor.setdefault(kind, []).append(processor_seconds(self._process.pid) - processor)
        return data

    def _answered(self, path: str, body: dict[str, object] | None = None) -> tuple[bytes, str | None]:
        """The content of the answer, and the cookie that it sets."""
        sent = None if body is None else json.dumps(body)
        self._connection.request("GET" if body is None else "POST", path, sent, self._headers)
        response = self._connection.getresponse()
        data = response.read()
        if response.status >= 400:
            raise SystemExit(f"{path}: {response.status} {data[:500].decode(errors='replace')}")
        return data, response.getheader("Set-Cookie")


def in_chromium(address: str, chromium: Path, cluster: int, most: int) -> None:
    """Print when a page with 200 tiles is usable, and the memory of the page while somebody scrolls."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(address)
        page.goto("about:blank")
        began = time.perf_counter()
        page.goto(f"{address.partition('/?')[0]}/cluster/{cluster}", wait_until="commit")
        page.wait_for_function(IS_USABLE, timeout=120_000)
        print(f"a page with 200 tiles is usable after {time.perf_counter() - began:.2f} s")
        counter = page.context.new_cdp_session(page)
        for wanted in (PART, 1000, 2000, 3000, 4000, 5000):
            if wanted <= most:
                scroll(page, wanted)
                # One collection does not free everything that is gone.
                for _ in range(3):
                    counter.send("HeapProfiler.collectGarbage")
                    page.wait_for_timeout(500)
                counts, heap = counter.send("Memory.getDOMCounters"), counter.send("Runtime.getHeapUsage")
                print(
                    f"{wanted:5} tiles: heap {heap['usedSize'] / 1e6:.1f} MB, {counts['nodes']:,} nodes, "
                    f"{page.locator('*').count():,} elements in the page",
                    flush=True,
                )
        browser.close()


def scroll(page: Page, tiles: int) -> None:
    """Scroll until the page has loaded this number of tiles."""
    for _ in range(500):
        if page.evaluate(LAST_LOADED) >= tiles:
            return
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        page.wait_for_timeout(100)
    raise SystemExit(f"the page did not load {tiles} tiles")


def processor_seconds(pid: int) -> float:
    """The processor time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def memory(pid: int, what: str) -> int:
    """A line of a process's status, in MiB."""
    found = re.search(rf"^{what}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    return int(found[1]) // 1024 if found else 0


if __name__ == "__main__":
    main()
