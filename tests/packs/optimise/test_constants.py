"""Folding constants."""

import onnx

from photoindex.packs.default_pack import embedded_folder
from photoindex.packs.optimise.constants import fold_constants
from photoindex.packs.optimise.editor import GraphEditor


def test_weights_stored_with_fewer_bits_become_constants() -> None:
    graph = GraphEditor(onnx.load(embedded_folder() / "sface.onnx"))
    fold_constants(graph)
    assert {node.op_type for node in graph.nodes} == {"Sub", "Mul", "Conv", "Relu", "Add", "Flatten", "Gemm"}
