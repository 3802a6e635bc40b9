#!/usr/bin/env python3
"""Shows that no batch job is lost or stored twice while workers are killed in the middle of jobs.

    Trials/workers.py --server .build/release/inference-server \\
        --worker .build/release/inference-worker --redis redis-server --restart-redis 5

Jobs are submitted all the time under keys of their own. Again and again one of two workers gets
SIGKILL a moment after a submission, when it may have a job in hand, and another under a new name
takes its place. Now and then a worker stands still, by SIGSTOP, until another has taken its job
over, and then goes on: both try to store a result. With --restart-redis Redis too is stopped, by
SIGTERM and SIGKILL in turn, and started on the same data. At the end the server must give for each
accepted job the right predictions.

That nothing happens twice is read from Redis' append-only file, which holds every write of the run
in order, those of the scripts included, and is never rewritten here. For each job it must have one
submission, one entry of the stream that is deleted again, one result, and no write to the job after
its result. The exit code is 1 if anything failed.
"""

import argparse
import collections
import json
import os
import random
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
STREAM, PASSWORD = "loan-jobs", "soak"
CHANGES = (b"HSET", b"HDEL", b"HINCRBY", b"DEL", b"UNLINK")
KNOWN = [
    {"seniority": 9, "time": 60, "age": 30, "expenses": 73, "income": 129, "assets": 0, "debt": 0,
     "amount": 800, "price": 846, "home": "rent", "marital": "married", "records": "no",
     "job": "freelance"},
    {"seniority": 0, "time": 36, "age": 24, "expenses": 45, "income": 60, "assets": 0, "debt": 500,
     "amount": 1500, "price": 1500, "home": "other", "marital": "single", "records": "yes",
     "job": "partime"},
    {"seniority": 25, "time": 24, "age": 51, "income": 300, "assets": 12000, "amount": 500,
     "home": "owner"},
]  # fmt: skip


class Problems:
    def __init__(self):
        self.count = 0

    def add(self, text):
        self.count += 1
        print(f"{time.strftime('%H:%M:%S')} FAILED {text}", flush=True)


class Processes:
    """Redis, the server and the workers; each writes to a log of its own."""

    def __init__(self, options, directory):
        self.options, self.directory, self.named = options, directory, 0
        self.redis, self.server, self.workers = None, None, []
        self.environment = {
            **os.environ, "MODEL_DIR": options.models, "MODEL_NAME": "loan-default",
            "REDIS_HOST": "127.0.0.1", "REDIS_PORT": str(options.port + 1),
            "REDIS_PASSWORD": PASSWORD, "JOBS_STREAM": STREAM, "JOBS_GROUP": "loan-workers",
            "JOBS_CLAIM_IDLE_SECONDS": "1", "JOBS_MAX_ATTEMPTS": "50",
            "MAX_BODY_BYTES": str(1 << 25)}  # fmt: skip

    def start(self, name, command, **environment):
        with open(self.directory / f"{name}.log", "a") as log:
            return subprocess.Popen(
                command, stdout=log, stderr=log, env={**self.environment, **environment})

    def start_redis(self):
        self.redis = self.start("redis", [
            self.options.redis, "--port", self.environment["REDIS_PORT"], "--bind", "127.0.0.1",
            "--requirepass", PASSWORD, "--dir", str(self.directory), "--save", "",
            "--appendonly", "yes", "--appendfsync", "always",
            # One file with all that was ever written.
            "--auto-aof-rewrite-percentage", "0"])  # fmt: skip
        wait_for(self.redis_answers, 120)

    def redis_answers(self):
        """Whether Redis is there and has read its data."""
        try:
            address = ("127.0.0.1", self.options.port + 1)
            with socket.create_connection(address, timeout=1) as connection:
                connection.sendall(f"AUTH {PASSWORD}\r\nPING\r\n".encode())
                replies = connection.makefile()
                return [replies.readline(), replies.readline()] == ["+OK\n", "+PONG\n"]
        except OSError:
            return False

    def start_server(self):
        self.server = self.start("server", [self.options.server], PORT=str(self.options.port))
        wait_for(lambda: self.ask("/readyz")[0] == 200, 30)

    def start_worker(self):
        self.named += 1
        name = f"worker-{self.named}"
        self.workers.append(self.start(name, [self.options.worker], POD_NAME=name, PORT="0"))

    def kill_worker(self):
        worker = self.workers.pop(random.randrange(len(self.workers)))
        ended = worker.poll()
        worker.kill()
        worker.wait()
        return ended

    def stall_worker(self):
        """Makes a worker stand still for longer than its job stays its own."""
        worker = random.choice(self.workers)
        worker.send_signal(signal.SIGSTOP)
        time.sleep(random.uniform(1.2, 1.8))
        worker.send_signal(signal.SIGCONT)

    def refused_results(self):
        """How many results came when there was one already, by the logs."""
        logs = [path.read_text() for path in self.directory.glob("worker-*.log")]
        return sum(log.count('"event":"a result was not stored') for log in logs)

    def restart_redis(self, hard):
        self.redis.kill() if hard else self.redis.terminate()
        self.redis.wait()
        time.sleep(random.uniform(0, 2))
        self.start_redis()

    def ask(self, path, body=None, key=""):
        """The status and value of an answer; status 0 where there is none."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.options.port}{path}", body, {"Idempotency-Key": key})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)
        except OSError as error:
            return 0, repr(error)

    def stop(self):
        """Stops what runs, Redis last; gives the exit codes."""
        running = [process for process in [*self.workers, self.server, self.redis] if process]
        for process in running:
            process.terminate()
            process.wait()
        return [process.returncode for process in running]


def wait_for(condition, seconds):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"not so within {seconds} s")
        time.sleep(0.02)


class Submitter(threading.Thread):
    """Submits jobs at a steady rate, each until it is accepted."""

    def __init__(self, processes, problems, options):
        super().__init__(daemon=True)
        self.processes, self.problems, self.options = processes, problems, options
        self.accepted, self.refused, self.running = {}, 0, True
        self.submitted = threading.Event()

    def run(self):
        number = 0
        while self.running:
            number += 1
            # Jobs of different lengths, so that no result can pass for another.
            rows = self.options.rows + number
            body = json.dumps({"instances": [KNOWN[i % len(KNOWN)] for i in range(rows)]}).encode()
            if self.submit(f"job-{number}", body):
                self.accepted[f"job-{number}"] = rows
                self.submitted.set()
            time.sleep(random.uniform(0, 2 / self.options.rate))

    def submit(self, key, body):
        end = time.monotonic() + 120
        while time.monotonic() < end:
            status, value = self.processes.ask("/jobs", body, key)
            if status == 202:
                return True
            self.refused += 1
            if status != 503 or not self.options.restart_redis:
                self.problems.add(f"submission of {key}: {status} {value}")
            time.sleep(0.2)
        self.problems.add(f"{key} was never accepted")
        return False


def disturb(processes, submitter, options):
    """Does all the harm, evenly spread; gives how many workers had ended by themselves."""
    stalls, restarts, ended = 0, 0, 0
    for number in range(1, options.kills + 1):
        if stalls < options.stalls * number // options.kills:
            await_submission(submitter)
            processes.stall_worker()
            stalls += 1
        await_submission(submitter)
        if processes.kill_worker() is not None:
            ended += 1
        processes.start_worker()
        if restarts < options.restart_redis * number // options.kills:
            processes.restart_redis(hard=restarts % 2 == 1)
            restarts += 1
    return ended


def await_submission(submitter):
    """Waits for a random moment after a submission, when there is something to lose."""
    time.sleep(random.uniform(0.2, 1))
    submitter.submitted.clear()
    submitter.submitted.wait(120)
    time.sleep(random.uniform(0, 0.3))


def check_answers(processes, accepted, problems):
    """Waits for each job and compares its predictions with those of /predict."""
    answer = processes.ask("/predict", json.dumps({"instances": KNOWN}).encode())[1]
    known = answer["predictions"]
    if len({json.dumps(prediction) for prediction in known}) != len(KNOWN):
        problems.add(f"the known rows do not differ: {known}")
    attempts, end = {}, time.monotonic() + 120
    for key, rows in accepted.items():
        while True:
            status, job = processes.ask(f"/jobs/{key}")
            if status == 200 and job["status"] in ("succeeded", "failed"):
                break
            if status not in (200, 503) or time.monotonic() > end:
                break
            time.sleep(0.1)
        result = job.pop("result", {}) if status == 200 else {}
        expected = [known[i % len(known)] for i in range(rows)]
        if status != 200 or job["status"] != "succeeded":
            problems.add(f"{key}: {status} {job}")
        elif result["predictions"] != expected:
            problems.add(f"{key}: wrong predictions, {len(result['predictions'])} for {rows} rows")
        attempts[key] = job.get("attempts", 0)
    return attempts


def commands(path):
    """The commands of an append-only file."""
    with open(path, "rb") as file:
        while line := file.readline():
            yield [file.read(int(file.readline()[1:]) + 2)[:-2] for _ in range(int(line[1:]))]


def check_writes(path, accepted, attempts, problems):
    """Looks at every write that was made; gives how many results were stored."""
    prefix = f"{STREAM}:job:".encode()
    counts = collections.defaultdict(collections.Counter)
    entries, results = {}, 0
    for name, *words in commands(path):
        name = name.upper()
        if name in CHANGES and words[0].startswith(prefix):
            key = words[0].removeprefix(prefix).decode()
            fields = dict(zip(words[1::2], words[2::2])) if name == b"HSET" else {}
            if counts[key]["finished"]:
                problems.add(f"{key}: {name.decode()} {sorted(fields)} after its result")
            # The last attempt's number; no attempt is given back unless a worker is stopped.
            counts[key]["attempts"] = int(fields.get(b"attempts", counts[key]["attempts"]))
            counts[key].update(field.decode() for field in fields if field != b"attempts")
            results += b"result" in fields
        elif name == b"XADD" and words[0] == STREAM.encode():
            entries[words[1]] = words[-1].decode()
            counts[words[-1].decode()]["queued"] += 1
        elif name == b"XDEL" and words[0] == STREAM.encode():
            for entry in words[1:]:
                counts[entries[entry]]["deleted"] += 1
    for key in accepted:
        for what in ("submitted", "queued", "result", "finished", "deleted"):
            if counts[key][what] != 1:
                problems.add(f"{key}: {what} {counts[key][what]} times")
        if counts[key]["attempts"] != attempts[key]:
            problems.add(f"{key}: {attempts[key]} attempts, but {counts[key]['attempts']} written")
    for key in counts.keys() - accepted.keys():
        problems.add(f"{key} was written, but not accepted")
    return results


def soak(processes, options):
    problems = Problems()
    processes.start_redis()
    processes.start_server()
    for _ in range(2):
        processes.start_worker()
    submitter = Submitter(processes, problems, options)
    submitter.start()
    if ended := disturb(processes, submitter, options):
        problems.add(f"{ended} workers had ended before they were killed")
    submitter.running = False
    submitter.join()
    attempts = check_answers(processes, submitter.accepted, problems)
    if any(codes := processes.stop()):
        problems.add(f"exit codes {codes}")
    file = processes.directory / "appendonlydir/appendonly.aof.1.incr.aof"
    results = check_writes(file, submitter.accepted, attempts, problems)
    again = [count for count in attempts.values() if count > 1]
    print(
        f"{len(attempts)} jobs accepted, {submitter.refused} submissions refused; {options.kills} "
        f"workers killed, {options.stalls} stalled, Redis restarted {options.restart_redis} times; "
        f"{len(again)} jobs with more than one attempt, at most {max(attempts.values())}; "
        f"{results} results stored, {processes.refused_results()} refused; "
        f"{problems.count} failures")
    return problems.count


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--server", required=True, help="the release build of inference-server")
    parser.add_argument("--worker", required=True, help="the release build of inference-worker")
    parser.add_argument("--redis", default="redis-server", help="Redis 7 (redis-server)")
    parser.add_argument("--models", default=str(HERE.parent / "models"), help="their MODEL_DIR")
    parser.add_argument("--kills", type=int, default=50, help="of workers (50)")
    parser.add_argument("--stalls", type=int, default=10, help="of workers, meanwhile (10)")
    parser.add_argument("--restart-redis", type=int, default=0, help="how often, meanwhile (0)")
    parser.add_argument("--rows", type=int, default=20000, help="of a job, at least (20000)")
    parser.add_argument("--rate", type=float, default=2, help="jobs a second, about (2)")
    parser.add_argument("--port", type=int, default=18310, help="first of two free ones (18310)")
    options = parser.parse_args()
    directory = Path(tempfile.mkdtemp(prefix="workers-"))
    print(f"logs and data: {directory}", flush=True)
    processes = Processes(options, directory)
    try:
        failures = soak(processes, options)
    finally:
        processes.stop()
    raise SystemExit(1 if failures else 0)


if __name__ == "__main__":
    main()
