"""Join segments to a film, with music, without encoding the pictures again."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from photoindex.errors import StorageError, UsageError
from photoindex.export.files import readable
from photoindex.export.film.mp4 import require_encoder
from photoindex.export.film.records import MARK
from photoindex.export.film.script import RATE
from photoindex.export.film.segments import Segment

_SAMPLES = 48_000
_SAMPLES_AT_ONCE = 1024
_BIT_RATE = 192_000
# Seconds in which the music appears and disappears.
_IN, _OUT = 0.5, 5.0


def join(segments: Sequence[Segment], music: Path | None, path: Path) -> None:
    """Write the film to `path`. Music that is shorter than the film is repeated.

    Raises:
        UsageError: the music cannot be decoded.
        StorageError: the disk is full, or cannot be written.
    """
    av = require_encoder()
    seconds = sum(segment.frames for segment in segments) / RATE
    try:
        with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as film:
            film.metadata["comment"] = MARK
            with av.open(str(segments[0].path)) as first:
                pictures = film.add_stream_from_template(first.streams.video[0])
            sound = film.add_stream("aac", rate=_SAMPLES, layout="stereo") if music else None
            if sound is not None:
                sound.bit_rate = _BIT_RATE
            played = _music(av, music, seconds) if music else iter(())
            heard = 0.0
            for packet, moment in _packets(av, segments):
                while sound is not None and heard <= moment and (frame := next(played, None)) is not None:
                    heard = frame.pts / _SAMPLES
                    film.mux(sound.encode(frame))
                packet.stream = pictures
                film.mux(packet)
            if sound is not None:
                for frame in played:
                    film.mux(sound.encode(frame))
                film.mux(sound.encode(None))
    except av.FFmpegError as error:
        raise StorageError(f"Cannot write {readable(path)}: {error.strerror or error}") from error


def _packets(av: Any, segments: Sequence[Segment]) -> Iterator[tuple[Any, float]]:
    """The encoded pictures of all segments, and the second in which each is decoded."""
    before = 0
    for segment in segments:
        with av.open(str(segment.path)) as opened:
            for packet in opened.demux(video=0):
                if packet.dts is None:
                    continue  # the end of the file
                shift = round(before / RATE / packet.time_base)
                packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
                yield packet, float(packet.dts * packet.time_base)
        before += segment.frames


def check_decodable(music: Path) -> None:
    """Check that the file has sound that can be decoded. Raises UsageError and MissingLibraryError."""
    av = require_encoder()
    with _listening(av, music):
        next(_decoded(av, music))


@contextmanager
def _listening(av: Any, music: Path) -> Iterator[None]:
    try:
        yield
    except (av.FFmpegError, StopIteration, IndexError) as error:
        raise UsageError(
            f"{readable(music)} cannot be used as music: there is no sound in it that can be decoded",
            hint="Name an audio file.",
        ) from error


def _music(av: Any, music: Path, seconds: float) -> Iterator[Any]:
    """Frames of sound for a film of this length, in stereo, fading at both ends."""
    total, at = round(seconds * _SAMPLES), 0
    out = min(_OUT, seconds / 4)
    while at < total:
        begun = at
        for samples in _decoded(av, music):
            part = samples[:, : total - at]
            moments = (at + np.arange(part.shape[1])) / _SAMPLES
            loudness = np.clip(np.minimum(moments / _IN, (seconds - moments) / out), 0, 1)
            frame = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(part * loudness, dtype=np.float32), format="fltp", layout="stereo"
            )
            frame.sample_rate, frame.pts = _SAMPLES, at
            at += part.shape[1]
            yield frame
            if at >= total:
                return
        if at == begun:
            return


def _decoded(av: Any, music: Path) -> Iterator[Any]:
    """The samples of the file, (2, n) as float32."""
    with av.open(str(music)) as opened:
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=_SAMPLES, frame_size=_SAMPLES_AT_ONCE)
        for frame in opened.decode(opened.streams.audio[0]):
            for resampled in resampler.resample(frame):
                yield resampled.to_ndarray()
        for resampled in resampler.resample(None):
            yield resampled.to_ndarray()
