"""What one photo may cost a scan unless the user says otherwise."""

SECONDS_PER_PHOTO = 120.0
MAX_PIXELS = 500_000_000
