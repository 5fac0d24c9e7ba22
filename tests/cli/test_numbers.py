"""Every number that can be typed is finite and in range, in every option of every command."""

import click
import pytest

from photoindex.cli.durations import Duration
from photoindex.cli.main import cli
from photoindex.cli.options import NUMBER
from tests.cli.every_command import every_command
from tests.terminal import Terminal

NEVER_NUMBERS = ["inf", "-inf", "infinity", "nan", "-nan", "1e400", "-1e400", "1e30", str(10**30), str(-(10**30)),
                 "9" * 5000, "-1.5", "", " ", "0x10", "1;2", "٣٣٣٣٣٣٣٣٣٣٣٣٣٣٣٣٣٣٣٣٣"]  # fmt: skip


def numeric(parameter: click.Parameter) -> bool:
    kinds = (click.types.IntParamType, click.types.FloatParamType, Duration, type(NUMBER))
    return isinstance(parameter.type, kinds)


NUMERIC = [
    pytest.param(command, parameter, id=f"{' '.join(path)} {parameter.name}")
    for path, command in every_command(cli)
    for parameter in command.params
    if numeric(parameter)
]


@pytest.mark.parametrize(("command", "parameter"), NUMERIC)
@pytest.mark.parametrize("text", NEVER_NUMBERS, ids=lambda text: text[:8])
def test_a_number_that_is_not_sensible_is_a_usage_error(
    command: click.Command, parameter: click.Parameter, text: str
) -> None:
    context = click.Context(command)
    with pytest.raises(click.UsageError) as caught:
        parameter.type.convert(text, parameter, context)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(("command", "parameter"), NUMERIC)
def test_every_number_has_a_smallest_and_a_largest_allowed_value(
    command: click.Command, parameter: click.Parameter
) -> None:
    kind = parameter.type
    if isinstance(kind, click.types.IntParamType | click.types.FloatParamType):
        assert isinstance(kind, click.IntRange | click.FloatRange)
        assert kind.min is not None
        assert kind.max is not None


LARGEST = str(2**63 - 1)


@pytest.mark.parametrize(
    "words",
    [
        ("people", "--limit", LARGEST, "--min-faces", LARGEST),
        ("suggest", "--limit", LARGEST),
        ("similar", "face", "1", "--top", LARGEST, "--threshold", "-1"),
        ("find", "Rosa", "--limit", LARGEST, "--since", "0001", "--until", "9999"),
        ("relatives", "Rosa", "--limit", LARGEST),
        ("check", "--sample", "1000000000"),
    ],
    ids=lambda words: words[0],
)
def test_the_largest_number_has_the_same_effect_as_no_limit(terminal: Terminal, words: tuple[str, ...]) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Rosa")
    terminal("label", "cluster", terminal.cluster_with(3), "Vera")
    assert terminal(*words).code == 0


@pytest.mark.parametrize(
    "words",
    [("show", "face", LARGEST), ("show", "cluster", LARGEST), ("explain", "face", LARGEST), ("undo", LARGEST),
     ("unlabel", "face", LARGEST), ("confirm", "cluster", LARGEST), ("label", "face", LARGEST, "Tom"),
     ("different", "face", "1", LARGEST), ("split", "cluster", "1", LARGEST, "--faces")],
    ids=" ".join,
)  # fmt: skip
def test_the_largest_id_is_accepted_and_reported_as_not_existing(terminal: Terminal, words: tuple[str, ...]) -> None:
    assert terminal(*words).code in (1, 2)


@pytest.mark.parametrize(
    "box",
    ["nan,0,1,1", "inf,0,1,1", "0,0,inf,1", "0,0,1e400,1", "0,0,-1,1", "1,2,3", "a,b,c,d", "0,0,0,0",
     "9" * 400 + ",0,1,1"],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_a_box_is_four_finite_numbers(terminal: Terminal, box: str) -> None:
    ran = terminal("label", "photo", terminal.folder / "both.jpg", "Tom", "--box", box)
    assert ran.code == 2
    assert "box" in ran.err


@pytest.mark.parametrize("date", ["0000", "10000", "9999-12-32", "2019-13", "nan", "inf", "-1", "99999999999999"])
def test_a_date_that_is_in_no_calendar_is_a_usage_error(terminal: Terminal, date: str) -> None:
    for words in (("find", "Tom", "--since", date), ("find", "Tom", "--until", date), ("person", "Tom", "--born", date),
                  ("scan", str(terminal.folder), "--since", date)):  # fmt: skip
        assert terminal(*words).code == 2, words


@pytest.mark.parametrize("date", ["0001", "0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_of_the_calendar_are_accepted(terminal: Terminal, date: str) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Rosa")
    assert terminal("find", "Rosa", "--since", date).code in (0, 1)
    assert terminal("find", "Rosa", "--until", date).code in (0, 1)
    assert terminal("scan", terminal.folder, "--since", date).code == 0
    assert terminal("person", "Rosa", "--born", date).code == (2 if date.startswith("9999") else 0)


def test_the_largest_settings_of_a_scan_work(terminal: Terminal) -> None:
    ran = terminal(
        "scan", terminal.folder, "--timeout", "86400", "--max-pixels", "10000000000", "--for", "366d", "--workers", "1"
    )
    assert ran.code == 2, "a day is no unit of --for"
    ran = terminal(
        "scan", terminal.folder, "--timeout", "86400", "--max-pixels", "10000000000", "--for", "8784h", "--workers", "1"
    )
    assert (ran.code, "unexpected" in ran.err) == (0, False)
