"""An ONNX file in, a session with explicit threads behind a small protocol out."""
