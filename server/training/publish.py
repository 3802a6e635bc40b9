#!/usr/bin/env python3
"""Registers a model package with an MLflow, from where model-fetch delivers it.

    MLFLOW_TRACKING_URI=https://mlflow.example.com publish.py ../models/loan-default/2.1.0 --alias champion

Uploads the files of the package through the server's artifact proxy, makes a version of the registered
model with the tag `version` that the manifest has, and lets the alias stand for it. A version that is
registered with that tag already is left alone. It needs no packages. MLFLOW_TRACKING_TOKEN is sent where
it is set.
"""

import argparse
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path


class Registry:
    def __init__(self, address, token):
        self.address, self.token = address.rstrip("/"), token

    def send(self, method, path, body=None, kind="application/json"):
        request = urllib.request.Request(f"{self.address}{path}", body, method=method)
        request.add_header("Content-Type", kind)
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or b"{}")

    def call(self, method, path, **fields):
        return self.send(method, f"/api/2.0/mlflow/{path}", json.dumps(fields).encode())

    def registered(self, name, version):
        """The registry's number of a package's version; None where it has none."""
        query = urllib.parse.urlencode({"filter": f"name='{name}'", "max_results": 1000})
        found = self.send("GET", f"/api/2.0/mlflow/model-versions/search?{query}")
        for item in found.get("model_versions", []):
            if {"key": "version", "value": version} in item.get("tags", []):
                return item["version"]
        return None


def publish(registry, package):
    manifest = json.loads((package / "manifest.json").read_text())
    name, version = manifest["name"], manifest["version"]
    try:
        registry.call("POST", "registered-models/create", name=name)
    except urllib.error.HTTPError as error:
        if b"RESOURCE_ALREADY_EXISTS" not in error.read():
            raise
    if number := registry.registered(name, version):
        return name, version, number
    # MLflow takes for a version what a run has made, and so there is one.
    run = registry.call(
        "POST", "runs/create", experiment_id="0", run_name=f"{name} {version}",
        start_time=int(time.time() * 1000))["run"]["info"]
    source = f"{run['artifact_uri']}/package"
    place = urllib.parse.urlparse(source)
    if place.scheme != "mlflow-artifacts":
        raise SystemExit(f"the registry does not take artifacts itself: they go to {source}")
    for file in sorted(package.iterdir()):
        path = f"/api/2.0/mlflow-artifacts/artifacts{place.path}/{file.name}"
        registry.send("PUT", path, file.read_bytes(), "application/octet-stream")
    made = registry.call(
        "POST", "model-versions/create", name=name, source=source, run_id=run["run_id"],
        tags=[{"key": "version", "value": version}])
    registry.call("POST", "runs/update", run_id=run["run_id"], status="FINISHED")
    return name, version, made["model_version"]["version"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("package", type=Path, help="the directory of the package")
    parser.add_argument("--alias", help="what shall stand for this version")
    options = parser.parse_args()
    registry = Registry(
        os.environ["MLFLOW_TRACKING_URI"], os.environ.get("MLFLOW_TRACKING_TOKEN"))
    name, version, number = publish(registry, options.package)
    if options.alias:
        registry.call(
            "POST", "registered-models/alias", name=name, alias=options.alias, version=number)
    print(f"{name} {version} is version {number} of the registry")


if __name__ == "__main__":
    main()
