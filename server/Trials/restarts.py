#!/usr/bin/env python3
"""Shows that no request fails while the instances of a service are restarted in turn under load.

    Trials/restarts.py --server .build/release/inference-server

Two instances stand behind a balancer that does what a cluster does: it asks both whether they are
ready, sends requests only to those that are, and keeps connections to them for the next request. It
never sends a request twice, so that one that is lost is seen. In each round one instance is stopped
with SIGTERM, must end with 0, and is started again; the other one reloads its model on SIGHUP
meanwhile. Also, a request whose body is half sent at the SIGTERM and whole only when the drain is
over must be answered. With --calls, clients of gRPC call at the same time, each through a channel that
knows both instances and asks for their health, and tries nothing twice; that needs tritonclient[grpc]. The
exit code is 1 if anything failed.
"""

import argparse
import asyncio
import itertools
import json
import os
import random
import signal
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
TEXTS = {
    "This movie was fantastic!": "positive",
    "I loved every minute of it, wonderful": "positive",
    "Terrible plot and awful acting": "negative",
    "The worst film of the year, boring and bad": "negative",
}


async def read_message(reader):
    """A request's or answer's first line, headers and body; None where the other end has closed."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        if error.partial:
            raise
        return None
    first, *lines = head.decode("latin-1").strip().split("\r\n")
    pairs = (line.split(":", 1) for line in lines)
    headers = {name.lower(): value.strip() for name, value in pairs}
    return first, headers, await reader.readexactly(int(headers.get("content-length", 0)))


def request(path, body=None):
    method = "GET" if body is None else "POST"
    head = f"{method} {path} HTTP/1.1\r\nHost: service\r\n"
    if body is None:
        return f"{head}\r\n".encode()
    kind = "Content-Type: application/json\r\n"
    return f"{head}{kind}Content-Length: {len(body)}\r\n\r\n".encode() + body


class Instance:
    """One process of the service, and the balancer's idle connections to it."""

    def __init__(self, options, port, log):
        self.options, self.port, self.log = options, port, log
        self.grpc_port = port + 2
        self.process, self.ready, self.idle = None, False, []
        self.starts = self.reloads = 0

    async def start(self):
        self.process = await asyncio.create_subprocess_exec(
            self.options.server, stdout=self.log, stderr=self.log,
            env={**os.environ, "MODEL_DIR": self.options.models, "MODEL_NAME": "sentiment",
                 "PORT": str(self.port), "GRPC_PORT": str(self.grpc_port),
                 "GRACE_PERIOD_SECONDS": "10",
                 "DRAIN_DELAY_SECONDS": str(self.options.drain)})  # fmt: skip
        self.starts += 1

    async def wait_until(self, ready):
        async with asyncio.timeout(30):
            while self.ready != ready:
                await asyncio.sleep(0.02)

    async def poll(self):
        """Asks whether it is ready, each time on a new connection as a kubelet does."""
        while True:
            try:
                async with asyncio.timeout(1):
                    answer = await self.exchange(await self.connect(), request("/readyz"), False)
                    self.ready = " 200 " in answer[0]
            except (OSError, EOFError, TimeoutError):
                self.ready = False
            await asyncio.sleep(0.2)

    async def stop(self):
        if self.process and self.process.returncode is None:
            self.process.terminate()
            await self.process.wait()

    async def connect(self):
        return await asyncio.open_connection("127.0.0.1", self.port)

    async def exchange(self, connection, data, keep=True):
        """Sends a request once; the connection is kept unless the answer says that it is closed."""
        reader, writer = connection
        try:
            writer.write(data)
            await writer.drain()
            answer = await read_message(reader)
            if answer is None:
                raise EOFError("closed without an answer")
            keep = keep and answer[1].get("connection", "").lower() != "close"
        except BaseException:
            keep = False
            raise
        finally:
            if keep:
                self.idle.append(connection)
            else:
                writer.close()
        return answer

    async def forward(self, data):
        while self.idle:
            connection = self.idle.pop()
            # One that was closed while it was idle has carried no request: none is lost with it.
            if not connection[0].at_eof() and not connection[1].is_closing():
                return await self.exchange(connection, data)
            connection[1].close()
        return await self.exchange(await self.connect(), data)


class Balancer:
    def __init__(self, instances):
        self.instances, self.turns = instances, itertools.count()

    async def serve(self, reader, writer):
        """Answers a client's requests, with 502 and the reason where an instance gave no answer."""
        while message := await read_message(reader):
            path = message[0].split()[1]
            try:
                status, body = await self.answer(request(path, message[2]))
            except (OSError, EOFError) as error:
                status, body = "502", json.dumps({"error": repr(error)}).encode()
            head = f"HTTP/1.1 {status} -\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(head.encode() + body)
            await writer.drain()
        writer.close()

    async def answer(self, data):
        ready = [instance for instance in self.instances if instance.ready]
        if not ready:
            return "503", b"no instance is ready"
        instance = ready[next(self.turns) % len(ready)]
        first, _, body = await instance.forward(data)
        return first.split()[1], body


class Load:
    """Clients that ask all the time and know the right answers."""

    def __init__(self, expected, pause):
        self.expected, self.pause = expected, pause
        self.requests, self.failed, self.running = 0, 0, True

    async def client(self, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while self.running:
            text, expected = random.choice(list(self.expected.items()))
            writer.write(request("/predict", json.dumps({"text": text}).encode()))
            first, _, body = await read_message(reader)
            self.requests += 1
            if first.split()[1] != "200" or body != expected:
                self.fail(f"{first.split()[1]} {body.decode()[:200]}")
            await asyncio.sleep(random.uniform(0, 2 * self.pause))
        writer.close()
        await writer.wait_closed()

    def fail(self, reason):
        self.failed += 1
        print(f"{time.strftime('%H:%M:%S')} FAILED {reason}", flush=True)


class Calls:
    """Clients of gRPC that call all the time and know the right answer."""

    def __init__(self, instances, load):
        # Only whoever asks for calls needs the packages.
        import grpc
        import tritonclient.grpc

        self.grpc, self.messages, self.load = grpc, tritonclient.grpc.service_pb2, load
        self.address = "ipv4:" + ",".join(f"127.0.0.1:{one.grpc_port}" for one in instances)
        self.calls, self.expected = 0, None

    def channel(self):
        config = {
            "loadBalancingConfig": [{"round_robin": {}}],
            "healthCheckConfig": {"serviceName": ""},
        }
        options = [
            ("grpc.service_config", json.dumps(config)), ("grpc.enable_retries", 0),
            ("grpc.initial_reconnect_backoff_ms", 100), ("grpc.max_reconnect_backoff_ms", 500),
            ("grpc.use_local_subchannel_pool", 1),
        ]  # fmt: skip
        return self.grpc.aio.insecure_channel(self.address, options=options)

    def question(self):
        text = self.messages.ModelInferRequest.InferInputTensor(
            name="text", datatype="BYTES", shape=[1])
        text.contents.bytes_contents.append(next(iter(TEXTS)).encode())
        return self.messages.ModelInferRequest(model_name="sentiment", inputs=[text])

    async def client(self):
        async with self.channel() as channel:
            infer = channel.unary_unary(
                "/inference.GRPCInferenceService/ModelInfer",
                request_serializer=self.messages.ModelInferRequest.SerializeToString,
                response_deserializer=self.messages.ModelInferResponse.FromString)
            question = self.question()
            await infer(question, wait_for_ready=True)
            while self.load.running:
                self.calls += 1
                try:
                    answer = await infer(question, timeout=5)
                    self.expected = self.expected or answer
                    if answer != self.expected:
                        self.load.fail(f"call: another answer {answer}")
                except self.grpc.RpcError as error:
                    self.load.fail(f"call: {error.code()} {error.details()}")
                await asyncio.sleep(random.uniform(0, 2 * self.load.pause))


async def known_answers(instance):
    answers = {}
    for text, label in TEXTS.items():
        body = json.dumps({"text": text}).encode()
        first, _, answer = await instance.exchange(
            await instance.connect(), request("/predict", body))
        if " 200 " not in first or json.loads(answer)["predictions"][0]["label"] != label:
            raise SystemExit(f"{text!r} is not {label}: {first} {answer}")
        answers[text] = answer
    return answers


async def slow_request(instance, load, seconds):
    """Sends half a body now and the rest when the instance no longer accepts new connections."""
    reader, writer = await instance.connect()
    text = next(iter(load.expected))
    data = request("/predict", json.dumps({"text": text}).encode())
    writer.write(data[:-10])
    try:
        await asyncio.sleep(seconds)
        writer.write(data[-10:])
        answer = await read_message(reader)
    except (OSError, EOFError) as error:
        answer = (repr(error), {}, b"")
    writer.close()
    load.requests += 1
    if answer is None or answer[2] != load.expected[text]:
        load.fail(f"slow request: {answer}")


async def restart(instance, other, load, drain, settle):
    """Stops and starts an instance; gives how long it was until it was ready again."""
    slow = asyncio.create_task(slow_request(instance, load, drain + 0.7))
    await asyncio.sleep(random.uniform(0.1, 0.4))
    start = time.monotonic()
    instance.process.send_signal(signal.SIGTERM)
    await asyncio.sleep(random.uniform(0, drain))
    other.process.send_signal(signal.SIGHUP)
    other.reloads += 1
    code = await asyncio.wait_for(instance.process.wait(), drain + 15)
    if code != 0:
        load.fail(f"port {instance.port}: exit code {code}")
    await slow
    await instance.wait_until(ready=False)
    await instance.start()
    await instance.wait_until(ready=True)
    took = time.monotonic() - start
    # As a rollout's minReadySeconds: clients that know both by name must have found the new one before
    # the old one goes.
    await asyncio.sleep(settle)
    return took


def check_logs(instances, load):
    """Each start and each SIGHUP must have loaded the model; complaints are shown."""
    for instance in instances:
        events = Path(instance.log.name).read_text().splitlines()
        loads = sum('"model loaded"' in line for line in events)
        if loads != (due := instance.starts + instance.reloads):
            load.fail(f"{instance.log.name}: {loads} loads, not {due}")
        for line in events:
            if '"level":"INFO"' not in line and '"event":"stopped"' not in line:
                print(f"port {instance.port} logged {line}")


async def soak(options, instances):
    for instance in instances:
        await instance.start()
        await instance.wait_until(ready=True)
    load = Load(await known_answers(instances[0]), options.pause / 1000)
    balancer = await asyncio.start_server(Balancer(instances).serve, "127.0.0.1", 0)
    front = balancer.sockets[0].getsockname()[1]
    clients = [asyncio.create_task(load.client(front)) for _ in range(options.connections)]
    calls = Calls(instances, load) if options.calls else None
    clients += [asyncio.create_task(calls.client()) for _ in range(options.calls)]
    longest = 0
    for number in range(options.restarts):
        one, other = instances[number % 2], instances[1 - number % 2]
        longest = max(longest, await restart(one, other, load, options.drain, options.settle))
    load.running = False
    await asyncio.gather(*clients)
    balancer.close()
    check_logs(instances, load)
    reloads = sum(instance.reloads for instance in instances)
    print(
        f"{options.restarts} restarts, {reloads} reloads, longest restart {longest:.1f} s: "
        f"{load.requests} requests, {calls.calls if calls else 0} calls, {load.failed} failures")
    return load.failed


async def run(options, directory):
    instances = []
    for port in (options.port, options.port + 1):
        log = open(Path(directory) / f"{port}.log", "w")
        instances.append(Instance(options, port, log))
    polls = [asyncio.create_task(instance.poll()) for instance in instances]
    try:
        return await soak(options, instances)
    finally:
        for poll in polls:
            poll.cancel()
        for instance in instances:
            await instance.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--server", required=True, help="the release build of inference-server")
    parser.add_argument("--models", default=str(HERE.parent / "models"), help="its MODEL_DIR")
    parser.add_argument("--restarts", type=int, default=20, help="of both together (20)")
    parser.add_argument("--connections", type=int, default=8, help="that ask all the time (8)")
    parser.add_argument("--calls", type=int, default=0, help="clients that call by gRPC (0)")
    parser.add_argument("--pause", type=float, default=5, help="ms between two of a client (5)")
    parser.add_argument(
        "--drain", type=int, default=1, help="DRAIN_DELAY_SECONDS (1); with 0 requests do fail")
    parser.add_argument(
        "--settle", type=float, default=2, help="seconds from ready to the next restart (2)")
    parser.add_argument("--port", type=int, default=18300, help="first of four free ones (18300)")
    options = parser.parse_args()
    directory = tempfile.mkdtemp(prefix="restarts-")
    failed = asyncio.run(run(options, directory))
    print(f"logs: {directory}")
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
