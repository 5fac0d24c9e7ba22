"""Rewrite ONNX graphs so that onnxruntime runs them faster with the same results.

This package is imported only when needed, because it needs `onnx`.
"""
