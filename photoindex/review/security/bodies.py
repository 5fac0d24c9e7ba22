"""Read the body of a request up to a limit, before any route parses it."""

from starlette.types import Message, Receive

# An answer about several thousand faces.
LARGEST_BODY = 64 * 1024


class TooLargeError(Exception):
    """The body is larger than `LARGEST_BODY`."""


async def limited(receive: Receive, announced: str) -> Receive:
    """Read the whole body, and return a `receive` that passes it on.

    Args:
        announced: the header Content-Length, or an empty text.

    Raises:
        TooLargeError: the body is larger than `LARGEST_BODY`.
    """
    # Python refuses to read numbers with thousands of digits.
    if announced.isdecimal() and (len(announced) > 20 or int(announced) > LARGEST_BODY):
        raise TooLargeError
    body, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return _first(message, receive)
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > LARGEST_BODY:
            raise TooLargeError
    return _first({"type": "http.request", "body": bytes(body), "more_body": False}, receive)


def _first(message: Message, receive: Receive) -> Receive:
    """A `receive` that gives `message` and then what `receive` gives."""
    waiting = [message]

    async def next_message() -> Message:
        return waiting.pop() if waiting else await receive()

    return next_message
