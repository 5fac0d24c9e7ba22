"""Hold a sitting: ask one question after the other, record the answers, and sum up what they brought."""

from collections.abc import Callable
from dataclasses import dataclass, field

from photoindex.cli.interactive.answers import Recorded, record
from photoindex.cli.interactive.name_line import NameLine
from photoindex.cli.interactive.queue import Queue
from photoindex.cli.interactive.replies import Given, WantsName, reply_to, with_name
from photoindex.cli.interactive.screen import Screen
from photoindex.cli.output import shown
from photoindex.cli.wording import answers as replies_wording
from photoindex.cli.wording import sittings as wording
from photoindex.cli.wording.unlike import in_words as doubt_in_words
from photoindex.domain.seen import Seen
from photoindex.errors import IndexLockedError, NotFoundError, OvertakenError, PhotoIndexError, UsageError
from photoindex.operations.asking import Answer, Asked, Known
from photoindex.operations.asking_in_sitting import Doubts, Sitting, doubts_about, seen_of
from photoindex.operations.undo import undo

Show = Callable[[Asked], None]
"""Shows the pictures of a question."""

# After these errors, the index is as it was, and the question can be answered again.
_GOES_ON = (NotFoundError, UsageError, IndexLockedError, OvertakenError)


@dataclass(slots=True)
class Tally:
    """The answers of a sitting that still count, each with its question."""

    given: list[tuple[Asked, Recorded]] = field(default_factory=list)

    @property
    def faces(self) -> int:
        return sum(recorded.faces for _, recorded in self.given)


class Session:
    """A sitting at a terminal. Only answers change the index; each is stored before the next question is shown."""

    def __init__(
        self, sitting: Sitting, screen: Screen, queue: Queue, show: Show, *, person: str | None = None
    ) -> None:
        self._sitting = sitting
        self._index = sitting.index
        self._screen = screen
        self._queue = queue
        self._show = show
        self._person = person
        self._seen: Seen | None = None
        self.tally = Tally()

    def run(self) -> None:
        """Ask until nothing is left or the user leaves."""
        while True:
            asked = self._queue.next()
            if asked is None:
                self._say(wording.nothing_left(self._person))
                return
            self._seen = seen_of(self._sitting, asked)
            if self._seen is None:
                self._queue.overtaken()
                continue
            self._ask(asked)
            if not self._answered(asked):
                return

    def _ask(self, asked: Asked) -> None:
        self._say("")
        self._say(self._bold(wording.question(asked)))
        self._show(asked)
        # Keys that were pressed before the pictures appeared must not answer the question.
        self._screen.forget_keys()
        for line in (wording.company(asked), wording.reason(asked), *wording.effects(asked, self._known)):
            if line:
                self._say(line)

    def _answered(self, asked: Asked) -> bool:
        """Take keys until the question is done with. Returns False if the user leaves."""
        while True:
            key = self._screen.key()
            if key in ("q", "escape", "gone"):
                return False
            if key == "?":
                self._say(wording.HELP)
            elif key == "s":
                self._queue.passed(asked)
                self._say("Skipped.")
                return True
            elif key == "u":
                if self._undone():
                    return True
            elif self._took(asked, key):
                return True

    def _took(self, asked: Asked, key: str) -> bool:
        """Whether the key answered the question."""
        reply = reply_to(asked, key)
        if reply is None:
            return False
        if isinstance(reply, str):
            self._say(wording.refusal(reply))
            return False
        if isinstance(reply, WantsName):
            name = self._typed_name(reply.first)
            if name is None:
                return False
            reply = with_name(reply.answer, name)
        return self._recorded(asked, reply)

    def _recorded(self, asked: Asked, answer: Given) -> bool:
        try:
            if isinstance(answer, Answer) and not self._sure(doubts_about(self._sitting, answer)):
                self._say("Nothing was changed.")
                return False
            result = record(self._index, answer, self._seen)
        except _GOES_ON as error:
            return self._refused(error)
        self.tally.given.append((asked, result))
        self._queue.answered(asked)
        self._say(result.text)
        return True

    def _refused(self, error: PhotoIndexError) -> bool:
        """Say why the answer was not stored. If the faces are gone or have changed, the questions are read again."""
        self._say(f"Not stored: {shown(error.message)}. {shown(error.hint)}".rstrip())
        if isinstance(error, NotFoundError | OvertakenError):
            self._queue.overtaken()
            return True
        return False

    def _sure(self, doubts: Doubts) -> bool:
        """Whether there are no doubts, or the user has none."""
        found = [shown(doubt_in_words(doubts.unlike))] if doubts.unlike is not None else []
        if doubts.twice:
            found.append(wording.twice(doubts.twice))
        if not found:
            return True
        for doubt in found:
            self._say(f"{doubt[0].upper()}{doubt[1:]}.")
        self._say("Are they the same person anyway? y or n")
        while (key := self._screen.key()) not in ("y", "n", "escape", "gone", "q"):
            pass
        return key == "y"

    def _undone(self) -> bool:
        """Undo the last answer of this sitting. Returns whether another question comes next."""
        if not self.tally.given:
            self._say(wording.nothing_to_undo())
            return False
        asked, recorded = self.tally.given.pop()
        try:
            reports = [undo(self._index, seq) for seq in reversed(recorded.seqs)]
        except _GOES_ON as error:
            return self._refused(error)
        self._say(replies_wording.undone(reports))
        self._queue.asked_again(asked)
        return True

    def _typed_name(self, first: str) -> str | None:
        """Read a name. None if the user goes back."""
        line = NameLine(first, list(self._known))
        while True:
            self._draw_name(line)
            key = self._screen.key()
            if key in ("escape", "gone") or (key == "enter" and not line.text.strip()):
                self._screen.write("\r\x1b[K")
                return None
            if key == "enter":
                self._draw_name(line, hint=False)
                self._say("")
                return line.text
            line = line.after(key)

    def _draw_name(self, line: NameLine, *, hint: bool = True) -> None:
        """Draw the name on the line of the cursor, and what the name does behind it; the cursor stays after the name.

        Of a long name, the end is visible.
        """
        room = self._screen.columns - 1
        text = shown(line.text)
        while self._screen.width_of(f"Name: {text}") > room:
            text = text[1:]
        behind = ""
        if hint and line.text.strip():
            behind = f"   {wording.name_hint(line.existing, line.fitting, self._known)}"
        while behind and self._screen.width_of(f"Name: {text}{behind}") > room:
            behind = behind[:-1]
        back = f"\x1b[{self._screen.width_of(behind)}D" if behind else ""
        self._screen.write(f"\r\x1b[KName: {text}{self._dim(behind)}{back}")

    @property
    def _known(self) -> dict[str, Known]:
        return {person.name: person for person in self._queue.known}

    def _say(self, text: str) -> None:
        self._screen.write(f"{text}\n")

    def _bold(self, text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if self._screen.colours else text

    def _dim(self, text: str) -> str:
        return f"\x1b[2m{text}\x1b[0m" if self._screen.colours and text else text
