"""Open an ONNX file as a session with explicit threads, behind a small protocol."""
