#!/usr/bin/env python3
"""Asks a running service as real clients do: requests, tritonclient, KServe, Prometheus' own parser.

    MODEL_DIR=models MODEL_NAME=loan-default inference-server &
    Trials/clients.py --url http://127.0.0.1:8000

Needs requests, tritonclient[http], kserve, prometheus_client. The service must serve loan-default; what it
answers is compared with the golden rows of the package. With --admin-key, which must be one of its
ADMIN_KEYS_FILE, the model is unloaded and loaded too. Ends with status 1 at the first difference.
"""

import argparse
import asyncio
import json
from pathlib import Path

import numpy
import requests
import tritonclient.http
from kserve import InferenceRESTClient, InferInput, InferRequest, RESTConfig
from prometheus_client.parser import text_string_to_metric_families

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


def ask_with_requests(url):
    with requests.Session() as session:
        check("requests: alive", session.get(f"{url}/healthz").json() == {"status": "ok"})
        check("requests: ready", session.get(f"{url}/readyz").status_code == 200)
        answer = session.post(
            f"{url}/predict", json={"features": {"age": 30, "home": "rent", "income": None}},
            headers={"X-Request-Id": "client-1"})  # fmt: skip
        check("requests: predict", answer.status_code == 200)
        check("requests: the request keeps its name", answer.headers["X-Request-Id"] == "client-1")
        check(
            "requests: probabilities",
            set(answer.json()["predictions"][0]["probabilities"]) == {"repaid", "default"})
        wrong = session.post(f"{url}/predict", json={"features": {"age": "thirty"}})
        check(
            "requests: an error names the field",
            wrong.status_code == 400 and wrong.json()["error"]["path"] == "features.age")


def ask_with_tritonclient(url):
    client = tritonclient.http.InferenceServerClient(url.removeprefix("http://"))
    check("tritonclient: live", client.is_server_live())
    check("tritonclient: ready", client.is_server_ready())
    check("tritonclient: model ready", client.is_model_ready("loan-default", "2.1.0"))
    check("tritonclient: no other model", not client.is_model_ready("other"))
    server = client.get_server_metadata()
    check("tritonclient: binary tensors", "binary_tensor_data" in server["extensions"])
    model = client.get_model_metadata("loan-default")
    check("tritonclient: metadata", model["inputs"][0]["shape"] == [-1, ROWS.shape[1]])
    for binary_in in [True, False]:
        # JSON has no way to say that a number is missing.
        rows = ROWS if binary_in else ROWS[~numpy.isnan(ROWS).any(axis=1)]
        expected = EXPECTED if binary_in else EXPECTED[~numpy.isnan(ROWS).any(axis=1)]
        for binary_out in [True, False]:
            tensor = tritonclient.http.InferInput("features", list(rows.shape), "FP32")
            tensor.set_data_from_numpy(rows, binary_data=binary_in)
            wanted = tritonclient.http.InferRequestedOutput("probabilities", binary_out)
            result = client.infer("loan-default", [tensor], outputs=[wanted], request_id="seven")
            difference = abs(result.as_numpy("probabilities") - expected).max()
            check(
                f"tritonclient: infer, binary {binary_in} in, {binary_out} out, "
                f"{len(rows)} rows, difference {difference:.1e}",
                difference <= 1e-6 and result.get_response()["id"] == "seven")
    try:
        tensor = tritonclient.http.InferInput("features", [1, 2], "FP32")
        tensor.set_data_from_numpy(numpy.zeros((1, 2), numpy.float32))
        client.infer("loan-default", [tensor])
        check("tritonclient: a wrong shape is refused", False)
    except tritonclient.http.InferenceServerException as error:
        check(f"tritonclient: a wrong shape is refused ({error})", "inputs[0].shape" in str(error))


def order_with_tritonclient(url, key):
    """Asks for the index of the repository, and has the model unloaded and loaded."""
    client = tritonclient.http.InferenceServerClient(url.removeprefix("http://"))

    def state():
        index = client.get_model_repository_index()
        return next(model["state"] for model in index if model["name"] == "loan-default")

    check("tritonclient: the index has the model", state() == "READY")
    try:
        client.unload_model("loan-default")
        check("tritonclient: nobody unloads without a key", False)
    except tritonclient.http.InferenceServerException as error:
        check(f"tritonclient: nobody unloads without a key ({error})", True)
    if not key:
        return
    client.unload_model("loan-default", headers={"X-API-Key": key})
    check("tritonclient: unloaded", state() == "UNAVAILABLE")
    check("tritonclient: not ready", not client.is_model_ready("loan-default"))
    client.load_model("loan-default", headers={"X-API-Key": key})
    check("tritonclient: loaded", state() == "READY" and client.is_model_ready("loan-default"))


async def ask_with_kserve(url):
    client = InferenceRESTClient(RESTConfig(protocol="v2"))
    check("kserve: live", await client.is_server_live(url))
    check("kserve: ready", await client.is_server_ready(url))
    check("kserve: model ready", await client.is_model_ready(url, "loan-default"))
    known = ~numpy.isnan(ROWS).any(axis=1)
    tensor = InferInput("features", list(ROWS[known].shape), "FP32")
    tensor.set_data_from_numpy(ROWS[known], binary_data=False)
    # Its requests say model_name, which the protocol has in the path alone.
    result = await client.infer(
        url, InferRequest("loan-default", [tensor]), model_name="loan-default")
    values = result.outputs[0].as_numpy().reshape(EXPECTED[known].shape)
    difference = abs(values - EXPECTED[known]).max()
    check(f"kserve: infer, {known.sum()} rows, difference {difference:.1e}", difference <= 1e-6)


def read_metrics(url):
    answer = requests.get(f"{url}/metrics")
    families = {family.name: family for family in text_string_to_metric_families(answer.text)}
    for name in ["predictions", "prediction_latency_seconds", "model_load_time_seconds",
                 "active_requests", "http_requests", "queue_depth", "batch_size",
                 "model_info"]:  # fmt: skip
        check(f"prometheus_client: {name}", name in families)
    predictions = sum(
        sample.value for sample in families["predictions"].samples
        if sample.labels["outcome"] == "success")  # fmt: skip
    check(f"prometheus_client: {predictions:.0f} predictions counted", predictions >= 5)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="where the service is")
    parser.add_argument("--admin-key", help="a key that loads and unloads models")
    options = parser.parse_args()
    url = options.url
    ask_with_requests(url)
    ask_with_tritonclient(url)
    order_with_tritonclient(url, options.admin_key)
    asyncio.run(ask_with_kserve(url))
    read_metrics(url)


if __name__ == "__main__":
    main()
