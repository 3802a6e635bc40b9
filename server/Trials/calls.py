#!/usr/bin/env python3
"""Calls a running service by gRPC as real clients do: tritonclient, and grpcio's health stubs.

    MODEL_DIR=models MODEL_NAME=loan-default GRPC_PORT=8001 inference-server &
    Trials/calls.py --address 127.0.0.1:8001

Needs tritonclient[grpc], grpcio-health-checking. A program of its own beside clients.py: kserve and
tritonclient.grpc both register the protocol's messages, and one process cannot hold both. The service
must serve loan-default; what it answers is compared with the golden rows of the package. Ends with
status 1 at the first difference.
"""

import argparse
import json
from pathlib import Path

import grpc
import numpy
import tritonclient.grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

PACKAGE = Path(__file__).resolve().parent.parent / "models/loan-default/2.1.0"
GOLDEN = json.loads((PACKAGE / "golden.json").read_text())["rows"]
ROWS = numpy.array(
    [[numpy.nan if v is None else v for v in row["inputs"]["features"]] for row in GOLDEN],
    dtype=numpy.float32,
)
EXPECTED = numpy.array([row["outputs"]["probabilities"] for row in GOLDEN], dtype=numpy.float32)


def check(name, condition):
    print(("ok      " if condition else "WRONG   ") + name)
    if not condition:
        raise SystemExit(1)


def ask_with_tritonclient(address):
    client = tritonclient.grpc.InferenceServerClient(address)
    check("tritonclient.grpc: live", client.is_server_live())
    check("tritonclient.grpc: ready", client.is_server_ready())
    check("tritonclient.grpc: model ready", client.is_model_ready("loan-default", "2.1.0"))
    check("tritonclient.grpc: no other model", not client.is_model_ready("other"))
    model = client.get_model_metadata("loan-default", as_json=True)
    check("tritonclient.grpc: metadata", model["inputs"][0]["shape"] == ["-1", str(ROWS.shape[1])])
    tensor = tritonclient.grpc.InferInput("features", list(ROWS.shape), "FP32")
    tensor.set_data_from_numpy(ROWS)
    result = client.infer("loan-default", [tensor], request_id="seven", client_timeout=5)
    difference = abs(result.as_numpy("probabilities") - EXPECTED).max()
    check(
        f"tritonclient.grpc: infer, {len(ROWS)} rows, difference {difference:.1e}",
        difference <= 1e-6 and result.get_response().id == "seven")
    try:
        tensor = tritonclient.grpc.InferInput("features", [1, 2], "FP32")
        tensor.set_data_from_numpy(numpy.zeros((1, 2), numpy.float32))
        client.infer("loan-default", [tensor])
        check("tritonclient.grpc: a wrong shape is an error", False)
    except tritonclient.grpc.InferenceServerException as error:
        check("tritonclient.grpc: a wrong shape is an error", "INVALID_ARGUMENT" in str(error))


def ask_with_grpcio(address):
    health = health_pb2_grpc.HealthStub(grpc.insecure_channel(address))
    for service in ["", "inference.GRPCInferenceService"]:
        answer = health.Check(health_pb2.HealthCheckRequest(service=service), timeout=5)
        check(f"grpcio: health of '{service}'", answer.status == 1)
    watch = health.Watch(health_pb2.HealthCheckRequest())
    check("grpcio: health is watched", next(watch).status == 1)
    watch.cancel()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--address", default="127.0.0.1:8001", help="where the service is")
    address = parser.parse_args().address
    ask_with_tritonclient(address)
    ask_with_grpcio(address)


if __name__ == "__main__":
    main()
