"""Keep the secrets of one running server: its token, its ticket, and the sessions of the browsers that opened it.

- The *token* is part of the address that the terminal shows. It stays valid until the server ends, so that the user can
  open the address in a second browser, or again after the browser was closed. Nobody else sees the terminal, and a
  browser that opens the address is redirected at once, so the token does not stay in its history.
- The *ticket* is part of the address that we pass to the browser ourselves. It works once. While a browser starts,
  every user of a Linux machine can read its command line, so a ticket works there only for the user
  who runs the server.
- A *session* is the value of a browser's cookie. A browser sends the cookies of a host to all of its ports, so another
  user's server on this machine may receive them. If the system says whose connection it is, a session therefore works
  only for the user whose browser opened it.
"""

import hmac
import os
import secrets
import sys
from collections import OrderedDict

# A browser that opens the address again gets a new session. The oldest ones end first.
_MOST_SESSIONS = 64
_BYTES = 32
_LONGEST_SECRET = 256


class Access:
    """The secrets of a server on `port`. A `uid` is the number of the user who owns a connection, None if unknown."""

    def __init__(self, port: int, *, command_lines_are_public: bool = not sys.platform.startswith(("win", "darwin"))):
        self.token = secrets.token_urlsafe(_BYTES)
        self.ticket = secrets.token_urlsafe(_BYTES)
        # Each running server has its own cookie, although all ports of a host share their cookies.
        self.cookie = f"photoindex-{port}"
        self._ticket_is_for_us_only = command_lines_are_public
        self._ticket_is_spent = False
        self._sessions: OrderedDict[str, int | None] = OrderedDict()

    def open(self, secret: str, uid: int | None) -> str | None:
        """Exchange a token or a ticket for a new session; None if the secret is wrong, spent, or not for this user."""
        is_token, is_ticket = _same(secret, self.token), _same(secret, self.ticket)
        if is_ticket and not self._ticket_is_spent and (uid == _own_uid() or not self._ticket_is_for_us_only):
            self._ticket_is_spent = True
        elif not is_token:
            return None
        session = secrets.token_urlsafe(_BYTES)
        self._sessions[session] = uid
        if len(self._sessions) > _MOST_SESSIONS:
            self._sessions.popitem(last=False)
        return session

    def admits(self, session: str, uid: int | None) -> bool:
        """Whether this is the session of a browser that opened the page, used by the same user."""
        # Every session is compared, so that the response time does not reveal which one is nearly right.
        right = [known for known in self._sessions if _same(session, known)]
        return bool(right) and _same_user(self._sessions[right[0]], uid)


def _same(given: str, secret: str) -> bool:
    """Compare in a time that does not depend on where the texts differ."""
    return hmac.compare_digest(given[:_LONGEST_SECRET].encode("utf-8", "surrogatepass"), secret.encode())


def _same_user(first: int | None, second: int | None) -> bool:
    return first is None or second is None or first == second


def _own_uid() -> int | None:
    return None if sys.platform == "win32" else os.geteuid()
