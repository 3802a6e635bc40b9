"""Makes the small ONNX files that the tests of ONNXModels read.

usage: make_onnx_fixtures.py DIRECTORY    (needs onnx)
"""

import pathlib
import sys

import onnx
from onnx import TensorProto, helper

FLOAT = TensorProto.FLOAT
# The three labels answer to the channels' means: label i has twice channel i's, and 0.5 for the
# last.
WEIGHTS = [2.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 2.0]
BIAS = [0.0, 0.0, 0.5]


def save(directory, name, nodes, inputs, outputs, initializers=()):
    def values(ports):
        return [helper.make_tensor_value_info(*port) for port in ports]

    graph = helper.make_graph(nodes, name, values(inputs), values(outputs), list(initializers))
    model = helper.make_model(
        graph, ir_version=8, opset_imports=[helper.make_opsetid("", 13)], producer_name="fixtures"
    )
    onnx.checker.check_model(model)
    (directory / f"{name}.onnx").write_bytes(model.SerializeToString(deterministic=True))


def classifier(directory, name, rows, source, target, is_softmax, type=FLOAT):
    nodes = [
        helper.make_node("GlobalAveragePool", [source], ["pooled"]),
        helper.make_node("Flatten", ["pooled"], ["means"]),
        helper.make_node("Gemm", ["means", "weights", "bias"], ["sums"]),
        helper.make_node("Softmax" if is_softmax else "Identity", ["sums"], [target]),
    ]
    initializers = [
        helper.make_tensor("weights", FLOAT, [3, 3], WEIGHTS),
        helper.make_tensor("bias", FLOAT, [3], BIAS),
    ]
    inputs, outputs = [(source, type, [rows, 3, 8, 8])], [(target, type, [rows, 3])]
    save(directory, name, nodes, inputs, outputs, initializers)


def main():
    directory = pathlib.Path(sys.argv[1])
    directory.mkdir(parents=True, exist_ok=True)
    classifier(directory, "probabilities", "N", "image", "probabilities", True)
    classifier(directory, "logits-one-row", 1, "data", "class_logits", False)
    classifier(directory, "misnamed-logits", "N", "image", "scores", False)
    classifier(directory, "four-rows", 4, "image", "probabilities", True)
    types = {
        "float": FLOAT,
        "double": TensorProto.DOUBLE,
        "int32": TensorProto.INT32,
        "int64": TensorProto.INT64,
        "uint8": TensorProto.UINT8,
        "bool": TensorProto.BOOL,
        "string": TensorProto.STRING,
    }
    save(
        directory,
        "types",
        [helper.make_node("Identity", [name], [f"same_{name}"]) for name in types],
        [(name, type, ["N"]) for name, type in types.items()],
        [(f"same_{name}", type, ["N"]) for name, type in types.items()],
    )


main()
