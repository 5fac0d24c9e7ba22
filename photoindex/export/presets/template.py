"""Name the files of an export by a template such as "{date:%Y}/{person}/{original}"."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from string import Formatter

from photoindex.domain.date_forms import check_form, in_form, is_known
from photoindex.domain.photo import TakenPrecision
from photoindex.errors import UsageError
from photoindex.export.presets.records import PresetPhoto

_AS_KNOWN: Mapping[TakenPrecision, str] = {
    "year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d", "minute": "%Y-%m-%d %H-%M", "second": "%Y-%m-%d %H-%M-%S",
}  # fmt: skip
_BETWEEN_PEOPLE = ", "


@dataclass(frozen=True, slots=True)
class TemplateTexts:
    """What stands for a date that is not known (or not as precisely), for people whom nobody named, and for a place
    that is not known.
    """

    undated: str
    unnamed: str
    unplaced: str


@dataclass(frozen=True, slots=True)
class Named:
    """The place of a photo: folders, and a file name with its suffix. `person` is set if the template has one."""

    folders: tuple[str, ...]
    name: str
    person: str | None


_Value = Callable[["_Subject"], str]
_FIELDS: Mapping[str, _Value] = {
    "original": lambda subject: f"{PurePath(subject.photo.name).stem}{subject.suffix}",
    "name": lambda subject: f"{PurePath(subject.photo.name).stem}{subject.suffix}",
    "stem": lambda subject: PurePath(subject.photo.name).stem,
    "ext": lambda subject: subject.suffix.removeprefix("."),
    "person": lambda subject: subject.person or subject.texts.unnamed,
    "people": lambda subject: _BETWEEN_PEOPLE.join(subject.photo.people) or subject.texts.unnamed,
    "town": lambda subject: (subject.photo.place and subject.photo.place.town) or subject.texts.unplaced,
    "city": lambda subject: (subject.photo.place and subject.photo.place.city) or subject.texts.unplaced,
    "country": lambda subject: (subject.photo.place and subject.photo.place.country) or subject.texts.unplaced,
    "faces": lambda subject: str(len(subject.photo.faces)),
    "width": lambda subject: str(subject.photo.size[0]),
    "height": lambda subject: str(subject.photo.size[1]),
    "hash": lambda subject: subject.photo.photo.content_hash,
}
# These fields are read differently: "date" has a format, and "folder" may consist of several folders.
_SPECIAL = ("date", "folder")
FIELDS = (*_FIELDS, *_SPECIAL)
_OF_PLACES = frozenset(("town", "city", "country"))


@dataclass(frozen=True, slots=True)
class _Subject:
    """A photo, one of its people, the suffix of the exported file, and the texts of the template."""

    photo: PresetPhoto
    person: str | None
    suffix: str
    texts: TemplateTexts


@dataclass(frozen=True, slots=True)
class _Part:
    """A text of the template, and the field behind it with its format."""

    before: str
    field: str | None
    format: str


class PathTemplate:
    """A template of paths. Its folders are separated by slashes.

    A photo with several people gets a path for each of them if the template contains {person}. `needs_places` says
    whether it contains the names of places.

    Raises:
        UsageError: a field does not exist, a brace is not closed, or a path would lead out of the folder.
    """

    def __init__(self, text: str, texts: TemplateTexts) -> None:
        self._text, self._texts = text, texts
        self._components = [list(self._parts(component)) for component in _split(text)]
        for component in self._components:
            literal = "".join(part.before for part in component)
            if not any(part.field for part in component) and not literal.strip(". "):
                raise UsageError(
                    f"the template {text!r} has an empty folder, or one that leads out of the export",
                    hint="Folders are separated by single slashes: {date:%Y}/{person}/{original}",
                )
        fields = {part.field for component in self._components for part in component}
        self.for_each_person = "person" in fields
        self.needs_places = not fields.isdisjoint(_OF_PLACES)

    def places(self, photo: PresetPhoto, suffix: str) -> Iterator[Named]:
        """The places of a photo whose exported file has this suffix (with its dot)."""
        people: tuple[str | None, ...] = photo.wanted_people if self.for_each_person else ()
        for person in people or (None,):
            subject = _Subject(photo, person, suffix, self._texts)
            *folders, name = (_component(self._value(parts, subject)) for parts in self._components)
            if not name.lower().endswith(suffix.lower()):
                name += suffix
            yield Named(tuple(part for folder in folders for part in folder.split("/")), name, person)

    def _parts(self, component: str) -> Iterator[_Part]:
        for before, name, form, how in Formatter().parse(component):
            if name is not None and (name not in FIELDS or how or (form and name != "date")):
                written = "{" + name + (f"!{how}" if how else "") + (f":{form}" if form else "") + "}"
                raise UsageError(
                    f"the template has no field {written}",
                    hint=f"There are: {', '.join('{' + known + '}' for known in FIELDS)}, and {{date:%Y-%m-%d}}.",
                )
            if name == "date":
                check_form(form or "")
            yield _Part(before, name, form or "")

    def _value(self, parts: list[_Part], subject: _Subject) -> str:
        texts: list[str] = []
        for part in parts:
            texts.append(part.before)
            if part.field == "date":
                texts.append(_plain(_date(subject.photo, part.format, subject.texts.undated)))
            elif part.field == "folder":
                texts.append("/".join(map(_plain, subject.photo.below)))
            elif part.field is not None:
                texts.append(_plain(_FIELDS[part.field](subject)))
        return "".join(texts)


def _split(text: str) -> list[str]:
    """The components of a template. A slash in a format separates folders too: {date:%Y/%m} is {date:%Y}/{date:%m}.

    Raises UsageError if braces do not match, or if the template is empty or absolute.
    """
    try:
        parsed = list(Formatter().parse(text))
    except ValueError as error:
        raise UsageError(f"the template {text!r}: {error}", hint="Write {{ and }} for braces.") from error
    whole = ""
    for before, name, form, how in parsed:
        whole += before.replace("{", "{{").replace("}", "}}")
        if name is not None:
            forms = (form or "").split("/")
            whole += "/".join("{" + name + (f"!{how}" if how else "") + (f":{part}" if part else "") + "}"
                              for part in forms)  # fmt: skip
    if not whole or whole.startswith("/") or "\\" in whole or re.match(r"[A-Za-z]:", whole):
        raise UsageError(
            f"the template {text!r} is not a path below the folder of the export",
            hint="For example: {date:%Y}/{person}/{original}",
        )
    return whole.split("/")


def _date(photo: PresetPhoto, form: str, undated: str) -> str:
    """The date in this format, or as precisely as it is known; `undated` if the format needs to know more."""
    taken, known = photo.photo.taken_at, photo.photo.taken_precision
    if taken is None or not is_known(form, known):
        return undated
    # Colons and slashes may not stand in a name.
    return in_form(taken, form or _AS_KNOWN[known]).replace(":", "-").replace("/", "-")


def _plain(text: str) -> str:
    """A value as part of a name: without separators, and composed, as most programs write accents."""
    return unicodedata.normalize("NFC", text).replace("/", "_").replace("\\", "_")


def _component(text: str) -> str:
    """A folder or a file name. A value such as ".." must not lead anywhere."""
    return "/".join(part if part.strip(". ") else "_" for part in text.split("/") if part) or "_"
