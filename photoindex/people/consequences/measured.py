"""Adapt the measurements of the last clustering to the faces that are here now."""

import numpy as np

from photoindex.domain.people_snapshot import FaceTable, GroupingRecord
from photoindex.domain.picked_rows import in_one_array
from photoindex.domain.thresholds import Thresholds
from photoindex.people.assignment.confidence import Measured
from photoindex.people.similarity.background import Background, Cohort, background_of
from photoindex.people.similarity.calibration import impostors_of
from photoindex.people.similarity.evidence import Expectation


def measured_for(record: GroupingRecord | None, thresholds: Thresholds, faces: FaceTable) -> Measured | None:
    """The background of every face in the table, and the parameters by which joins are judged. Before the first
    clustering, the result is None.
    """
    if record is None or len(faces.face_id) == 0:
        return None
    return Measured(background_for(record, thresholds, faces), expectation_of(record))


def background_or_stranger(record: GroupingRecord | None, thresholds: Thresholds, faces: FaceTable) -> Background:
    """The background of these faces. Before the first clustering, the pack's figures for strangers are used."""
    if record is not None and len(faces.face_id):
        return background_for(record, thresholds, faces)
    return background_of(in_one_array(faces.embedding), Cohort(faces.embedding[:0], 0.0), impostors_of(thresholds))


def background_for(record: GroupingRecord, thresholds: Thresholds, faces: FaceTable) -> Background:
    """Return the stored background of known faces, and measure new ones against the same cohort."""
    row = np.minimum(np.searchsorted(record.face_id, faces.face_id), max(len(record.face_id) - 1, 0))
    known = np.zeros(len(faces.face_id), dtype=bool)
    if len(record.face_id):
        known = record.face_id[row] == faces.face_id
    mean, deviation = np.empty(len(known)), np.empty(len(known))
    mean[known], deviation[known] = record.mean[row[known]], record.deviation[row[known]]
    if not known.all():
        cohort = Cohort(record.cohort, record.cohort_people)
        fresh = background_of(faces.embedding[~known], cohort, impostors_of(thresholds))
        mean[~known], deviation[~known] = fresh.mean, fresh.deviation
    return Background(mean, deviation)


def expectation_of(record: GroupingRecord) -> Expectation:
    """The parameters by which joins were judged."""
    return Expectation(record.people, record.typical, record.pair_floor)
