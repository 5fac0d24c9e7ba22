"""Roots that are offline are remembered for half a minute."""

from pathlib import Path

from photoindex.operations.pictures.away import AwayRoots


def test_a_root_is_remembered_for_half_a_minute() -> None:
    now = [0.0]
    away = AwayRoots(lambda: now[0])
    away.add([Path("/disk")])
    assert away.holds(Path("/disk/2001/a.jpg"))
    assert not away.holds(Path("/disks/a.jpg"))
    now[0] = 29.9
    assert away.holds(Path("/disk/a.jpg"))
    now[0] = 30.0
    assert not away.holds(Path("/disk/a.jpg"))
