"""Whether to open a browser."""

import pytest

from photoindex.cli.browser import has_browser, is_remote


@pytest.mark.parametrize("environment", [{"DISPLAY": ":0"}, {"WAYLAND_DISPLAY": "wayland-0"}, {"WSL_DISTRO_NAME": "D"}])
def test_a_browser_opens_where_there_is_a_display(environment: dict[str, str]) -> None:
    assert has_browser(environment, "linux")


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_desktops_always_have_a_display(platform: str) -> None:
    assert has_browser({}, platform)


def test_without_a_display_no_browser_takes_over_the_terminal() -> None:
    assert not has_browser({}, "linux")
    assert not has_browser({"DISPLAY": ""}, "linux")


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_over_ssh_no_browser_opens_on_the_wrong_machine(platform: str) -> None:
    environment = {"SSH_CONNECTION": "1.2.3.4 5 6.7.8.9 22", "DISPLAY": "localhost:10.0"}
    assert is_remote(environment)
    assert not has_browser(environment, platform)


def test_a_browser_that_the_user_named_is_used_everywhere() -> None:
    assert has_browser({"BROWSER": "firefox"}, "linux")
    assert has_browser({"BROWSER": "helper", "SSH_TTY": "/dev/pts/0"}, "linux")
