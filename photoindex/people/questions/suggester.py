"""Suggest the next questions: those whose answers settle the most faces."""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.people import Assignment, PeopleState
from photoindex.domain.thresholds import Thresholds
from photoindex.people.clustering.pipeline import background_in
from photoindex.people.faces import Faces
from photoindex.people.parties import IGNORED, NOBODY, Party
from photoindex.people.questions.doubts import Doubts
from photoindex.people.questions.order import in_turn
from photoindex.people.questions.proposal_rules import ProposalRules
from photoindex.people.questions.question import (
    BLOCK_ROWS,
    CANDIDATES,
    EVEN,
    MAIN_FACES,
    MAX_LOG_ODDS,
    SHORTLIST,
    WORTH_TELLING,
    Question,
)
from photoindex.people.questions.two_parts import two_parts
from photoindex.people.questions.units import UnitEvidence, Units
from photoindex.people.similarity.background import Background

# From this probability on it is quicker to say yes to a name than to give one.
_LIKELY = 0.8


class Suggester:
    """Suggests questions about one library; what does not depend on decisions is computed once."""

    def __init__(self, faces: Faces, thresholds: Thresholds, background: Background | None = None) -> None:
        """`background` is measured if it is not given, in about a second for each 10,000 faces."""
        self.faces = faces
        self.background = background_in(faces, thresholds) if background is None else background
        self._parts: dict[tuple[int, ...], tuple[NDArray[np.int64], float]] = {}

    def questions(
        self,
        state: PeopleState,
        assignments: Sequence[Assignment],
        limit: int,
        asked: frozenset[Question] = frozenset(),
        person: int | None = None,
    ) -> list[Question]:
        """Choose the best questions, at most one about each unit.

        The one that settles most comes first, and questions about persons who have a name get their turn.
        `assignments` are one a face in the order of the faces. Questions in `asked` are left out. With `person` all
        questions are about that one: which other faces are theirs, which of theirs are not, and who else may be the
        same.
        """
        if len(self.faces) == 0:
            return []
        return _Round(self, state, assignments).best(limit, asked, person)

    def parts(self, members: NDArray[np.int64]) -> tuple[NDArray[np.int64], float]:
        key = tuple(members.tolist())
        if key not in self._parts:
            self._parts[key] = two_parts(members, self.faces.embedding, self.background)
        return self._parts[key]


@dataclass(frozen=True, slots=True)
class _Prospects:
    """Whom a unit may show: the probability of each person, of each other unit, of being ignored, and of belonging to
    somebody with many faces.
    """

    persons: tuple[tuple[Party, float], ...]
    units: tuple[tuple[int, float], ...]
    ignored: float
    main: float

    @property
    def guess(self) -> tuple[Party | None, float]:
        return max(self.persons, key=lambda entry: entry[1], default=(None, 0.0))


class _Round:
    """The questions at one state of the decisions."""

    def __init__(self, suggester: Suggester, state: PeopleState, assignments: Sequence[Assignment]) -> None:
        self.suggester = suggester
        self.state = state
        self.units = Units(suggester.faces, assignments)
        self.evidence = UnitEvidence(self.units, suggester.background)
        self.rules = ProposalRules(self.units, state)
        # How many faces everybody has, as far as is known: all faces of a person, only its own of an unnamed unit.
        party_size = self.units.party_size
        known = np.array([party_size[Party(who)] for who in self.units.party.tolist()], dtype=np.int64)
        self.known = np.where(self.units.party == NOBODY, self.units.size, known)
        self._main_share = _main_share(self.units)
        self._poor = _poorness(self.units)

    def best(self, limit: int, asked: frozenset[Question], person: int | None) -> list[Question]:
        # A question may lose to a better one about the same faces, or have been asked before.
        enough = 3 * limit + len(asked)
        stray = float(self._worth(1, 0.0, 0.5))
        doubts = Doubts(self.state, self.evidence, self.rules, self.suggester.parts, stray)
        if person is None:
            questions = list(self._about_open(enough))
            gains = sorted((question.settles for question in questions), reverse=True)
            least = gains[enough - 1] if len(gains) >= enough else 0.0
            questions += [*doubts.about_parts(least), *doubts.about_faces(), *doubts.about_persons()]
        else:
            questions = [
                *self._about_person(person, enough), *doubts.about_faces(person), *doubts.about_persons(person),
            ]  # fmt: skip
        chosen: list[Question] = []
        spoken_of: set[int] = set()
        before = {_key(question) for question in asked}
        for question in in_turn(questions):
            faces = {*question.face_ids, *question.other_faces}
            if len(chosen) == limit:
                break
            if spoken_of.isdisjoint(faces) and _key(question) not in before:
                chosen.append(question)
                spoken_of |= faces
        return chosen

    def _about_open(self, enough: int) -> Iterator[Question]:
        """Ask whose the unnamed units are, and which of them belong together: as many as may be among the `enough` best
        of all, and of those that are probably somebody who has a name.
        """
        size = self.units.size
        opened = np.flatnonzero(self.units.party == NOBODY)
        rows = opened[np.argsort(-size[opened], kind="stable")][:SHORTLIST]
        nearest, odds = self._nearest(rows)
        weights = np.exp(np.minimum(odds, MAX_LOG_ODDS))
        linked = weights.sum(axis=1)
        bound = self._worth(
            size[rows], np.where(size[rows] >= MAIN_FACES, 1.0, linked / (1 + linked)), self._poor[rows]
        )
        named = np.where(self.units.party[nearest] >= 0, weights, 0.0).max(axis=1, initial=0.0) / (1 + linked)
        done = set()
        for bounds in (bound, np.where(named >= EVEN, bound * named, 0.0)):
            best: list[float] = []
            for at in np.argsort(-bounds, kind="stable").tolist():
                if bounds[at] == 0.0 or (len(best) >= enough and bounds[at] < best[0]):
                    break
                unit = int(rows[at])
                prospects = self._prospects(unit, nearest[at], odds[at])
                question = self._about_unit(unit, prospects)
                (heapq.heappush if len(best) < enough else heapq.heappushpop)(best, question.settles)
                if unit not in done:
                    done.add(unit)
                    yield question
                    yield from self._about_pairs(unit, prospects)

    def _about_person(self, person: int, enough: int) -> Iterator[Question]:
        """Ask which unnamed units may be the person, those that bring most faces first."""
        units, size = self.units, self.units.size
        theirs = np.flatnonzero(units.party == person)
        theirs = theirs[np.argsort(-size[theirs], kind="stable")][:BLOCK_ROWS]
        opened = np.flatnonzero(units.party == NOBODY)
        if len(theirs) == 0 or len(opened) == 0:
            return
        evidence = self.evidence.between(theirs)[:, opened]
        odds = self.evidence.log_odds(evidence, size[theirs, None], size[opened]).max(axis=0)
        gain = size[opened] / (1 + np.exp(-np.clip(odds, -MAX_LOG_ODDS, MAX_LOG_ODDS)))
        rows = opened[np.argsort(-gain, kind="stable")][:enough]
        nearest, all_odds = self._nearest(rows)
        for at, unit in enumerate(rows.tolist()):
            prospects = self._prospects(unit, nearest[at], all_odds[at])
            probability = dict(prospects.persons).get(Party(person), 0.0)
            if probability >= WORTH_TELLING:
                ids = units.ids(unit)
                yield Question("is", ids, len(ids) * probability, probability, units.cluster_id(unit), person)

    def _nearest(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The likeliest other units of each of these and the log odds that they are one person, -inf for itself."""
        size = self.units.size
        count = min(CANDIDATES, len(size))
        nearest = np.empty((len(rows), count), dtype=np.int64)
        odds = np.empty((len(rows), count), dtype=np.float64)
        for start in range(0, len(rows), BLOCK_ROWS):
            block = rows[start : start + BLOCK_ROWS]
            evidence = self.evidence.between(block)
            evidence[np.arange(len(block)), block] = -np.inf
            chosen = np.argpartition(evidence + self.evidence.head_start, len(size) - count, axis=1)[
                :, len(size) - count :
            ]
            nearest[start : start + len(block)] = chosen
            found = np.take_along_axis(evidence, chosen, axis=1)
            odds[start : start + len(block)] = self.evidence.log_odds(found, size[block, None], size[chosen])
        return nearest, odds

    def _prospects(self, unit: int, nearest: NDArray[np.int64], odds: NDArray[np.float64]) -> _Prospects:
        """The probability of everybody whom the unit may show, from the log odds against its likeliest units."""
        ids, photos, count = self.units.ids(unit), self.units.photos(unit), int(self.units.size[unit])
        best: dict[tuple[Party, int | None], tuple[float, int]] = {}
        for other, value in zip(nearest.tolist(), odds.tolist(), strict=True):
            if value == -np.inf:
                continue
            party = self.units.party_of(other)
            if party == NOBODY:
                forbidden = self.rules.forbid_pair(unit, other)
            else:
                forbidden = self.rules.forbid_person(ids, photos, party)
            if not forbidden:
                key = (party, other if party == NOBODY else None)
                best[key] = max(best.get(key, (-np.inf, other)), (value, other))
        weights = {key: np.exp(min(value, MAX_LOG_ODDS)) for key, (value, _) in best.items()}
        whole = 1.0 + sum(weights.values())
        main = sum(weight for key, weight in weights.items() if count + self.known[best[key][1]] >= MAIN_FACES)
        persons = {party: weight / whole for (party, _), weight in weights.items() if party >= 0}
        return _Prospects(
            persons=tuple(persons.items()),
            units=tuple((other, weight / whole) for (_, other), weight in weights.items() if other is not None),
            ignored=float(weights.get((IGNORED, None), 0.0) / whole),
            main=1.0 if count >= MAIN_FACES else float(main / whole),
        )

    def _about_unit(self, unit: int, prospects: _Prospects) -> Question:
        ids, cluster = self.units.ids(unit), self.units.cluster_id(unit)
        guess, probability = prospects.guess
        worth = float(self._worth(len(ids), prospects.main, self._poor[unit])) * (1 - prospects.ignored)
        if guess is not None and probability >= _LIKELY:
            return Question("is", ids, worth * probability, probability, cluster, guess)
        if probability < WORTH_TELLING:
            guess, probability = None, 0.0
        return Question("who", ids, worth, probability, cluster, guess)

    def _about_pairs(self, unit: int, prospects: _Prospects) -> Iterator[Question]:
        """Ask whether two units are one: a yes saves naming the smaller one, which is half of what naming it costs."""
        for other, probability in prospects.units:
            smaller = int(min(self.units.size[unit], self.units.size[other]))
            if probability >= EVEN and smaller > 1 and self.units.size[unit] >= self.units.size[other]:
                yield Question(
                    "same", self.units.ids(unit), probability * smaller / 2, probability, self.units.cluster_id(unit),
                    other_faces=self.units.ids(other), other_cluster=self.units.cluster_id(other),
                )  # fmt: skip

    def _worth(
        self, faces: NDArray[np.int64] | int, main: NDArray[np.float64] | float, poor: NDArray[np.float64] | float
    ) -> NDArray[np.float64]:
        """How many faces of people with enough faces a name for this many `faces` brings.

        `main` is the probability that they are known to belong to such a person, `poor` that of `_poorness`. A face
        that seems to be alone is a poor picture of somebody whose others were found, or a stranger. The more faces such
        a unit has, the likelier they are all there is of a stranger; unless it lacks only one.
        """
        alone = np.where(np.asarray(faces) == MAIN_FACES - 1, 1.0, 1 / np.sqrt(faces)) * self._main_share * poor
        return np.asarray(faces * (main + (1 - main) * alone), dtype=np.float64)


def _main_share(units: Units) -> float:
    """Of the faces in units of several, the share that is in units of at least `MAIN_FACES`."""
    shared = units.size[units.size > 1]
    return float(shared[shared >= MAIN_FACES].sum() / max(shared.sum(), 1))


def _poorness(units: Units) -> NDArray[np.float64]:
    """How poor the best face of each unit is among units of its size: float64 (u,), 0 the best to 1 the poorest.

    A good picture of somebody whose other faces were found would have joined them; a poor one may be anybody's.
    """
    best = np.zeros(len(units))
    np.maximum.at(best, units.of_face, units.faces.confidence)
    order = np.lexsort((-best, units.size))
    _, starts, counts = np.unique(units.size[order], return_index=True, return_counts=True)
    poorness = np.empty(len(units))
    rank = np.arange(len(units)) - np.repeat(starts, counts)
    poorness[order] = (rank + 0.5) / np.repeat(counts, counts)
    return poorness


def _key(question: Question) -> tuple[object, ...]:
    """What makes two questions the same, whatever their probabilities are now."""
    return question.kind, question.face_ids, question.person_id, question.other_faces
