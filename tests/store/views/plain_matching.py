"""A made-up library, and what queries mean in it, written in plain Python without a database."""

import fnmatch
import math
import random
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median

from photoindex.domain.geometry import Box
from photoindex.domain.photo_texts import PhotoTexts
from photoindex.domain.places import AtTown
from photoindex.query.meaning import Likeness, Meaning, MeantPlaces
from photoindex.query.tree import (
    Age,
    And,
    Count,
    Dates,
    Flag,
    Like,
    Measure,
    Months,
    Near,
    Not,
    Only,
    Or,
    Pattern,
    Place,
    Range,
    Someone,
    Status,
    Tree,
)
from photoindex.store.database.connection import Connection
from photoindex.store.tables.photo_texts import put_texts
from photoindex.store.tables.places import put_places

PEOPLE = {"Grandma": 1, "Tom": 2, "Ann": 3}
BIRTHS = {1: (date(1950, 1, 1), date(1950, 12, 31)), 2: (date(1990, 2, 28), date(1990, 2, 28))}
FINGERPRINT = "f1"
COUNTED = ("confirmed", "automatic")
MEANT = {
    "Lisbon": MeantPlaces(towns=(1,)),
    "Paris, France": MeantPlaces(towns=(2, 3)),
    "São Paulo": MeantPlaces(towns=(4,), within=(4, 5)),
    "New York": MeantPlaces(within=tuple(range(1, 20))),
    "'s-Hertogenbosch": MeantPlaces(towns=tuple(range(10, 30))),
    "東京": MeantPlaces(),
}
LIKE = {
    "a.jpg": Likeness(frozenset({2}), {11: 0.5, 31: 0.9}),
    "/p/b c.jpg": Likeness(frozenset(), {number * 10: number / 100 for number in range(60)}),
    "C:\\photos\\d.jpg": Likeness(frozenset({1, 3})),
    "~/e.jpg": Likeness(),
    '"f".jpg': Likeness(frozenset(), {20: 1.0}),
}
_TEXTS = ("a birthday", "Zoë in b", "100% a's", "WORK TRIPS 2001", "x/y", "été\nin")


@dataclass
class Face:
    face_id: int
    person: int | None
    status: str
    probability: float | None
    size: float
    score: float
    norm: float
    by_hand: bool
    box: Box


@dataclass
class Photo:
    photo_id: int
    paths: list[str]
    taken: datetime | None
    precision: str
    camera: tuple[str | None, str | None]
    place: tuple[float, float] | None
    searched: bool
    width: int
    height: int
    present: bool = True
    faces: list[Face] = field(default_factory=list)
    texts: PhotoTexts = field(default=PhotoTexts())
    towns: list[AtTown] = field(default_factory=list)


def made_up(photos: int = 120) -> list[Photo]:
    """Photos with all kinds of faces, dates and places."""
    chance = random.Random(20261126)
    library = []
    for number in range(1, photos + 1):
        precision = chance.choice(["year", "month", "day", "minute", "second"])
        taken = _moment(chance, precision) if chance.random() < 0.8 else None
        folder = chance.choice(["/p/a", "/p/b1/x/y", "/p/2001/b", "/p/work trips", "/p/Zoë", "/q/X/Y/2001"])
        name = chance.choice([f"a{number}.jpg", f"IMG_1({number}).JPEG", "b.heic", f"ü{number}.tif", f"b.c.{number}"])
        paths = [f"{folder}/{number}/{name}"] + ([f"/copies/{number}.jpg"] if chance.random() < 0.2 else [])
        camera = chance.choice([(None, None), ("NIKON", "D 90a"), ("Canon", None), (None, "b100%")])
        place = (chance.uniform(-90, 90), chance.uniform(-180, 180)) if chance.random() < 0.6 else None
        photo = Photo(number, paths, taken, precision, camera, place, chance.random() < 0.9, 400, 300)
        photo.present = chance.random() < 0.95
        photo.texts = _texts(chance)
        photo.towns = _towns(chance) if place else []
        for place_of_face in range(chance.choice([0, 1, 1, 2, 2, 3, 4]) if photo.searched else 0):
            photo.faces.append(_face(chance, number * 10 + place_of_face))
        library.append(photo)
    return library


def _moment(chance: random.Random, precision: str) -> datetime:
    moment = datetime(2000, 1, 1) + timedelta(seconds=chance.randrange(5 * 365 * 86_400))
    keep = {"year": 1, "month": 2, "day": 3, "minute": 5, "second": 6}[precision]
    parts = [moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second][:keep]
    return datetime(*parts, *[1] * max(3 - keep, 0))  # type: ignore[arg-type]


def _texts(chance: random.Random) -> PhotoTexts:
    title, caption, *keywords = (chance.choice(("", *_TEXTS)) for _ in range(chance.randrange(2, 5)))
    return PhotoTexts(title, caption, tuple(filter(None, keywords)))


def _towns(chance: random.Random) -> list[AtTown]:
    nearest = AtTown(chance.randrange(1, 8), chance.choice([10.0, 9_999.0, 10_001.0, 299_999.0, 1e6]), True)
    return [nearest, *(AtTown(chance.randrange(8, 15), 5_000.0, False) for _ in range(chance.randrange(3)))]


def _face(chance: random.Random, face_id: int) -> Face:
    status = chance.choice(["confirmed", "automatic", "automatic", "suggested", "ignored", "none", "not-a-face"])
    person = chance.choice([1, 2, 3]) if status in ("confirmed", "automatic", "suggested") else None
    return Face(
        face_id, person, status, chance.randrange(1, 1001) / 1000, chance.randrange(1, 300) + 0.5,
        chance.choice([0.5, 0.75, 1.0]), chance.choice([0.0, 4.0, 8.0, 16.0]), chance.random() < 0.1,
        Box(*(chance.randrange(8) / 10 for _ in range(2)), *(chance.randrange(1, 4) / 10 for _ in range(2))),
    )  # fmt: skip


def store(connection: Connection, library: Sequence[Photo]) -> None:
    """Write the library to an empty index."""
    for photo in library:
        latitude, longitude = photo.place or (None, None)
        connection.execute(
            "INSERT INTO photo (photo_id, content_hash, size, format, width, height, orientation, taken_at, "
            "taken_from, taken_precision, camera_make, camera_model, latitude, longitude) "
            "VALUES (?, ?, 1, 'JPEG', ?, ?, 1, ?, 'exif', ?, ?, ?, ?, ?)",
            [photo.photo_id, f"{photo.photo_id:04}", photo.width, photo.height, photo.taken, photo.precision,
             *photo.camera, latitude, longitude],
        )  # fmt: skip
        for path in photo.paths:
            connection.execute(
                "INSERT INTO file (path, size, mtime_ns, photo_id, missing_since) VALUES (?, 1, 1, ?, ?)",
                [path, photo.photo_id, None if photo.present else datetime(2020, 1, 1)],
            )
        put_texts(connection, {photo.photo_id: photo.texts})
        put_places(connection, {photo.photo_id: photo.towns}, {})
        if photo.searched:
            connection.execute(
                "INSERT INTO analysis VALUES (?, ?, 'p', 'v', now(), NULL)", [photo.photo_id, FINGERPRINT]
            )
        for face in photo.faces:
            connection.execute(
                "INSERT INTO face VALUES (?, ?, ?, ?, ?, ?, ?, [0,0,0,0,0,0,0,0,0,0], ?, ?, 1, 0, ?, ?)",
                [face.face_id, photo.photo_id, FINGERPRINT, face.box.x, face.box.y, face.box.width, face.box.height,
                 face.score, face.size, face.norm, face.by_hand],
            )  # fmt: skip
            if face.status != "none":
                connection.execute(
                    "INSERT INTO assignment VALUES (?, ?, ?, ?)",
                    [face.face_id, face.person, face.status, face.probability],
                )
    for name, person in PEOPLE.items():
        connection.execute("INSERT INTO person VALUES (?, ?)", [person, name])


class Plain:
    """What a query means for one photo."""

    def __init__(self, library: Sequence[Photo], meaning: Meaning) -> None:
        self._meaning = meaning
        self._norm = median(face.norm for photo in library for face in photo.faces if face.norm > 0)

    def matches(self, photo: Photo, tree: Tree) -> bool:
        return photo.present and self._true(photo, tree, frozenset(), frozenset(COUNTED))

    def _true(self, photo: Photo, tree: Tree, people: frozenset[int], statuses: frozenset[str]) -> bool:
        if isinstance(tree, And):
            return self._and(photo, tree, people)
        if isinstance(tree, Or):
            return any(self._true(photo, part, people, statuses) for part in tree.parts)
        if isinstance(tree, Not):
            return not self._true(photo, tree.part, people, statuses)
        if isinstance(tree, Age | Measure | Status):
            return self._some_face(photo, [tree], people, statuses)
        return bool(getattr(self, f"_{type(tree).__name__.lower()}")(photo, tree, people, statuses))

    def _and(self, photo: Photo, tree: And, around: frozenset[int]) -> bool:
        people = frozenset(_named(tree)) or around
        asked = {part.status for part in tree.parts if isinstance(part, Status)} - {"ignored"}
        statuses = frozenset({*COUNTED, *asked})
        of_face = [part for part in tree.parts if isinstance(part, Age | Measure | Status)]
        return (not of_face or self._some_face(photo, of_face, people, statuses)) and all(
            self._true(photo, part, people, statuses) for part in tree.parts if part not in of_face
        )

    def _some_face(self, photo: Photo, terms: Sequence[Tree], people: frozenset[int], statuses: frozenset[str]) -> bool:
        faces = [face for face in _faces(photo) if not people or (face.person in people and face.status in statuses)]
        return any(all(self._face(photo, face, term, statuses) for term in terms) for face in faces)

    def _face(self, photo: Photo, face: Face, term: Tree, statuses: frozenset[str]) -> bool:
        named = face.person is not None and face.status in statuses
        if isinstance(term, Status):
            return face.status == term.status
        if isinstance(term, Age):
            return named and photo.taken is not None and _age(photo, BIRTHS.get(face.person or 0), term.years)
        assert isinstance(term, Measure)
        if term.name == "confidence":
            return named and _within(face.probability, term.range)
        if term.name == "size":
            return _within(face.size, term.range)
        length = min(1.0, face.norm / self._norm) if face.norm > 0 else 1.0
        return not face.by_hand and _within(face.score * min(1.0, face.size / 112) * length, term.range)

    def _someone(self, photo: Photo, term: Someone, _people: object, statuses: frozenset[str]) -> bool:
        return PEOPLE[term.name] in _people_in(photo, statuses)

    def _only(self, photo: Photo, term: Only, _people: object, statuses: frozenset[str]) -> bool:
        wanted = {PEOPLE[each.name] for each in term.people}
        ours = [face for face in _faces(photo) if face.person in wanted and face.status in statuses]
        return {face.person for face in ours} == wanted and len(ours) == len(_faces(photo))

    def _count(self, photo: Photo, term: Count, *_: object) -> bool:
        return photo.searched and _within(len(_faces(photo)), term.faces)

    def _flag(self, photo: Photo, term: Flag, people: frozenset[int], statuses: frozenset[str]) -> bool:
        if term.name == "undated":
            return photo.taken is None
        if term.name == "twice":
            shown = [face.person for face in _faces(photo) if face.person and face.status in statuses]
            return any(shown.count(who) > 1 for who in shown if not people or who in people)
        if term.name == "together":
            return _together(photo, people, statuses)
        wanted = {"unnamed": {"none", "suggested"}, "stranger": {"ignored"}}[term.name]
        return any(face.status in wanted for face in _faces(photo))

    def _dates(self, photo: Photo, term: Dates, *_: object) -> bool:
        if photo.taken is None:
            return False
        begin, end = _period(photo)
        first = _moment_of(term.first, self._meaning.today)[0] if term.first else datetime.min
        last = _moment_of(term.last, self._meaning.today)[1] if term.last else datetime.max
        return end > first and begin < last

    def _months(self, photo: Photo, term: Months, *_: object) -> bool:
        if photo.taken is None or photo.precision == "year":
            return False
        months = [*range(term.first, term.last + 1)] if term.first <= term.last else (
            [*range(term.first, 13), *range(1, term.last + 1)]
        )  # fmt: skip
        return photo.taken.month in months

    def _pattern(self, photo: Photo, term: Pattern, *_: object) -> bool:
        text = term.text.casefold()
        if term.name == "camera":
            return text in " ".join(word for word in photo.camera if word).casefold()
        if term.name == "text":
            return any(_plain(term.text) in _plain(said) for said in photo.texts.all())
        return any(_path_fits(path.casefold(), term.name, text) for path in photo.paths)

    def _place(self, photo: Photo, term: Place, *_: object) -> bool:
        meant = self._meaning.places[term.name]
        return any(
            (at.place_id in meant.towns and (not at.nearest or at.metres <= 10_000))
            or (at.nearest and at.place_id in meant.within and at.metres <= 300_000)
            for at in photo.towns
        )

    def _like(self, photo: Photo, term: Like, _people: object, statuses: frozenset[str]) -> bool:
        likeness = self._meaning.likenesses[term.path]
        return any(
            face.face_id in likeness.faces or (face.person in likeness.people and face.status in statuses)
            for face in _faces(photo)
        )

    def _near(self, photo: Photo, term: Near, *_: object) -> bool:
        if photo.place is None:
            return False
        one, other = (_vector(*place) for place in (photo.place, (term.latitude, term.longitude)))
        cosine = max(-1.0, min(1.0, sum(a * b for a, b in zip(one, other, strict=True))))
        return 6_371_007 * math.acos(cosine) <= term.metres


def _plain(text: str) -> str:
    """The words in lower case, without accents."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def _named(tree: Tree) -> Iterator[int]:
    if isinstance(tree, Someone):
        yield PEOPLE[tree.name]
    elif isinstance(tree, Only):
        yield from (PEOPLE[each.name] for each in tree.people)
    elif isinstance(tree, And | Or):
        for part in tree.parts:
            yield from _named(part)


def _faces(photo: Photo) -> list[Face]:
    return [face for face in photo.faces if face.status != "not-a-face"]


def _people_in(photo: Photo, statuses: frozenset[str]) -> set[int | None]:
    return {face.person for face in _faces(photo) if face.status in statuses}


def _within(value: float | None, found: Range) -> bool:
    if value is None:
        return False
    low, high = (-math.inf if found.low is None else found.low), (math.inf if found.high is None else found.high)
    return low < value < high if found.strict else low <= value <= high


def _period(photo: Photo) -> tuple[datetime, datetime]:
    begin = photo.taken
    assert begin is not None
    match photo.precision:
        case "year":
            return begin, begin.replace(year=begin.year + 1)
        case "month":
            return begin, begin.replace(year=begin.year + begin.month // 12, month=begin.month % 12 + 1)
        case "day":
            return begin, begin + timedelta(days=1)
        case "minute":
            return begin, begin + timedelta(minutes=1)
    return begin, begin + timedelta(microseconds=1)


def _moment_of(text: str, today: datetime) -> tuple[datetime, datetime]:
    """The first moment of a date, and the first one after it."""
    day = today.replace(hour=0, minute=0)
    known = {
        "today": day, "-30d": day - timedelta(days=30), "-2w": day - timedelta(days=14),
        "-24m": day.replace(year=day.year - 2), "-25y": day.replace(year=day.year - 25),
    }  # fmt: skip
    if text in known:
        return known[text], known[text] + timedelta(days=1)
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return datetime(*parts), datetime(*parts) + timedelta(days=1)  # type: ignore[arg-type]
    if len(parts) == 2:
        year, month = parts
        return datetime(year, month, 1), datetime(year + month // 12, month % 12 + 1, 1)
    return datetime(parts[0], 1, 1), datetime(parts[0] + 1, 1, 1)


def _age(photo: Photo, birth: tuple[date, date] | None, years: Range) -> bool:
    """Whether the age may lie in the range: at some moment of the photo's period, for some possible day of birth."""
    if birth is None:
        return False
    begin, end = _period(photo)
    youngest = _years_between(birth[1], begin)
    oldest = _years_between(birth[0], end - timedelta(microseconds=1))
    low, high = max(0, years.low or 0), math.inf if years.high is None else years.high
    return oldest >= low and youngest <= high


def _years_between(birth: date, moment: datetime) -> int:
    return moment.year - birth.year - ((moment.month, moment.day) < (birth.month, birth.day))


def _together(photo: Photo, people: frozenset[int], statuses: frozenset[str]) -> bool:
    faces = _faces(photo)
    pairs = [(one, other) for one in faces for other in faces if one is not other and _near_faces(photo, one, other)]
    if not people:
        return bool(pairs)

    def ours(face: Face) -> bool:
        return face.person in people and face.status in statuses

    if len(people) == 1:
        return any(ours(one) for one, _ in pairs)
    near = {one.person for one, other in pairs if ours(one) and ours(other) and one.person != other.person}
    return bool(near) and near == {face.person for face in faces if ours(face)}


def _near_faces(photo: Photo, one: Face, other: Face) -> bool:
    spans = [max(face.box.width * photo.width, face.box.height * photo.height) for face in (one, other)]
    centres = [((face.box.x + face.box.width / 2) * photo.width, (face.box.y + face.box.height / 2) * photo.height)
               for face in (one, other)]  # fmt: skip
    return max(spans) <= 1.5 * min(spans) and math.dist(*centres) <= 3 * sum(spans) / 2


def _path_fits(path: str, kind: str, text: str) -> bool:
    *folders, name = path.split("/")[1:]
    glob = text.replace("[", "[[]")
    if kind == "ext":
        same = {"jpg": {"jpg", "jpeg", "jpe"}, "jpeg": {"jpg", "jpeg", "jpe"}, "tif": {"tif", "tiff"},
                "heic": {"heic", "heif"}}  # fmt: skip
        return "." in name and name.rpartition(".")[2] in same[text]
    if kind == "file":
        stem = name.rpartition(".")[0] if "." in name else name
        return fnmatch.fnmatchcase(name, glob) or fnmatch.fnmatchcase(stem, glob)
    wanted = glob.split("/")
    return any(
        all(fnmatch.fnmatchcase(folder, part) for folder, part in zip(folders[at:], wanted, strict=False))
        for at in range(len(folders) - len(wanted) + 1)
    )


def _vector(latitude: float, longitude: float) -> tuple[float, float, float]:
    up, east = math.radians(latitude), math.radians(longitude)
    return math.cos(up) * math.cos(east), math.cos(up) * math.sin(east), math.sin(up)
