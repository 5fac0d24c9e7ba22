"""The time that a scan will still take."""

from photoindex.cli.estimate import Estimate


def test_there_is_no_estimate_until_enough_photos_have_been_timed() -> None:
    now = [100.0]
    estimate = Estimate(1000, clock=lambda: now[0])
    now[0] = 160.0  # a minute in which workers start
    for _ in range(29):
        estimate.count()
        now[0] += 1.0
    assert (estimate.rate, estimate.seconds_left) == (None, None)
    estimate.count()
    assert estimate.rate == 1.0
    assert estimate.seconds_left == 970.0


def test_there_is_no_estimate_if_many_photos_finish_in_no_time() -> None:
    estimate = Estimate(1000, clock=lambda: 5.0)
    for _ in range(500):
        estimate.count()
    assert estimate.seconds_left is None
