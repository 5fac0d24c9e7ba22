"""photoindex models, as a user types it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from photoindex.advice.actions import Action
from photoindex.advice.packs import InstallPack, UseEmbeddedPack
from photoindex.cli.main import cli
from photoindex.errors import PackError, PhotoIndexError, UsageError
from photoindex.packs.registry import active_pack, find_pack

pytestmark = pytest.mark.usefixtures("user_data", "no_proxies")

COMMAND = "from photoindex.cli.commands.models import models; models()"


def run(*arguments: str) -> Result:
    # Through the whole program: click remembers the help options of the group that a command first ran under.
    return CliRunner().invoke(cli, ["models", *arguments])


def output(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exception is None, result.exception
    assert result.exit_code == 0
    return result.output


def failure(*arguments: str) -> PhotoIndexError:
    result = run(*arguments)
    assert isinstance(result.exception, PhotoIndexError), result.output
    return result.exception


def install(pack_zip: Path) -> str:
    return output("install", str(pack_zip), "--accept-licence")


def test_the_list_shows_which_pack_is_in_use_and_which_are_available(pack_zip: Path) -> None:
    install(pack_zip)
    lines = output("list").splitlines()
    assert lines[0].startswith("* opencv-zoo  embedded")
    assert lines[1].startswith("  tiny        installed")
    assert any(line.startswith("  buffalo_l   available") and "289 MB" in line for line in lines)
    assert all("non-commercial only" in line for line in lines if "  available  " in line)


def test_the_list_is_available_as_json(packs: Path, pack_zip: Path) -> None:
    install(pack_zip)
    output("use", "tiny")
    (packs / "broken").mkdir()
    values = {pack["name"]: pack for pack in json.loads(output("list", "--json"))["items"]}
    assert values["tiny"]["chosen"]
    assert values["tiny"]["state"] == "installed"
    assert not values["opencv-zoo"]["chosen"]
    assert values["antelopev2"]["state"] == "available"
    assert values["broken"]["state"] == "damaged"
    assert "pack.json" in values["broken"]["problem"]


def test_info_describes_an_installed_pack(packs: Path, pack_zip: Path) -> None:
    install(pack_zip)
    text = output("info", "tiny")
    assert str(packs / "tiny") in text
    assert find_pack("tiny").detector.file.sha256 in text
    (values,) = json.loads(output("info", "tiny", "--json"))["items"]
    assert values["embedder"]["length"] == 16
    assert values["fingerprint"] == find_pack("tiny").fingerprint
    assert values["folder"] == str(packs / "tiny")


def test_info_about_a_pack_that_is_not_installed_says_how_to_get_it() -> None:
    text = output("info", "buffalo_l")
    assert "photoindex models install buffalo_l" in text
    assert "non-commercial" in text
    (values,) = json.loads(output("info", "buffalo_l", "--json"))["items"]
    assert values["state"] == "available"
    assert values["address"].endswith("buffalo_l.zip")


def test_info_about_an_unknown_pack_suggests_a_similar_name() -> None:
    assert "antelopev2" in failure("info", "antelope").hint


def test_a_licence_accepted_in_advance_is_still_shown(pack_zip: Path) -> None:
    text = install(pack_zip)
    assert "Licence: unknown" in text
    assert "Installed tiny in" in text
    assert "photoindex models use tiny" in text


def test_if_nobody_can_be_asked_to_accept_the_licence_nothing_is_installed(pack_zip: Path, packs: Path) -> None:
    error = failure("install", str(pack_zip))
    assert isinstance(error, UsageError)
    assert "--accept-licence" in error.hint
    assert not packs.exists()


def test_a_pack_from_an_address_is_installed_under_a_name(server: Any, pack_zip: Path) -> None:
    address = server.serves("/some.zip", pack_zip.read_bytes())
    output("install", "tiny", "--url", address, "--accept-licence")
    assert find_pack("tiny").source == address


def test_a_pack_can_be_installed_under_a_chosen_name(pack_zip: Path) -> None:
    output("install", str(pack_zip), "--name", "other", "--accept-licence")
    assert find_pack("other").name == "other"


def test_a_pack_that_is_already_installed_is_refused_before_asking_about_its_licence(pack_zip: Path) -> None:
    install(pack_zip)
    assert "already installed" in failure("install", str(pack_zip)).message
    output("install", str(pack_zip), "--accept-licence", "--force")


def test_use_states_the_consequences_and_the_licence(pack_zip: Path) -> None:
    install(pack_zip)
    text = output("use", "tiny")
    assert "names are kept" in text
    assert "Licence: unknown" in text
    assert active_pack().name == "tiny"
    assert "any use" in output("use", "opencv-zoo")
    assert active_pack().name == "opencv-zoo"


def test_a_published_pack_that_is_not_installed_cannot_be_used() -> None:
    error = failure("use", "buffalo_l")
    assert isinstance(error, PackError)
    assert error.advice == (InstallPack("buffalo_l", megabytes=289),)


def test_remove_deletes_an_installed_pack(pack_zip: Path) -> None:
    install(pack_zip)
    output("use", "tiny")
    assert failure("remove", "tiny").advice == (UseEmbeddedPack("opencv-zoo"), Action.REMOVE_CHOSEN_PACK)
    assert output("remove", "tiny", "--force") == "Removed tiny.\n"
    assert active_pack().name == "opencv-zoo"


@pytest.mark.skipif(sys.platform == "win32", reason="asks on a pseudo-terminal")
@pytest.mark.parametrize(("answer", "installed"), [(b"y\n", True), (b"n\n", False), (b"\n", False)])
def test_a_user_at_a_terminal_is_asked_and_the_default_answer_is_no(
    pack_zip: Path, packs: Path, answer: bytes, installed: bool
) -> None:
    import pty

    ours, theirs = pty.openpty()
    try:
        process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, "install", str(pack_zip)],
            stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ,
        )  # fmt: skip
        os.write(ours, answer)
        shown, errors = process.communicate(timeout=60)
    finally:
        os.close(ours)
        os.close(theirs)
    assert b"Do you accept this licence? [y/N]" in shown + errors
    assert (packs / "tiny" / "pack.json").exists() == installed
    assert (process.returncode == 0) == installed
    assert installed or b"nothing was installed" in errors


@pytest.mark.skipif(sys.platform == "win32", reason="reads a pseudo-terminal")
def test_a_progress_bar_is_shown_on_a_terminal_but_not_written_to_a_pipe(
    server: Any, pack_zip: Path, packs: Path
) -> None:
    import pty
    import termios

    address = server.serves("/tiny.zip", pack_zip.read_bytes())
    command = [sys.executable, "-c", COMMAND, "install", "tiny", "--url", address, "--accept-licence", "--force"]
    piped = subprocess.run(command, capture_output=True, env=os.environ, check=True)
    assert piped.stderr == b""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    os.set_blocking(ours, False)
    try:
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=theirs, env=os.environ, check=True)
        shown = os.read(ours, 65536)
    finally:
        os.close(ours)
        os.close(theirs)
    assert b"B/s" in shown


def test_listing_packs_loads_no_heavy_library() -> None:
    script = (
        "import sys; from click.testing import CliRunner\n"
        "from photoindex.cli.commands.models import models\n"
        "CliRunner().invoke(models, ['list'])\n"
        "print(sorted({'cv2', 'onnx', 'onnxruntime', 'insightface', 'numpy'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=os.environ, check=True)
    assert done.stdout.strip() == "[]"
