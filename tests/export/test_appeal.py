from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from photoindex.domain.geometry import Box
from photoindex.export.appeal import Merits, appeal

PORTRAIT = Merits(size=300, sharpness=400, yaw=0.05, quality=0.9, box=Box(0.3, 0.2, 0.3, 0.4))


def test_sharp_large_frontal_complete_faces_are_preferred() -> None:
    best = appeal(PORTRAIT, 300)
    worse = (
        replace(PORTRAIT, sharpness=40),
        replace(PORTRAIT, size=50),
        replace(PORTRAIT, box=Box(0.5, 0.5, 0.02, 0.03)),
        replace(PORTRAIT, yaw=0.5),
        replace(PORTRAIT, quality=0.4),
        replace(PORTRAIT, box=Box(-0.1, 0.2, 0.3, 0.4)),
        replace(PORTRAIT, whole=False),
    )
    assert all(appeal(merits, 300) < best for merits in worse)


@given(
    st.floats(0, 5000),
    st.floats(0, 1e5),
    st.floats(0, 5),
    st.floats(0, 1),
    st.floats(0, 1000),
)
def test_appeal_is_a_number_from_0_to_1(
    size: float, sharpness: float, yaw: float, quality: float, usual: float
) -> None:
    merits = Merits(size, sharpness, yaw, quality, Box(0.1, 0.1, 0.5, 0.5))
    assert 0 <= appeal(merits, usual) <= 1
