"""Write sizes of files as people read them."""


def size_in_words(size: float) -> str:
    """A number of bytes in words: 512 bytes, 3.4 kB, 1.2 GB."""
    units = ["bytes", "kB", "MB", "GB", "TB"]
    while size >= 1000 and len(units) > 1:
        size /= 1000
        units.pop(0)
    return f"{size:,.0f} bytes" if units[0] == "bytes" else f"{size:,.1f} {units[0]}"
