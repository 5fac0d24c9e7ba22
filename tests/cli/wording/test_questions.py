"""Answers to questions, as commands that can be run as they stand."""

import pytest

from photoindex.cli.wording.questions import TypedAnswer, typed
from photoindex.domain.targets import Target
from photoindex.operations.suggest import Answer

CLUSTER, FACES, TOM = Target("cluster", ids=(12,)), Target("face", ids=(3, 4)), Target("person", name="Tom")


@pytest.mark.parametrize(
    ("answer", "command"),
    [
        (Answer("name", CLUSTER, "Tom"), 'photoindex label cluster 12 "Tom"'),
        (Answer("not", FACES, "Tom"), 'photoindex label face 3 4 --not "Tom"'),
        (Answer("ignore", CLUSTER), "photoindex label cluster 12 --ignore"),
        (Answer("split", CLUSTER, faces=(3, 4)), "photoindex split cluster 12 --faces 3 4"),
        (Answer("merge", TOM, other=Target("person", name="Tim")), 'photoindex merge "Tom" "Tim"'),
        (Answer("different", CLUSTER, other=Target("cluster", ids=(31,))), "photoindex different cluster 12 31"),
        (Answer("different", TOM, other=Target("person", name="Tim")), 'photoindex different person "Tom" "Tim"'),
    ],
)
def test_every_answer_is_a_command(answer: Answer, command: str) -> None:
    assert typed(answer) == TypedAnswer(command)


def test_an_answer_without_a_name_asks_for_one() -> None:
    said = typed(Answer("name", CLUSTER))
    assert said == TypedAnswer("photoindex label cluster 12", wants_name=True)
    assert str(said) == "type the name after: photoindex label cluster 12"
