"""Open a page in the user's browser, if there is one that the user can see."""

import sys
import threading
import webbrowser
from collections.abc import Mapping

# The variable that names the browser a user wants, such as the one that an editor shows beside a remote terminal.
_NAMED = "BROWSER"
_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME")
_REMOTE = ("SSH_CONNECTION", "SSH_TTY")


def is_remote(environment: Mapping[str, str]) -> bool:
    """Whether the user sits at another machine."""
    return any(environment.get(name) for name in _REMOTE)


def has_browser(environment: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Whether a browser would appear where the user is. Without a display, a browser might take over the terminal."""
    if environment.get(_NAMED):
        return True
    if is_remote(environment):
        return False
    return platform in ("win32", "darwin") or any(environment.get(name) for name in _DISPLAYS)


def open_browser(address: str) -> None:
    """Ask the browser to show an address. Return at once: some browsers answer only when they are closed."""
    threading.Thread(target=_open, args=(address,), daemon=True).start()


def _open(address: str) -> None:
    try:
        webbrowser.open(address)
    except (webbrowser.Error, OSError):
        return  # The address is on the terminal.
