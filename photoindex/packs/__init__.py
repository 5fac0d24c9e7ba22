"""Manage model packs: a manifest and its ONNX files, verified against their sha256 before anything loads them."""
