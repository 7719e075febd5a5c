"""The network of all-MiniLM-L6-v2 as an ONNX graph, built from the checked weights and kept beside them.

The graph is made here, operator by operator, so that nothing but the pinned safetensors decides what it
computes. It takes the sum of word and position vectors (texts × tokens × 384, all texts of one length, so
there is no padding and no mask) and returns the mean of the last layer's tokens.

Two precisions. fp32 computes what the numpy engine computes. int8 holds each column of a weight as whole
numbers of its own scale and rounds what comes in to whole numbers as it runs (Jacob et al. 2018,
arXiv:1712.05877; here weights about zero, activations unsigned).
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from throughline.language import models
from throughline.language.embedding import Precision
from throughline.language.minilm_reading import EPSILON, HEADS, LAYERS, WIDTH, Array, Tensors

# Goes up when the graph changes: what was kept before is then built anew.
VERSION = 1
OPSET, IR = 20, 10
FUSED = "com.microsoft"  # onnxruntime's own operators


def graph(folder: Path, tensors: Tensors, precision: Precision) -> Path | bytes:
    """The path of the graph kept in `folder`, built first if it is absent or stale; its bytes where none can be kept.

    A graph is stale when its digest is not the one recorded beside it, or when it was made from other weights
    or by another version of this module.
    """
    place, record = folder / f"encoder-{precision}.onnx", folder / f"encoder-{precision}.json"
    if _recorded(record) == _about(_digest(place)):
        return place
    made: bytes = _Builder(tensors, precision).build().SerializeToString(deterministic=True)
    about = json.dumps(_about(hashlib.sha256(made).hexdigest()), indent=2) + "\n"
    try:
        # The record comes last: a graph without its record is built anew, a record never tells of half a graph.
        _write(place, made)
        _write(record, about.encode())
    except OSError:  # a folder that only may be read
        return made
    return place


def _about(digest: str | None) -> dict[str, Any]:
    weights = next(member for member in models.MINILM.members if member.name == "model.safetensors")
    return {"graph": VERSION, "weights": weights.sha256, "sha256": digest}


def _recorded(record: Path) -> Any:
    try:
        return json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _digest(path: Path) -> str | None:
    try:
        with path.open("rb") as source:
            return hashlib.file_digest(source, "sha256").hexdigest()
    except OSError:
        return None


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, whoever else is writing it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as sink:
            sink.write(content)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


class _Builder:
    """Collects operators and weights; each method adds one step and returns the name of its output."""

    def __init__(self, tensors: Tensors, precision: Precision) -> None:
        self._tensors = tensors
        self._whole = precision == "int8"
        self._nodes: list[Any] = []
        self._weights: list[Any] = []

    def build(self) -> Any:
        """The whole model as an ONNX protocol buffer."""
        from onnx import TensorProto, helper

        hidden = self._norm("hidden", "embeddings.LayerNorm")
        for number in range(LAYERS):
            hidden = self._layer(hidden, f"encoder.layer.{number}")
        tokens = self._constant("tokens", np.array([1], dtype=np.int64))
        mean = self._add("ReduceMean", [hidden, tokens], "mean", keepdims=0)
        takes = helper.make_tensor_value_info("hidden", TensorProto.FLOAT, ["texts", "tokens", WIDTH])
        gives = helper.make_tensor_value_info(mean, TensorProto.FLOAT, ["texts", WIDTH])
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(FUSED, 1)]
        made = helper.make_graph(self._nodes, "all-MiniLM-L6-v2", [takes], [gives], self._weights)
        return helper.make_model(made, opset_imports=opsets, ir_version=IR, producer_name="throughline")

    def _layer(self, hidden: str, layer: str) -> str:
        mixed = self._attention(hidden, f"{layer}.attention")
        after = self._add("Add", [self._dense(mixed, f"{layer}.attention.output.dense"), hidden], f"{layer}.after")
        after = self._norm(after, f"{layer}.attention.output.LayerNorm")
        up = self._dense(after, f"{layer}.intermediate.dense")
        inner = self._add("Gelu", [up], f"{layer}.inner", domain=FUSED)
        result = self._add("Add", [self._dense(inner, f"{layer}.output.dense"), after], f"{layer}.result")
        return self._norm(result, f"{layer}.output.LayerNorm")

    def _attention(self, hidden: str, name: str) -> str:
        parts = [f"{name}.self.{part}" for part in ("query", "key", "value")]
        weight = np.concatenate([self._tensors[f"{part}.weight"] for part in parts]).T
        bias = self._constant(f"{name}.bias", np.concatenate([self._tensors[f"{part}.bias"] for part in parts]))
        if not self._whole:
            inputs = [hidden, self._constant(f"{name}.weight", weight), bias]
            return self._add("Attention", inputs, f"{name}.mixed", domain=FUSED, num_heads=HEADS)
        rounded = [f"{name}.{part}" for part in ("whole", "scale", "zero")]
        self._add_several("DynamicQuantizeLinear", [hidden], rounded)
        whole, scale, zero = self._whole_numbers(name, weight)
        inputs = [rounded[0], whole, bias, rounded[1], scale, "", rounded[2], zero]
        return self._add("QAttention", inputs, f"{name}.mixed", domain=FUSED, num_heads=HEADS)

    def _dense(self, rows: str, name: str) -> str:
        weight = self._tensors[f"{name}.weight"].T
        bias = self._constant(f"{name}.bias", self._tensors[f"{name}.bias"])
        if not self._whole:
            product = self._add("MatMul", [rows, self._constant(f"{name}.weight", weight)], f"{name}.product")
            return self._add("Add", [product, bias], name)
        inputs = [rows, *self._whole_numbers(name, weight), bias]
        return self._add("DynamicQuantizeMatMul", inputs, name, domain=FUSED)

    def _norm(self, rows: str, name: str) -> str:
        inputs = [
            rows,
            *(self._constant(f"{name}.{part}", self._tensors[f"{name}.{part}"]) for part in ("weight", "bias")),
        ]
        return self._add("LayerNormalization", inputs, name, axis=-1, epsilon=float(EPSILON))

    def _whole_numbers(self, name: str, weight: Array) -> tuple[str, str, str]:
        whole, scale = whole_numbers(weight)
        return (
            self._constant(f"{name}.weight", whole),
            self._constant(f"{name}.weight.scale", scale),
            self._constant(f"{name}.weight.zero", np.zeros_like(scale, dtype=np.int8)),
        )

    def _constant(self, name: str, values: NDArray[Any]) -> str:
        from onnx import numpy_helper

        self._weights.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _add(self, operator: str, inputs: list[str], output: str, **settings: Any) -> str:
        self._add_several(operator, inputs, [output], **settings)
        return output

    def _add_several(self, operator: str, inputs: list[str], outputs: list[str], **settings: Any) -> None:
        from onnx import helper

        self._nodes.append(helper.make_node(operator, inputs, outputs, name=outputs[0], **settings))


def whole_numbers(weight: Array) -> tuple[NDArray[np.int8], Array]:
    """Each column as whole numbers from -127 to 127 and the scale that turns them back."""
    scale = np.maximum(np.abs(weight).max(axis=0), np.finfo(np.float32).tiny) / np.float32(127)
    return np.rint(weight / scale).astype(np.int8), scale
