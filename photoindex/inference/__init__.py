"""An ONNX file in, a session with explicit threads behind a small protocol out."""

from photoindex.inference.session import OnnxSession, Session, open_session

__all__ = ["OnnxSession", "Session", "open_session"]
