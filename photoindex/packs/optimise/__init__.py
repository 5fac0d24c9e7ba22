"""An ONNX graph in, the same function as a graph that onnxruntime runs faster out; needs `onnx`, so imported late."""
