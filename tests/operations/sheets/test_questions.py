"""Questions on a sheet."""

import html
from pathlib import Path

from photoindex.cli.wording.question_sheets import question_sheet
from photoindex.cli.wording.questions import worded
from photoindex.operations.suggest import suggest, write_sheet
from tests.library import Library


def test_questions_can_be_shown_on_a_sheet(scanned: Library, tmp_path: Path) -> None:
    sheet = tmp_path / "questions.html"
    suggestions = suggest(scanned.index, limit=10)
    report = write_sheet(scanned.index, suggestions, sheet, question_sheet(suggestions))
    assert report.faces >= 7
    assert "Who is cluster" in sheet.read_text(encoding="utf-8")


def test_each_question_on_a_sheet_is_shown_separately_with_its_answers(scanned: Library, tmp_path: Path) -> None:
    sheet, questions = tmp_path / "questions.html", suggest(scanned.index, limit=10)
    report = write_sheet(scanned.index, questions, sheet, question_sheet(questions))
    page = sheet.read_text(encoding="utf-8")
    assert (report.questions, report.left_out) == (len(questions), 0)
    assert page.count("<section>") == len(questions)
    for number, question in enumerate(questions, 1):
        section = page.split("<section>")[number]
        assert f"<h2>{number}. {html.escape(worded(question).text)}</h2>" in section
        assert html.escape(worded(question).yes.command) in section
        assert "<figure" in section
