"""Answers about whether faces are one person."""

from photoindex.domain.targets import Target
from photoindex.operations.show import show_group
from tests.library import Library, faces_by_name, name_both
from tests.pages import Visitor


def faces_of(library: Library, cluster: int) -> list[int]:
    return [row.face_id for row in show_group(library.index, Target("cluster", ids=(cluster,))).faces]


def test_ticked_faces_leave_a_cluster(visitor: Visitor, scanned: Library) -> None:
    cluster = scanned.cluster_with(4)
    answer = visitor.post("/api/split", cluster=cluster, faces=faces_of(scanned, cluster)[:1])
    assert answer["said"] == "1 face split off. 3 faces left."
    assert len(faces_of(scanned, cluster)) == 3
    assert answer["clusters"][0] is None


def test_ticked_faces_move_to_somebody(visitor: Visitor, scanned: Library) -> None:
    name_both(scanned)
    (grandma, _) = visitor.review.library.persons()
    face = show_group(scanned.index, Target("person", name="Grandma")).faces[0].face_id
    answer = visitor.post("/api/split", person_id=grandma.id, faces=[face], to="Ann")
    assert answer["said"] == "1 face moved to Ann."
    assert faces_by_name(scanned.index) == {"Grandma": 3, "Tom": 3, "Ann": 1}


def test_only_a_few_parts_are_possible(visitor: Visitor, scanned: Library) -> None:
    for parts in (1, 10):
        answer = visitor.post("/api/split", status=400, cluster=scanned.cluster_with(4), parts=parts)
        assert answer["hint"] == "Choose 2 to 9 parts."


def test_two_clusters_are_different_people(visitor: Visitor, scanned: Library) -> None:
    clusters = [scanned.cluster_with(4), scanned.cluster_with(3)]
    assert visitor.post("/api/different", clusters=clusters)["said"] == "These are different people."


def test_two_persons_are_different_people(visitor: Visitor, scanned: Library) -> None:
    name_both(scanned)
    persons = [row.id for row in visitor.review.library.persons()]
    assert visitor.post("/api/different", persons=persons)["said"] == "Grandma and Tom are different people."


def test_one_cluster_is_not_enough_to_tell_people_apart(visitor: Visitor) -> None:
    assert visitor.post("/api/different", status=400, clusters=[1])["kind"] == "usage"


def test_persons_who_look_different_are_merged_only_after_a_yes(visitor: Visitor, scanned: Library) -> None:
    name_both(scanned)
    grandma, tom = visitor.review.library.persons()
    asked = visitor.post("/api/merge", status=409, person_id=tom.id, into=grandma.id)
    assert "do not look like Grandma" in asked["ask"]
    assert visitor.post("/api/merge", asked["yes"])["said"] == "Tom is Grandma now: 7 faces."
    assert faces_by_name(scanned.index) == {"Grandma": 7}
