"""Rewrite ONNX graphs so that onnxruntime runs them faster with the same results.

Imported late, because it needs `onnx`.
"""
