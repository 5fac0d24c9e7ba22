"""The clock that measures the time of a photo."""

from photoindex.scan.watchdog_clock import WatchedClock


def test_the_clock_counts_a_long_pause_between_two_readings_as_a_short_one() -> None:
    moments = iter([10.0, 10.5, 11.0, 500.0, 500.2])
    clock = WatchedClock(1.0, lambda: next(moments))
    counted = []
    for _ in range(4):
        clock.tick()
        counted.append(round(clock.seconds, 3))
    assert counted == [0.5, 1.0, 2.0, 2.2]
