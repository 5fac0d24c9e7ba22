"""Write a PDF whose pages are pictures, page by page, so that its length needs no memory (ISO 32000-1)."""

from types import TracebackType
from typing import BinaryIO, Self

# A4 in points of 1/72 inch.
PAGE = (595.276, 841.89)
_CATALOG, _PAGES, _INFO = 1, 2, 3


class PdfWriter:
    """Writes pages to a file. Use it as a context manager, which completes the file."""

    def __init__(self, file: BinaryIO, title: str) -> None:
        self._file = file
        self._offsets: dict[int, int] = {}
        self._pages: list[int] = []
        self._next = _INFO + 1
        # The comment tells programs that the file is binary.
        self._file.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
        name = title.encode("utf-16-be", "replace").hex()
        self._object(_INFO, f"<< /Title <feff{name}> /Producer (photoindex) >>".encode("ascii"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._close()

    def add_page(self, jpeg: bytes, size: tuple[int, int]) -> None:
        """Add a page of A4 that is filled by an RGB JPEG of this size in pixels."""
        picture, content, page = self._next, self._next + 1, self._next + 2
        self._next += 3
        width, height = size
        self._stream(
            picture,
            f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceRGB "
            "/BitsPerComponent 8 /Filter /DCTDecode",
            jpeg,
        )
        self._stream(content, "", f"{PAGE[0]} 0 0 {PAGE[1]} 0 0 cm /Page Do".encode("ascii"))
        self._object(
            page,
            f"<< /Type /Page /Parent {_PAGES} 0 R /MediaBox [0 0 {PAGE[0]} {PAGE[1]}] /Contents {content} 0 R "
            f"/Resources << /XObject << /Page {picture} 0 R >> >> >>".encode("ascii"),
        )
        self._pages.append(page)

    def _close(self) -> None:
        kids = " ".join(f"{page} 0 R" for page in self._pages)
        self._object(_PAGES, f"<< /Type /Pages /Count {len(self._pages)} /Kids [{kids}] >>".encode("ascii"))
        self._object(_CATALOG, f"<< /Type /Catalog /Pages {_PAGES} 0 R >>".encode("ascii"))
        table = self._file.tell()
        lines = [b"xref\n0 %d\n0000000000 65535 f \n" % self._next]
        lines += [b"%010d 00000 n \n" % self._offsets[number] for number in range(1, self._next)]
        trailer = f"<< /Size {self._next} /Root {_CATALOG} 0 R /Info {_INFO} 0 R >>"
        self._file.write(b"".join(lines) + f"trailer\n{trailer}\nstartxref\n{table}\n%%EOF\n".encode("ascii"))

    def _object(self, number: int, content: bytes) -> None:
        self._offsets[number] = self._file.tell()
        self._file.write(b"%d 0 obj\n" % number + content + b"\nendobj\n")

    def _stream(self, number: int, facts: str, content: bytes) -> None:
        head = f"<< {facts} /Length {len(content)} >>\nstream\n".encode("ascii")
        self._object(number, head + content + b"\nendstream")
