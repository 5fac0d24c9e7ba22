"""ONNX graphs in, ONNX graphs out: what `build_opencv_zoo.py` does to the published files."""
