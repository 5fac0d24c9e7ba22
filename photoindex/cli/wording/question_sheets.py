"""Write the texts of a contact sheet of questions, with the commands that answer them."""

from collections.abc import Sequence

from photoindex.cli.wording.questions import worded
from photoindex.cli.wording.sheets import TILES, describe_face
from photoindex.operations.suggest import QuestionSheetTexts, QuestionTexts, SheetCommand, Suggestion
from photoindex.wording.counts import count


def question_sheet(suggestions: Sequence[Suggestion]) -> QuestionSheetTexts:
    """The texts of a sheet of questions."""
    questions = [_question(number, suggestion) for number, suggestion in enumerate(suggestions, 1)]
    return QuestionSheetTexts(
        "Questions", lambda asked: count(asked, "question"), "Compare with", questions, describe_face, TILES
    )


def _question(number: int, suggestion: Suggestion) -> QuestionTexts:
    said = worded(suggestion)
    answers = zip(said.labels, (said.yes, said.no), strict=True)
    commands = [SheetCommand(f"{label}:", str(answer)) for label, answer in answers]
    return QuestionTexts(f"{number}. {said.text}", commands)
