"""Name a library on the review page in Chromium, as a user who knows everybody would, and count the answers.

    python benchmarks/sitting.py DATA INDEX [--answers 200] [--pause 3] [--log FILE]

INDEX is an index of photos below DATA; it is copied first. DATA/labels.csv names one person of each photo; this is
assumed to be the face that InsightFace would choose. All other faces are strangers to this user.

The user answers the open question with keys: types the name (or presses the digit of a likely name), y or n, or i if
most of the faces are strangers. Faces that are ticked but show somebody else are unticked first, and faces that are not
ticked but show the person (or a stranger, if strangers are ignored) are ticked. The user never skips. Every answer
counts as one: ignored strangers, too, and a second yes where the page asks whether the user is sure.

The log holds each answer and, at the end, each face that counts and does not have the right name.

`usable` is the time from the last key of an answer until the next question takes keys; `seen` is the time until its
pictures are loaded, too. Only people with five faces or more count for the share of faces that have the right name.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import numpy as np
from datasets import labelled
from playwright.sync_api import Locator, Page, sync_playwright

from photoindex.store.opening.index import Index

SHARES = (0.5, 0.9, 0.95, 0.99)
MAIN_FACES = 5

LABELLED_FACES = """
SELECT path, arg_max(face_id, face.width * photo.width * face.height * photo.height
                              - 2 * (((x + face.width / 2 - .5) * photo.width) ** 2
                                     + ((y + face.height / 2 - .5) * photo.height) ** 2))
FROM file JOIN photo USING (photo_id) JOIN face USING (photo_id)
GROUP BY path
"""
NAMED_FACES = """
SELECT face_id, name FROM assignment JOIN person USING (person_id) WHERE status IN ('confirmed', 'automatic')
"""
LAST_FACES = """
SELECT face_id, min(path), any_value(cluster_id), any_value(name), any_value(status), any_value(probability)
FROM face JOIN file USING (photo_id) LEFT JOIN membership USING (face_id)
LEFT JOIN assignment USING (face_id) LEFT JOIN person USING (person_id)
GROUP BY face_id ORDER BY 2
"""
# A refused answer may come back before the next question was ever seen.
IS_ANOTHER = """
([asked, agreed]) => {
  const open = document.querySelector(".question.open");
  return open?.dataset.key !== asked || (!agreed && open.querySelector(".agree") !== null);
}
"""
IS_USABLE = """
() => {
  const form = document.querySelector(".question.open form.ask");
  if (!form) return !document.getElementById("flow-end").hidden;
  if (form.querySelector(".agree")) return true;
  return form.dataset.kind !== "who" || document.activeElement === form.querySelector("input.name");
}
"""
IS_SEEN = """
() => [...document.querySelectorAll(".question.open .body img")].every((image) => {
  const { top, bottom } = image.getBoundingClientRect();
  return top > innerHeight || bottom < 0 || (image.complete && image.naturalWidth > 0);
})
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """Of `faces` that count, how many have the right name, and how many have a wrong one."""

    right: int
    wrong: int
    faces: int

    @property
    def share(self) -> float:
        return self.right / self.faces


@dataclass(frozen=True, slots=True)
class Truth:
    """The person of each face that has a label."""

    person: dict[int, str]

    @property
    def main(self) -> frozenset[str]:
        """The people with enough faces."""
        return frozenset(who for who, faces in Counter(self.person.values()).items() if faces >= MAIN_FACES)

    def most(self, faces: Sequence[int]) -> str | None:
        """The person whom most of these faces show; None for a stranger."""
        return Counter(self.person.get(face) for face in faces).most_common(1)[0][0]

    def standing(self, index: Index) -> Standing:
        """How many faces of people with enough faces have the right name, a wrong one, or none."""
        with index.reading() as connection:
            named = dict(connection.execute(NAMED_FACES).fetchall())
        main = self.main
        counted = [face for face, who in self.person.items() if who in main]
        right = sum(named.get(face) == self.person[face] for face in counted)
        return Standing(right, sum(face in named for face in counted) - right, len(counted))

    def write_missed(self, index: Index, stream: TextIO) -> None:
        """Write each face that counts and does not have the right name: where it is, and how it got its name."""
        main = self.main
        with index.reading() as connection:
            faces = connection.execute(LAST_FACES).fetchall()
        for face, path, cluster, name, status, probability in faces:
            who = self.person.get(face)
            if who in main and (who != name or status not in ("confirmed", "automatic")):
                how = f"{status} ({probability:.2f})" if status else "unnamed"
                print(f"face {face} of {who} in {path}, cluster {cluster}: {name} {how}", file=stream)


@dataclass(slots=True)
class Record:
    """What happened at each answer: the kind of the question, what was answered, the share after it, and the times."""

    kinds: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    standing: list[Standing] = field(default_factory=list)
    usable: list[float] = field(default_factory=list)
    seen: list[float] = field(default_factory=list)
    ticks: int = 0
    keys: int = 0


class User:
    """Answers the open question of a page truthfully."""

    def __init__(self, page: Page, truth: Truth, record: Record) -> None:
        self.page = page
        self.truth = truth
        self.record = record
        self.pressed = 0.0

    def press(self, key: str) -> None:
        """Press a key, and remember when."""
        self.record.keys += 1
        self.pressed = time.perf_counter()
        self.page.keyboard.press(key)

    def answer(self) -> tuple[str, str]:
        """Answer it; return its kind and what was answered."""
        form = self.page.locator(".question.open form.ask")
        if form.locator(".agree").count():
            # The faces do not look like the person. The user looks again, and is right.
            return "sure", self._key("y")
        kind = form.get_attribute("data-kind") or ""
        groups = [faces_in(group) for group in form.locator("ul.tiles").all()]
        who = self.truth.most(groups[0])
        asked = form.locator(".versus h3").last.inner_text() if kind in ("is", "really") else ""
        said = getattr(self, f"_{kind}")(form, groups, who, asked)
        return kind, said

    def _who(self, form: Locator, groups: list[list[int]], who: str | None, _asked: str) -> str:
        self._tick(form, who)
        return self._name(form, who) if who else self._ignore()

    def _is(self, form: Locator, _groups: list[list[int]], who: str | None, asked: str) -> str:
        if who == asked:
            return self._key("y")
        return self._name(form, who) if who else self._ignore()

    def _really(self, form: Locator, _groups: list[list[int]], who: str | None, asked: str) -> str:
        if who == asked:
            return self._key("y")
        return self._name(form, who) if who else self._key("n")

    def _two(self, form: Locator, groups: list[list[int]], who: str | None, _asked: str) -> str:
        if self.truth.most(groups[1]) != who:
            return self._key("y")
        self._key("n")
        return self._name(form, who) if who else self._ignore()

    def _same(self, form: Locator, groups: list[list[int]], who: str | None, _asked: str) -> str:
        if self.truth.most(groups[1]) != who:
            return self._key("n")
        self._key("y")
        if form.locator("input.name").count() == 0 or who is None:
            return "merge"
        return self._name(form, who)

    def _tick(self, form: Locator, who: str | None) -> None:
        for tile in form.locator('[role="option"][data-face]').all():
            right = self.truth.person.get(int(tile.get_attribute("data-face") or 0)) == who
            if right != (tile.get_attribute("aria-selected") == "true"):
                tile.click()
                self.record.ticks += 1

    def _name(self, form: Locator, who: str) -> str:
        likely = form.locator(".likely button")
        box = form.locator("input.name")
        for number, button in enumerate(likely.all(), start=1):
            if button.get_attribute("data-name") == who:
                box.focus()
                self.press(str(number))
                return f"{number} ({who})"
        box.focus()
        self.record.keys += len(who)
        self.page.keyboard.type(who)
        self.press("Enter")
        return who

    def _ignore(self) -> str:
        self.press("Escape")
        return self._key("i")

    def _key(self, key: str) -> str:
        self.press(key)
        return key


def faces_in(group: Locator) -> list[int]:
    return [int(each.get_attribute("data-face") or 0) for each in group.locator("[data-face]").all()]


@contextmanager
def served(index: Path) -> Iterator[str]:
    """The address of the page, which is served by another process."""
    command = [sys.executable, "-m", "photoindex", "review", "--no-open", "--index", str(index)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[-1]
        finally:
            process.terminate()


def truth_of(index: Index, data: Path) -> Truth:
    people = labelled(data, ["celeba-inthewild", "five-celebs", "bbt-faceapi", "small-identity-sets"])
    with index.reading() as connection:
        faces = connection.execute(LABELLED_FACES).fetchall()
    return Truth({face: people[Path(path)] for path, face in faces if Path(path) in people})


def sit(page: Page, truth: Truth, index: Index, arguments: argparse.Namespace) -> Record:
    """Answer questions until nearly all faces are right, or nothing is left to ask."""
    record = Record()
    user = User(page, truth, record)
    page.goto("/next")
    page.wait_for_function(IS_USABLE)
    while len(record.kinds) < arguments.answers and (not record.standing or record.standing[-1].share < SHARES[-1]):
        if page.locator(".question.open form.ask").count() == 0:
            break
        asked = page.locator(".question.open").get_attribute("data-key")
        kind, said = user.answer()
        began = user.pressed
        page.wait_for_function(IS_ANOTHER, arg=[asked, kind == "sure"])
        page.wait_for_function(IS_USABLE)
        record.usable.append(time.perf_counter() - began)
        page.wait_for_function(IS_SEEN)
        record.seen.append(time.perf_counter() - began)
        time.sleep(arguments.pause)
        record.kinds.append(kind)
        record.said.append(said)
        record.standing.append(truth.standing(index))
        print(f"{len(record.kinds):4} {record.standing[-1].share:6.1%} {asked:24} {kind:6} {said:24} "
              f"usable {record.usable[-1]:.2f} s, seen {record.seen[-1]:.2f} s",
              file=arguments.log, flush=True)  # fmt: skip
    return record


def report(record: Record, truth: Truth) -> None:
    people = len(truth.main)
    last = record.standing[-1]
    print(f"{people} people with {MAIN_FACES} faces or more, {last.faces} faces; {len(record.kinds)} answers given")
    print("| right | answers | a person | page time, s |")
    print("|---|---|---|---|")
    for share in SHARES:
        at = next((at for at, then in enumerate(record.standing, start=1) if then.share >= share), None)
        figures = f"{at} | {at / people:.2f} | {sum(record.usable[:at]):.1f}" if at else "not reached | |"
        print(f"| {share:.0%} | {figures} |")
    for name, times in (("usable", record.usable), ("seen", record.seen)):
        print(f"{name}: median {np.median(times):.2f} s, 95th percentile {np.quantile(times, 0.95):.2f} s")
    print(f"at the end, {last.wrong} faces have a wrong name and {last.faces - last.right - last.wrong} have none")
    print(f"answers by kind: {dict(Counter(record.kinds))}; {record.ticks} ticks, {record.keys} keys")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("index", type=Path)
    parser.add_argument("--answers", type=int, default=200, help="stop after this many answers")
    parser.add_argument("--pause", type=float, default=3.0, help="seconds that the user looks at each question")
    parser.add_argument("--log", type=argparse.FileType("w"), default=sys.stderr, help="write each answer to this file")
    parser.add_argument("--chromium", default=shutil.which("chromium"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        copy = Path(shutil.copy2(arguments.index, Path(folder) / "index.duckdb"))
        index = Index(copy)
        truth = truth_of(index, arguments.data.resolve())
        with served(copy) as address, playwright.chromium.launch(
            executable_path=arguments.chromium, args=["--no-sandbox"]
        ) as browser:  # fmt: skip
            page = browser.new_page(base_url=address.partition("?")[0], viewport={"width": 1280, "height": 900})
            page.goto(address)
            record = sit(page, truth, index, arguments)
        truth.write_missed(index, arguments.log)
    report(record, truth)


if __name__ == "__main__":
    main()
