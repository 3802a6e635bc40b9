#!/usr/bin/env python3
"""Measures the service beside FastAPI on the same loan model, in one run on one machine.

    Benchmarks/load.py --server .build/release/inference-server --python venv/bin/python

Needs wrk; the Python of --python needs fastapi, uvicorn, uvloop, httptools and xgboost-cpu, of which uvicorn
takes the loop and the parser in C where they are there. Processor time is that of
the server's processes alone, so it holds also where the load generator takes its share of the cores.
"""

import argparse
import json
import os
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parent / "models/loan-default/2.1.0"
ROW = {
    "seniority": 9, "time": 60, "age": 30, "expenses": 73, "income": 129, "assets": 0, "debt": 0,
    "amount": 800, "price": 846, "home": "rent", "marital": "married", "records": "no",
    "job": "freelance",
}  # fmt: skip
COLUMNS = [9, 60, 30, 73, 129, 0, 0, 800, 846] + [0] * 5 + [1] + [0, 1, 0, 0, 0] + [1, 0, 0, 1, 0, 0]
BODIES = {
    "/predict": {"features": ROW},
    "/v2/models/loan-default/infer": {
        "inputs": [
            {"name": "features", "shape": [1, 26], "datatype": "FP32",
             "data": [float(value) for value in COLUMNS]}
        ]
    },
}  # fmt: skip


class Server:
    """A server and its children."""

    def __init__(self, name, command, environment, port, ready):
        self.name, self.port = name, port
        start = time.monotonic()
        self.process = subprocess.Popen(
            command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True)  # fmt: skip
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{ready}", timeout=1).read()
                break
            except OSError:
                if self.process.poll() is not None:
                    raise SystemExit(f"{name} ended: {command}")
                time.sleep(0.005)
        self.start = time.monotonic() - start

    def processes(self):
        found, new = [], [self.process.pid]
        while new:
            pid = new.pop()
            found.append(pid)
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                new += [int(child) for child in children.read_text().split()]
        return found

    def cpu(self):
        ticks = 0
        for pid in self.processes():
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")")[1].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def resident(self):
        return sum(
            int(line.split()[1])
            for pid in self.processes()
            for line in Path(f"/proc/{pid}/status").read_text().splitlines()
            if line.startswith("VmRSS")
        )

    def load(self, path, body, connections, seconds):
        before = self.cpu()
        output = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", HERE / "post.lua",
             f"http://127.0.0.1:{self.port}{path}"],
            env={**os.environ, "BODY": body}, check=True, capture_output=True, text=True)  # fmt: skip
        result = json.loads(output.stdout.strip().splitlines()[-1])
        result["cpu"] = (self.cpu() - before) / result["requests"] * 1e6
        return result

    def stop(self):
        self.process.terminate()
        self.process.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--server", required=True, help="the release build of inference-server")
    parser.add_argument("--python", required=True, help="a Python that has FastAPI")
    parser.add_argument("--seconds", type=int, default=5, help="of each measurement (5)")
    parser.add_argument("--rounds", type=int, default=3, help="how often both take turns (3)")
    options = parser.parse_args()
    subprocess.run([options.python, "-c", "import uvloop, httptools"], check=True)
    servers = [
        Server(
            "service", [options.server],
            {"MODEL_DIR": str(HERE.parent / "models"), "MODEL_NAME": "loan-default",
             "PORT": "18080", "DRAIN_DELAY_SECONDS": "0"}, 18080, "/readyz"),
        Server(
            "FastAPI",
            [options.python, "-m", "uvicorn", "--app-dir", str(HERE), "peer:app", "--port",
             "18081", "--workers", "2", "--no-access-log", "--log-level", "warning"],
            {"LOAN_PACKAGE": str(PACKAGE)}, 18081, "/healthz"),
    ]  # fmt: skip
    for server in servers:
        print(f"{server.name}: ready after {server.start:.2f} s, {server.resident() // 1024} MB")
    print("path, connections: server requests/s, p50 ms, p99 ms, us of processor time a request")
    with tempfile.TemporaryDirectory() as directory:
        for path, value in BODIES.items():
            body = str(Path(directory) / "body.json")
            Path(body).write_text(json.dumps(value))
            for connections in [1, 16, 64, 256]:
                runs = {server.name: [] for server in servers}
                for server in servers:
                    server.load(path, body, connections, 1)
                for _ in range(options.rounds):
                    for server in servers:
                        runs[server.name].append(
                            server.load(path, body, connections, options.seconds))
                medians = {}
                for name, results in runs.items():
                    results.sort(key=lambda result: result["cpu"])
                    middle = medians[name] = results[len(results) // 2]
                    failed = sum(result["failed"] for result in results)
                    print(
                        f"{path}, {connections}: {name} {middle['requests'] / middle['seconds']:.0f}"
                        f" {middle['p50']:.2f} {middle['p99']:.2f} {middle['cpu']:.1f}"
                        f" failed {failed}")
                ratio = medians["FastAPI"]["cpu"] / medians["service"]["cpu"]
                print(f"  requests per second of processor time: {ratio:.1f} times FastAPI's")
    for server in servers:
        print(f"{server.name}: {server.resident() // 1024} MB after the load")
        server.stop()


if __name__ == "__main__":
    main()
