"""Rewrite ONNX graphs so that onnxruntime runs them faster with the same results; imported late as it needs `onnx`."""
