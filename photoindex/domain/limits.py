"""Default limits on the time and pixels of one photo."""

SECONDS_PER_PHOTO = 120.0
MAX_PIXELS = 500_000_000
