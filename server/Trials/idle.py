#!/usr/bin/env python3
"""Holds thousands of idle connections to a running service, and predicts beside them.

    ulimit -n 65536
    MODEL_DIR=models MODEL_NAME=sentiment inference-server &
    Trials/idle.py --port 8000 --pid $!

Half of the connections send nothing, half the head of a request and part of its body. They come from
several addresses of the loopback network, since one has fewer ports. Prints the memory that the service
has with them and how long a prediction takes meanwhile; ends with status 1 where a connection is not
taken or a prediction fails.
"""

import argparse
import http.client
import json
import resource
import socket
import time
from pathlib import Path

BODY = json.dumps({"text": "This movie was fantastic!"}).encode()
PART = b"POST /predict HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{\"text\":"
PORTS = 20_000


def resident(pid):
    text = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in text.splitlines() if line.startswith("VmRSS")).split()[1])


def predict(port, count):
    """How many milliseconds each prediction took."""
    connection, times = http.client.HTTPConnection("127.0.0.1", port), []
    for _ in range(count):
        start = time.monotonic()
        connection.request("POST", "/predict", BODY, {"Content-Type": "application/json"})
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise SystemExit(f"a prediction is {response.status}")
        times.append((time.monotonic() - start) * 1000)
        time.sleep(0.002)
    return sorted(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=8000, help="where the service is")
    parser.add_argument("--pid", type=int, required=True, help="its process")
    parser.add_argument("--connections", type=int, default=20_000, help="how many (20000)")
    options = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    print(f"before: {resident(options.pid) // 1024} MB")
    held = []
    for number in range(options.connections):
        source = f"127.0.0.{2 + number * 4 // PORTS}"
        connection = socket.socket()
        connection.bind((source, 0))
        connection.connect(("127.0.0.1", options.port))
        if number % 2:
            connection.sendall(PART)
        held.append(connection)
    times = predict(options.port, 500)
    status = http.client.HTTPConnection("127.0.0.1", options.port)
    status.request("GET", "/metrics")
    metrics = status.getresponse().read().decode()
    open_now = next(line for line in metrics.splitlines() if line.startswith("connections "))
    print(
        f"{open_now}, {resident(options.pid) // 1024} MB; a prediction beside them p50 "
        f"{times[250]:.2f} ms, p99 {times[495]:.2f} ms")
    for connection in held:
        connection.close()
    raise SystemExit(0 if int(open_now.split()[1]) >= options.connections else 1)


if __name__ == "__main__":
    main()
