#!/usr/bin/env python3
"""Asks /healthz of a service while pictures keep all of its processors busy.

    Benchmarks/saturation.py --url http://127.0.0.1:5000 --image picture.jpg

The service must serve an image model. Prints how long the health check took, which a probe gives up
on after a second, and how many pictures were classified meanwhile. Ends with status 1 when the 99th
percentile of the health check is 10 ms or more, or a picture is not classified.
"""

import argparse
import http.client
import threading
import time
from pathlib import Path
from urllib.parse import urlparse


def classify(address, picture, stop, statuses):
    connection = http.client.HTTPConnection(address)
    while not stop.is_set():
        connection.request("POST", "/predict", picture, {"Content-Type": "image/jpeg"})
        response = connection.getresponse()
        response.read()
        statuses.append(response.status)


def ask(address, seconds):
    """How many milliseconds each health check took, a hundred times a second."""
    connection = http.client.HTTPConnection(address)
    times = []
    end = time.monotonic() + seconds
    while (start := time.monotonic()) < end:
        connection.request("GET", "/healthz")
        connection.getresponse().read()
        times.append((time.monotonic() - start) * 1000)
        time.sleep(0.01)
    return sorted(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", default="http://127.0.0.1:5000", help="where the service is")
    parser.add_argument("--image", required=True, help="a JPEG file")
    parser.add_argument("--connections", type=int, default=8, help="clients with pictures (8)")
    parser.add_argument("--seconds", type=int, default=20, help="how long (20)")
    options = parser.parse_args()
    address = urlparse(options.url).netloc
    picture = Path(options.image).read_bytes()
    idle = ask(address, 2)
    print(f"idle: p50 {idle[len(idle) // 2]:.2f} ms, p99 {idle[len(idle) * 99 // 100]:.2f} ms")
    stop, statuses = threading.Event(), []
    clients = [
        threading.Thread(target=classify, args=(address, picture, stop, statuses))
        for _ in range(options.connections)
    ]
    for client in clients:
        client.start()
    time.sleep(1)
    times = ask(address, options.seconds)
    stop.set()
    for client in clients:
        client.join()
    p99 = times[len(times) * 99 // 100]
    failed = [status for status in statuses if status != 200]
    print(
        f"busy: p50 {times[len(times) // 2]:.2f} ms, p99 {p99:.2f} ms, longest {times[-1]:.2f} ms, "
        f"of {len(times)}; {len(statuses)} pictures, {len(failed)} failed")
    raise SystemExit(1 if p99 >= 10 or failed else 0)


if __name__ == "__main__":
    main()
