"""Apply the rewrites in order, to an embedder or to a detector."""

import onnx

from photoindex.packs.optimise.activations import replace_prelu
from photoindex.packs.optimise.editor import GraphEditor, attributes_of
from photoindex.packs.optimise.normalisations import fold_normalisations, strip_identities
from photoindex.packs.optimise.pyramid import enlarge_by_scales, free_sizes, merge_heads

# Operations that process each image of a batch independently, whatever the batch size. For Flatten, this holds only
# with axis 1.
_BY_IMAGE = frozenset(
    {"Conv", "Gemm", "Flatten", "BatchNormalization", "PRelu", "Relu", "Sigmoid", "Clip", "Add", "Sub", "Mul", "Div"}
    | {"AveragePool", "GlobalAveragePool", "MaxPool"}
)


def faster_embedder(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same embedder with folded normalisations and rewritten PReLU. If possible, the batch size becomes free
    instead of fixed.

    Nodes that match no rewrite stay unchanged, so the returned graph is always equivalent.
    """
    graph = GraphEditor(model)
    strip_identities(graph)
    fold_normalisations(graph)
    replace_prelu(graph)
    _free_batch(graph)
    return graph.finished()


def faster_detector(model: onnx.ModelProto) -> onnx.ModelProto | None:
    """SCRFD with merged heads and a free input size (see `pyramid`); None for any other detector."""
    graph = GraphEditor(model)
    strip_identities(graph)
    if len(graph.inputs) != 1 or not merge_heads(graph):
        return None
    enlarge_by_scales(graph)
    free_sizes(graph)
    return graph.finished()


def _free_batch(graph: GraphEditor) -> None:
    flattens = (attributes_of(node).get("axis", 1) for node in graph.nodes if node.op_type == "Flatten")
    if {node.op_type for node in graph.nodes} <= _BY_IMAGE and all(axis == 1 for axis in flattens):
        for item in [*graph.inputs, *graph.outputs]:
            item.type.tensor_type.shape.dim[0].dim_param = "batch"
