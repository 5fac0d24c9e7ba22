"""Hold a sitting at the real terminal."""

import time
from functools import partial

import click

from photoindex.cli.interactive.graphics import choose
from photoindex.cli.interactive.queue import Queue
from photoindex.cli.interactive.session import Session
from photoindex.cli.interactive.showing import show_faces
from photoindex.cli.interactive.terminal import open_terminal
from photoindex.cli.wording import sittings as wording
from photoindex.operations.asking import Question, Questions
from photoindex.operations.asking_in_sitting import Sitting, fresh_questions
from photoindex.operations.face_pictures import face_pictures
from photoindex.operations.thumbnails import Thumbnails

# Read together, shown one by one.
_QUESTIONS = 20
# Examples of each side; as many as fit the width of the terminal are shown.
_EXAMPLES = 8


def hold_sitting(sitting: Sitting, graphics: str, person: str | None) -> None:
    """Ask questions until the user leaves, then say what the sitting brought.

    Raises:
        UsageError: standard input or output is not a terminal.
        NotFoundError: nothing has been scanned yet, or nobody has the name of `person`.
        InterruptedByUserError: the process was asked to end.
    """
    began = time.monotonic()
    with open_terminal() as terminal:
        chosen = choose(graphics, terminal)

        def fetch(skip: frozenset[Question]) -> Questions:
            return fresh_questions(sitting, limit=_QUESTIONS, examples=_EXAMPLES, person=person, skip=skip)

        show = partial(
            show_faces, screen=terminal, graphics=chosen, cut=partial(face_pictures, Thumbnails(sitting.index))
        )
        session = Session(sitting, terminal, Queue(fetch, time.monotonic), show, person=person)
        click.echo(wording.intro(chosen))
        try:
            session.run()
        finally:
            answers = len(session.tally.given)
            click.echo(f"\n{wording.summary(answers, time.monotonic() - began, session.tally.faces)}")
