#!/usr/bin/env python3
"""Shows that the memory of the service stays what it is under mixed load.

    Trials/steady.py --server .build/release/inference-server --worker .build/release/inference-worker

Requests to /predict and to the Open Inference Protocol, calls by gRPC, and batch jobs come at a modest
rate, each in a trace, of which the spans are meant for a collector that takes connections and never
answers. After a warm-up the resident memory of the server and of the worker is looked at every few
seconds: the exit code is 1 where one grew by more than 5% of what it had at the end of the warm-up, or
anything failed. Needs redis-server and tritonclient[grpc].
"""

import argparse
import asyncio
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

from restarts import TEXTS, Calls, Instance, Load, known_answers, read_message, request

HERE = Path(__file__).resolve().parent
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
TENSORS = json.dumps(
    {"inputs": [{"name": "text", "shape": [len(TEXTS)], "datatype": "BYTES", "data": list(TEXTS)}]}
).encode()


class Service(Instance):
    """The server of the other trial, with a queue and a collector."""

    def __init__(self, options, log, redis, collector):
        super().__init__(options, options.port, log)
        self.variables = {
            "REDIS_HOST": "127.0.0.1", "REDIS_PORT": str(redis), "LOG_LEVEL": "INFO",
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{collector}",
        }  # fmt: skip

    async def start(self):
        os.environ.update(self.variables)
        await super().start()


def traced(data):
    return data.replace(b"\r\n", f"\r\ntraceparent: {TRACE}\r\n".encode(), 1)


async def ask(port, load, make, is_right):
    """Asks on one connection after the other, since the service ends those that are old."""
    while load.running:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        keeps = True
        while load.running and keeps:
            writer.write(traced(make()))
            answer = await read_message(reader)
            load.requests += 1
            if answer is None or not is_right(answer):
                load.fail(f"{answer}"[:200])
                break
            keeps = answer[1].get("connection") != "close"
            await asyncio.sleep(load.pause)
        writer.close()


async def submit(port, load, done):
    """Queues jobs and waits for each."""
    body = json.dumps({"texts": list(TEXTS) * 250}).encode()
    while load.running:
        answers = []

        async def exchange(data):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(data)
            answers.append(await read_message(reader))
            writer.close()
            return answers[-1]

        answer = await exchange(request("/jobs", body))
        if " 202 " not in answer[0]:
            load.fail(f"job: {answer}"[:200])
            await asyncio.sleep(1)
            continue
        identifier = json.loads(answer[2])["id"]
        for _ in range(200):
            status = json.loads((await exchange(request(f"/jobs/{identifier}")))[2])
            if status["status"] not in ("queued", "running"):
                break
            await asyncio.sleep(0.1)
        done.append(status["status"])
        if status["status"] != "succeeded":
            load.fail(f"job: {status}"[:200])
        await asyncio.sleep(load.pause * 20)


def resident(pid):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    raise SystemExit(f"process {pid} has ended")


async def watch(processes, options):
    """Looks at the memory until the time is over; gives for each the first and the most."""
    await asyncio.sleep(options.warm_up * 60)
    first = {name: resident(pid) for name, pid in processes.items()}
    most = dict(first)
    end = time.monotonic() + (options.minutes - options.warm_up) * 60
    while time.monotonic() < end:
        await asyncio.sleep(5)
        for name, pid in processes.items():
            most[name] = max(most[name], resident(pid))
    last = {name: resident(pid) for name, pid in processes.items()}
    return {name: (first[name], most[name], last[name]) for name in processes}


async def soak(options, directory):
    held = []

    async def never_answer(reader, writer):
        held.append(writer)
        while await reader.read(65536):
            pass

    collector = await asyncio.start_server(never_answer, "127.0.0.1", 0)
    redis_port = options.port + 10
    redis = subprocess.Popen(
        ["redis-server", "--port", str(redis_port), "--save", "", "--maxmemory", "160mb",
         "--dir", directory], stdout=subprocess.DEVNULL)  # fmt: skip
    log = open(Path(directory) / "server.log", "w")
    service = Service(options, log, redis_port, collector.sockets[0].getsockname()[1])
    poll = asyncio.create_task(service.poll())
    worker = None
    try:
        await asyncio.sleep(1)
        await service.start()
        await service.wait_until(ready=True)
        worker = subprocess.Popen(
            [options.worker], stdout=log, stderr=log,
            env={**os.environ, "MODEL_DIR": options.models, "MODEL_NAME": "sentiment",
                 "PORT": str(options.port + 11), "POD_NAME": "one"})  # fmt: skip
        load = Load(await known_answers(service), options.pause / 1000)
        text, right = next(iter(load.expected.items()))
        body = json.dumps({"text": text}).encode()
        calls, jobs = Calls([service], load), []
        path = "/v2/models/sentiment/infer"
        clients = [
            ask(service.port, load, lambda: request("/predict", body), lambda a: a[2] == right),
            ask(service.port, load, lambda: request(path, TENSORS), lambda a: " 200 " in a[0]),
            ask(service.port, load, lambda: request("/metrics"), lambda a: " 200 " in a[0]),
            submit(service.port, load, jobs),
            calls.client(),
        ]
        tasks = [asyncio.create_task(client) for client in clients]
        memory = await watch(
            {"server": service.process.pid, "worker": worker.pid}, options)
        load.running = False
        await asyncio.wait_for(asyncio.gather(*tasks), 30)
        print(
            f"{load.requests} requests, {calls.calls} calls, {len(jobs)} jobs, "
            f"{load.failed} failures in {options.minutes:g} minutes")
        grew = False
        for name, (first, most, last) in memory.items():
            growth = (most - first) / first * 100
            grew = grew or growth > 5
            print(f"{name}: {first} KB after {options.warm_up:g} minutes, at most {most}, "
                  f"at the end {last}: {growth:+.1f}%")
        return load.failed or grew
    finally:
        poll.cancel()
        await service.stop()
        if worker:
            worker.terminate()
            worker.wait()
        redis.terminate()
        collector.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--server", required=True, help="the release build of inference-server")
    parser.add_argument("--worker", required=True, help="that of inference-worker")
    parser.add_argument("--models", default=str(HERE.parent / "models"), help="MODEL_DIR")
    parser.add_argument("--minutes", type=float, default=30, help="how long (30)")
    parser.add_argument("--warm-up", type=float, default=5, help="how many of them first (5)")
    parser.add_argument("--pause", type=float, default=20, help="ms between two of a client (20)")
    parser.add_argument("--port", type=int, default=18400, help="first of twelve free ones (18400)")
    options = parser.parse_args()
    options.drain = 1
    directory = tempfile.mkdtemp(prefix="steady-")
    failed = asyncio.run(soak(options, directory))
    print(f"logs: {directory}")
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
