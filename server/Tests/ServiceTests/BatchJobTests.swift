import Glibc
import RedisServer
import Testing

/// Jobs go into the server, wait in Redis, and are predicted by the worker.
@Suite(
  .serialized, .enabled(if: RedisServer.isInstalled, "redis-server is not installed"))
struct BatchJobTests {
  private let redis: RedisServer
  private let server: Service

  init() async throws {
    redis = try RedisServer()
    server = try await Service.ready("sentiment", Self.variables(redis))
  }

  private static func variables(_ redis: RedisServer) -> [String: String] {
    [
      "REDIS_HOST": "127.0.0.1", "REDIS_PORT": "\(redis.port)",
      "REDIS_PASSWORD": RedisServer.password,
    ]
  }

  private func worker(_ more: [String: String] = [:]) throws -> Service {
    let variables = [
      "PORT": "0", "MODEL_DIR": ModelFolder.original, "MODEL_NAME": "sentiment",
      "POD_NAME": "worker-1", "GRACE_PERIOD_SECONDS": "20",
    ]
    return try Service(
      "inference-worker",
      environment: variables.merging(Self.variables(redis)) { $1 }.merging(more) { $1 })
  }

  /// What `/jobs` answers.
  private struct Job: Decodable {
    var id: String
    var status: String
    var attempts: Int?
    var submitted_at: String?
    var finished_at: String?
    var reason: String?
    var result: Predictions?
  }

  /// What `GET /jobs` answers.
  private struct JobList: Decodable {
    var jobs: [Job]
  }

  private func submit(_ body: String, _ headers: [String: String] = [:]) async throws -> Job {
    let reply = try await server.post("/jobs", body, headers)
    #expect(reply.status == 202)
    let job = try reply.json(Job.self)
    #expect(reply["Location"] == "/jobs/\(job.id)")
    return job
  }

  private func job(_ identifier: String) async throws -> Job {
    try await server.get("/jobs/\(identifier)").json(Job.self)
  }

  /// Waits until a job is in one of some states.
  @discardableResult
  private func job(_ identifier: String, is states: String...) async throws -> Job {
    let port = try await server.port
    return try await eventually("the job \(identifier) is \(states)") {
      let connection = try HTTPConnection(port: port)
      try connection.send("GET", "/jobs/\(identifier)")
      let job = try connection.reply().json(Job.self)
      return states.contains(job.status) ? job : nil
    }
  }

  private func done(_ identifier: String) async throws -> Job {
    try await job(identifier, is: "succeeded", "failed")
  }

  @Test func `a job gives what a request gives`() async throws {
    let texts = #"{"texts": ["\#(praise)", "worst movie ever", "so so"]}"#
    let submitted = try await submit(texts)
    #expect(submitted.status == "queued")
    #expect(try await job(submitted.id).status == "queued")
    let worker = try worker()
    let finished = try await done(submitted.id)
    #expect(finished.status == "succeeded")
    #expect(finished.attempts == 1)
    #expect(finished.finished_at != nil)
    let expected = try await server.post("/predict", texts).json(Predictions.self)
    #expect(expected.predictions.count == 3)
    #expect(finished.result == expected)
    #expect(try await worker.get("/metrics").text.contains("jobs_total{outcome=\"succeeded\"} 1"))
    for service in [worker, server] { #expect(try !service.output.contains("fantastic")) }
  }

  @Test func `a job may have more rows than a request`() async throws {
    let rows = 100
    let texts = Array(repeating: #""fine""#, count: rows).joined(separator: ", ")
    #expect(try await server.post("/predict", #"{"texts": [\#(texts)]}"#).status == 400)
    let submitted = try await submit(#"{"texts": [\#(texts)]}"#)
    let worker = try worker(["MAX_BATCH_SIZE": "7"])
    #expect(try await done(submitted.id).result?.predictions.count == rows)
    withExtendedLifetime(worker) {}
  }

  @Test(arguments: [SIGTERM, SIGKILL])
  func `a job of a worker that goes away is not lost`(_ signal: Int32) async throws {
    let rows = 10_000
    let texts = (0..<rows).map { #""fine \#($0)""# }.joined(separator: ", ")
    let submitted = try await submit(#"{"texts": [\#(texts)]}"#)
    let first = try worker(["JOBS_CLAIM_IDLE_SECONDS": "1"])
    try await job(submitted.id, is: "running", "succeeded")
    first.send(signal)
    #expect(try await first.exitStatus() == (signal == SIGTERM ? 0 : 128 + SIGKILL))
    let second = try worker(["POD_NAME": "worker-2", "JOBS_CLAIM_IDLE_SECONDS": "1"])
    let finished = try await done(submitted.id)
    #expect(finished.status == "succeeded")
    #expect(finished.result?.predictions.count == rows)
    withExtendedLifetime(second) {}
  }

  @Test func `a malformed job is refused, and an unknown one is not found`() async throws {
    for body in ["{", "{}", #"{"text": 5}"#, ""] {
      #expect(try await server.post("/jobs", body).status == 400)
    }
    #expect(try await server.get("/jobs/unknown").status == 404)
    #expect(try await server.get("/jobs/a%20b").status == 404)
    #expect(try await server.ask("DELETE", "/jobs/unknown").status == 404)
    #expect(try await server.ask("POST", "/jobs/unknown/requeue").status == 404)
    #expect(try await server.ask("DELETE", "/jobs").status == 405)
    let strange = try await server.post("/jobs", praising, ["Idempotency-Key": "a b"])
    #expect(strange.status == 400)
    #expect(try strange.json(Refusal.self).error.path == "Idempotency-Key")
  }

  @Test func `a job that is sent twice under one key is one job`() async throws {
    let first = try await submit(praising, ["Idempotency-Key": "order-66"])
    #expect(first.id == "order-66")
    #expect(try await submit(praising, ["Idempotency-Key": "order-66"]).id == first.id)
    let worker = try worker()
    #expect(try await done("order-66").status == "succeeded")
    #expect(try await submit(praising, ["Idempotency-Key": "order-66"]).id == first.id)
    let last = try await submit(praising)
    #expect(last.id != first.id)
    // Jobs are taken in their order: what came before the last one is done.
    #expect(try await done(last.id).status == "succeeded")
    #expect(try await worker.get("/metrics").text.contains("jobs_total{outcome=\"succeeded\"} 2"))
    #expect(try await job("order-66").attempts == 1)
  }

  @Test func `a known key with another body is refused, and the status is that of the job`()
    async throws
  {
    _ = try await submit(praising, ["Idempotency-Key": "order-66"])
    let other = try await server.post(
      "/jobs", #"{"text": "other"}"#, ["Idempotency-Key": "order-66"])
    #expect(other.status == 422)
    #expect(try other.json(Refusal.self).error.code == "idempotency_key_reused")
    let worker = try worker(["JOBS_AT_ONCE": "3"])
    #expect(try await done("order-66").status == "succeeded")
    #expect(try await submit(praising, ["Idempotency-Key": "order-66"]).status == "succeeded")
    withExtendedLifetime(worker) {}
  }

  @Test func `jobs are listed, cancelled, and those of another key are not seen`() async throws {
    let files = try ScratchDirectory()
    try files.write("ann\nbob\n", to: "keys")
    let server = try await Service.ready(
      "sentiment",
      Self.variables(redis).merging(["API_KEYS_FILE": "\(files.path)/keys"]) { $1 })
    let (ann, bob) = (["X-API-Key": "ann"], ["X-API-Key": "bob"])
    func jobs(_ key: [String: String]) async throws -> [Job] {
      let reply = try await server.get("/jobs", key)
      return try reply.json(JobList.self).jobs
    }
    let job = try await server.post("/jobs", praising, ann).json(Job.self)
    #expect(try await server.get("/jobs").status == 401)
    #expect(try await jobs(ann).map(\.id) == [job.id])
    #expect(try await jobs(bob).isEmpty)
    #expect(try await server.get("/jobs/\(job.id)", bob).status == 404)
    #expect(try await server.ask("DELETE", "/jobs/\(job.id)", bob).status == 404)
    let cancelled = try await server.ask("DELETE", "/jobs/\(job.id)", ann)
    #expect(cancelled.status == 200)
    #expect(try cancelled.json(Job.self).status == "cancelled")
    #expect(try await jobs(ann).map(\.status) == ["cancelled"])
    #expect(try await server.ask("POST", "/jobs/\(job.id)/requeue", ann).status == 409)
    try await server.log("request", isThere: 7)
  }

  @Test func `a job whose result would be too long is refused when it is submitted`() async throws {
    let server = try await Service.ready(
      "sentiment", Self.variables(redis).merging(["MAX_BODY_BYTES": "10485760"]) { $1 })
    let texts = Array(repeating: #""""#, count: 200_000).joined(separator: ",")
    let refused = try await server.post("/jobs", #"{"texts": [\#(texts)]}"#)
    #expect(refused.status == 400)
    #expect(try refused.reason.hasSuffix(" rows in a request"))
  }

  @Test func `a worker is alive and ready, takes no requests, and stops when it is told`()
    async throws
  {
    let worker = try worker()
    try await worker.readiness(200)
    #expect(try await worker.get("/healthz").status == 200)
    #expect(try await worker.post("/predict", praising).status == 404)
    #expect(try await worker.post("/jobs", praising).status == 404)
    worker.send(SIGTERM)
    #expect(try await worker.exitStatus() == 0)
    #expect(try worker.log("stopped").count == 1)
    // What comes now waits for the next one.
    let submitted = try await submit(praising)
    let next = try self.worker(["POD_NAME": "worker-2"])
    #expect(try await done(submitted.id).status == "succeeded")
    withExtendedLifetime(next) {}
  }

  @Test func `a worker is ready while it can do something for jobs`() async throws {
    let worker = try worker()
    try await worker.readiness(200)
    redis.stop()
    let reply = try await worker.readiness(503)
    #expect(try reply.reason == "Redis does not do what it is asked")
    #expect(try await worker.get("/healthz").status == 200)
    try redis.start()
    try await worker.readiness(200)
  }

  @Test func `a Redis that hangs keeps no request longer than requests may take`() async throws {
    let hasty = try await Service.ready(
      "sentiment", Self.variables(redis).merging(["REQUEST_TIMEOUT_MS": "300"]) { $1 })
    #expect(try await hasty.post("/jobs", praising).status == 202)
    redis.hang()
    let start = ContinuousClock.now
    let refused = try await hasty.post("/jobs", praising)
    #expect(refused.status == 503)
    #expect(try refused.reason == "the queue is not available")
    // On its own Redis is waited for longer.
    #expect(start.duration(to: .now) < .seconds(4))
  }

  @Test func `without Redis predictions are made and jobs are refused`() async throws {
    redis.stop()
    let refused = try await server.post("/jobs", praising)
    #expect(refused.status == 503)
    #expect(refused["Retry-After"] == "5")
    // Where Redis is, is for the log.
    #expect(try refused.reason == "the queue is not available")
    try await server.logged("request") { $0.reason?.contains("refused") == true }
    #expect(try await server.get("/readyz").status == 200)
    #expect(try await server.post("/predict", praising).status == 200)
    try redis.start()
    let port = try await server.port
    try await eventually("jobs are taken again") {
      let connection = try HTTPConnection(port: port)
      try connection.send("POST", "/jobs", [:], Array(praising.utf8))
      return try connection.reply().status == 202
    }
  }
}
