"""Turn the messages of errors, which begin small and have no full stop, into sentences."""


def as_sentence(message: str) -> str:
    """The message with a capital letter and a full stop. Paths keep their letters."""
    word = message.split(" ", 1)[0]
    begin = message[:1].upper() + message[1:] if word.isalpha() else message
    return begin if not begin or begin[-1] in ".?!" else f"{begin}."
