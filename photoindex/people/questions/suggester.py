"""Suggest the next questions: the questions whose answers settle the most faces."""

import heapq
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.assignment_table import AssignmentTable
from photoindex.domain.claims import NO_CLAIMS, ClaimedNames
from photoindex.domain.people import Assignment, PeopleState
from photoindex.domain.thresholds import Thresholds
from photoindex.people.clustering.pipeline import background_in
from photoindex.people.faces import Faces
from photoindex.people.parties import NOBODY, Party
from photoindex.people.questions.claimed import claimed_by_unit
from photoindex.people.questions.doubts import Doubts
from photoindex.people.questions.order import in_turn
from photoindex.people.questions.proposal_rules import ProposalRules
from photoindex.people.questions.prospects import Prospects, UnitProspects
from photoindex.people.questions.question import (
    BLOCK_ROWS,
    EVEN,
    MAIN_FACES,
    MAX_LOG_ODDS,
    SHORTLIST,
    WORTH_TELLING,
    Question,
    QuestionKind,
)
from photoindex.people.questions.suggested import SuggestedNames
from photoindex.people.questions.two_parts import two_parts
from photoindex.people.questions.units import UnitEvidence, Units
from photoindex.people.questions.worth import Worth
from photoindex.people.similarity.background import Background
from photoindex.people.similarity.groups import are_unequal_groups

# From this probability on, it is quicker to ask for a yes to a name than to ask for the name.
_LIKELY = 0.8


class Suggester:
    """Suggests questions about one library. Everything that does not depend on decisions is computed only once."""

    def __init__(
        self,
        faces: Faces,
        thresholds: Thresholds,
        background: Background | None = None,
        claims: ClaimedNames = NO_CLAIMS,
    ) -> None:
        """If `background` is not given, it is measured, which takes about a second for each 10,000 faces. `claims` are
        the names that other programs give to photos.
        """
        self.faces = faces
        self.claims = claims
        self.background = background_in(faces, thresholds) if background is None else background
        self._parts: dict[tuple[int, ...], tuple[NDArray[np.int64], float]] = {}

    def questions(
        self,
        state: PeopleState,
        assignments: Sequence[Assignment] | AssignmentTable,
        limit: int,
        asked: frozenset[Question] = frozenset(),
        person: int | None = None,
    ) -> list[Question]:
        """Choose the best questions, at most one about each unit.

        The question that settles most comes first, but questions about persons who have a name get their turn.
        `assignments` has one entry per face, in the order of the faces. Questions in `asked` are left out. With
        `person`, all questions are about that person: which other faces show the person, which of the person's faces
        are wrong, and who else may be the same person.
        """
        if len(self.faces) == 0:
            return []
        return _Round(self, state, assignments).best(limit, asked, person)

    def parts(self, members: NDArray[np.int64]) -> tuple[NDArray[np.int64], float]:
        key = tuple(members.tolist())
        if key not in self._parts:
            self._parts[key] = two_parts(members, self.faces.embedding, self.background)
        return self._parts[key]


class _Round:
    """The questions in a given state of the decisions."""

    def __init__(
        self, suggester: Suggester, state: PeopleState, assignments: Sequence[Assignment] | AssignmentTable
    ) -> None:
        self.suggester = suggester
        self.state = state
        self.units = Units(suggester.faces, assignments)
        self.evidence = UnitEvidence(self.units, suggester.background)
        self.rules = ProposalRules(self.units, state)
        self.prospects = UnitProspects(self.units, self.evidence, self.rules)
        self.worth = Worth(self.units)
        self.suggested = SuggestedNames(self.units, self.rules, assignments)
        self.claimed = claimed_by_unit(self.units, self.rules, suggester.claims, state.persons)
        self.has_sure_name = np.zeros(len(self.units), dtype=np.bool_)
        self.has_sure_name[[unit for unit, claim in self.claimed.items() if claim.sure]] = True

    def best(self, limit: int, asked: frozenset[Question], person: int | None) -> list[Question]:
        # A question may lose to a better one about the same faces, or have been asked before.
        enough = 3 * limit + len(asked)
        stray = float(self.worth.of(1, 0.0, 0.5))
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
        before = {key_of(question) for question in asked}
        for question in in_turn(questions):
            faces = {*question.face_ids, *question.other_faces}
            if len(chosen) == limit:
                break
            if spoken_of.isdisjoint(faces) and key_of(question) not in before:
                chosen.append(question)
                spoken_of |= faces
        return chosen

    def _about_open(self, enough: int) -> Iterator[Question]:
        """Ask who the unnamed units are, and which of them belong together. The result contains the `enough` best
        questions of all, and the `enough` best questions about units that probably show a named person.
        """
        size = self.units.size
        opened = np.flatnonzero(self.units.party == NOBODY)
        rows = opened[np.argsort(-size[opened], kind="stable")][:SHORTLIST]
        nearest, odds = self.prospects.nearest(rows)
        weights = np.exp(np.minimum(odds, MAX_LOG_ODDS))
        linked = weights.sum(axis=1)
        is_main = (size[rows] >= MAIN_FACES) | self.has_sure_name[rows] | self.suggested.likely[rows]
        bound = self.worth.of(size[rows], np.where(is_main, 1.0, linked / (1 + linked)), self.worth.poor[rows])
        named = np.where(self.units.party[nearest] >= 0, weights, 0.0).max(axis=1, initial=0.0) / (1 + linked)
        done = set()
        for bounds in (bound, np.where(named >= EVEN, bound * named, 0.0)):
            best: list[float] = []
            for at in np.argsort(-bounds, kind="stable").tolist():
                if bounds[at] == 0.0 or (len(best) >= enough and bounds[at] < best[0]):
                    break
                unit = int(rows[at])
                prospects = self.prospects.of(unit, nearest[at], odds[at])
                question = self._about_unit(unit, prospects)
                (heapq.heappush if len(best) < enough else heapq.heappushpop)(best, question.settles)
                if unit not in done:
                    done.add(unit)
                    yield question
                    yield from self._about_pairs(unit, prospects)

    def _about_person(self, person: int, enough: int) -> Iterator[Question]:
        """Ask which unnamed units show the person. The units that are expected to bring most faces come first."""
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
        theirs_by_name = [unit for unit, claim in self.claimed.items() if claim.sure and claim.person_id == person]
        rows = np.union1d(rows, np.array(theirs_by_name, dtype=np.int64))
        nearest, all_odds = self.prospects.nearest(rows)
        for at, unit in enumerate(rows.tolist()):
            prospects = self.prospects.of(unit, nearest[at], all_odds[at])
            probability = dict(prospects.persons).get(Party(person), 0.0)
            question = self._about_unit(unit, prospects)
            if question.kind == "is" and question.person_id == person:
                yield question
            elif probability >= WORTH_TELLING:
                ids = units.ids(unit)
                yield Question("is", ids, len(ids) * probability, probability, units.cluster_id(unit), person)

    def _about_unit(self, unit: int, prospects: Prospects) -> Question:
        ids, cluster = self.units.ids(unit), self.units.cluster_id(unit)
        guess, probability = prospects.guess
        claim = self.claimed.get(unit)
        if claim is not None and claim.sure:
            # Looks and names are independent evidence, and a name that is sure is rarely wrong.
            kind: QuestionKind = "who" if claim.person_id is None else "is"
            sure = claim.probability
            return Question(kind, ids, len(ids) * sure, sure, cluster, claim.person_id, claimed=claim)
        rest = self.suggested.of(unit)
        if rest is not None:
            settles = len(rest.face_ids) * rest.probability
            return Question("is", rest.face_ids, settles, rest.probability, None, rest.person, claimed=claim)
        worth = float(self.worth.of(len(ids), prospects.main, self.worth.poor[unit])) * (1 - prospects.ignored)
        if guess is not None and probability >= _LIKELY:
            return Question("is", ids, worth * probability, probability, cluster, guess, claimed=claim)
        if probability < WORTH_TELLING:
            guess, probability = None, 0.0
        return Question("who", ids, worth, probability, cluster, guess, claimed=claim)

    def _about_pairs(self, unit: int, prospects: Prospects) -> Iterator[Question]:
        """Ask whether two units are one person. A yes saves naming the smaller unit, which is half of what naming it
        costs. If a group was kept out of a much larger one (see `groups`), the answer decides about the whole group.
        """
        for other, probability in prospects.units:
            smaller = int(min(self.units.size[unit], self.units.size[other]))
            if probability >= EVEN and smaller > 1 and self.units.size[unit] >= self.units.size[other]:
                kept_out = bool(are_unequal_groups(self.units.size[unit], self.units.size[other]))
                settled = smaller if kept_out else smaller / 2
                yield Question(
                    "same", self.units.ids(unit), probability * settled, probability, self.units.cluster_id(unit),
                    other_faces=self.units.ids(other), other_cluster=self.units.cluster_id(other),
                )  # fmt: skip


def key_of(question: Question) -> tuple[object, ...]:
    """A key that is equal for two questions if they ask the same thing, even if their probabilities differ."""
    return question.kind, question.face_ids, question.person_id, question.other_faces
