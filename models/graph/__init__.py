"""Rewrite the published ONNX graphs, for `build_opencv_zoo.py`."""
