"""Editing a graph."""

from photoindex.packs.optimise.editor import GraphEditor
from tests.packs.optimise.nets import Net, kinds


def test_an_edited_graph_drops_unused_nodes() -> None:
    net = Net()
    output = net.matrix(net.conv("image", 3))
    net.conv("image", 3)
    finished = GraphEditor(net.model(output)).finished()
    assert kinds(finished) == ["Conv", "Flatten", "Gemm"]
    assert len(finished.graph.initializer) == 4
