import Crypto
import Inference
import JSONText
package import Jobs
import Telemetry
import Tracing

/// Takes batch jobs over HTTP and tells how far they are, to whom they belong.
package struct JobDesk: Sendable {
  private let queue: JobQueue

  package init(_ queue: JobQueue) { self.queue = queue }

  /// Answers a request about jobs.
  ///
  /// - Parameters:
  ///   - owner: whose jobs are meant; nil where no keys tell clients apart.
  ///   - served: the model that a job which is submitted is for.
  func answer(
    _ question: HTTPQuestion, at route: Route, of owner: String?, with served: ModelHost.Served?
  ) async throws(HTTPFailure) -> HTTPAnswer {
    switch (route, question.method) {
    case (.jobs, "POST"):
      guard let served else { throw .notFound }
      return try await submit(question, of: owner, to: served)
    case (.jobs, _): return try await list(of: owner)
    case (.job(let identifier), "DELETE"): return try await cancel(identifier, of: owner)
    case (.job(let identifier), _): return try await status(of: identifier, owner)
    case (.jobRequeue(let identifier), _): return try await requeue(identifier, of: owner)
    default: throw .notFound
    }
  }

  /// Queues the body of a request to predict, once it is known to be well-formed.
  ///
  /// A job that is sent again under the same `Idempotency-Key` is the same job.
  private func submit(
    _ question: HTTPQuestion, of owner: String?, to served: ModelHost.Served
  ) async throws(HTTPFailure) -> HTTPAnswer {
    _ = try served.reader.readJob(
      question.body, for: served.manifest, served.signature, as: question.mediaType)
    let identifier = question.headers.idempotencyKey ?? Self.newIdentifier()
    let digest = SHA256.hash(data: question.body).description
    let state = try await asking(isNew: true) { () throws(JobError) in
      try await queue.submit(
        id: identifier, owner: owner, payload: question.body, digest: digest,
        traceparent: question.span?.context.traceparent ?? "")
    }
    return queued(identifier, state)
  }

  private func queued(_ identifier: String, _ state: JobStatus.State) -> HTTPAnswer {
    var answer = HTTPAnswer.json(202) { json in
      json.object { json in
        json.field("id", identifier)
        json.field("status", state.rawValue)
      }
    }
    answer.headers["Location"] = "/jobs/\(identifier)"
    return answer
  }

  private func list(of owner: String?) async throws(HTTPFailure) -> HTTPAnswer {
    let jobs = try await asking { () throws(JobError) in
      try await queue.list(owner: owner, atMost: mostListed)
    }
    return .json { json in
      json.object { json in
        json.key("jobs")
        json.array { json in
          for job in jobs {
            json.object { json in
              json.field("id", job.id)
              json.field("status", job.state.rawValue)
              json.field("submitted_at", moment(job.submitted))
            }
          }
        }
      }
    }
  }

  private func cancel(
    _ identifier: String, of owner: String?
  ) async throws(HTTPFailure) -> HTTPAnswer {
    let state = try await asking { () throws(JobError) in
      try await queue.cancel(identifier, owner: owner)
    }
    guard let state else { throw .noSuchJob }
    guard state == .cancelled else {
      throw HTTPFailure(
        status: 409, code: "conflict", message: "the job has ended already: \(state.rawValue)")
    }
    return .json { json in
      json.object { json in
        json.field("id", identifier)
        json.field("status", state.rawValue)
      }
    }
  }

  private func requeue(
    _ identifier: String, of owner: String?
  ) async throws(HTTPFailure) -> HTTPAnswer {
    let isKnown = try await asking { () throws(JobError) in
      try await queue.requeue(identifier, owner: owner)
    }
    guard isKnown else { throw .noSuchJob }
    return queued(identifier, .queued)
  }

  private func status(
    of identifier: String, _ owner: String?
  ) async throws(HTTPFailure) -> HTTPAnswer {
    let found = try await asking { () throws(JobError) in
      try await queue.status(identifier, owner: owner)
    }
    guard let status = found else { throw .noSuchJob }
    return .json { json in
      json.object { json in
        json.field("id", identifier)
        json.field("status", status.state.rawValue)
        json.field("attempts", status.attempts)
        json.field("submitted_at", moment(status.submitted))
        if let started = status.started { json.field("started_at", moment(started)) }
        if let finished = status.finished { json.field("finished_at", moment(finished)) }
        if let reason = status.reason { json.field("reason", reason) }
        if let result = status.result {
          json.key("result")
          json.value(written: result)
        }
      }
    }
  }

  /// Asks the queue, of which a failure is an answer.
  ///
  /// - Parameter isNew: whether the identifier is the client's choice; one of a path that cannot be one
  ///   is of no job.
  private func asking<Result>(
    isNew: Bool = false, _ ask: () async throws(JobError) -> Result
  ) async throws(HTTPFailure) -> Result {
    do throws(JobError) {
      return try await ask()
    } catch {
      throw error == .invalidIdentifier && !isNew ? .noSuchJob : HTTPFailure(error)
    }
  }

  /// A name that nobody can guess, since whoever knows it may ask for the job.
  private static func newIdentifier() -> String {
    var random = SystemRandomNumberGenerator()
    return hexadecimal(random.next(), random.next())
  }

  private func moment(_ milliseconds: Int64) -> String {
    Timestamp(seconds: Int(milliseconds / 1000), milliseconds: Int(milliseconds % 1000)).description
  }
}

/// How many jobs a list holds.
private let mostListed = 100

extension HTTPFailure {
  fileprivate static let noSuchJob = HTTPFailure(
    status: 404, code: "not_found", message: "no job is known by this identifier")

  fileprivate init(_ error: JobError) {
    switch error {
    case .invalidIdentifier:
      self.init(
        status: 400, code: "invalid_request", message: error.description, path: "Idempotency-Key")
    // draft-ietf-httpapi-idempotency-key-header, 2.7.
    case .otherPayload:
      self.init(
        status: 422, code: "idempotency_key_reused", message: error.description,
        path: "Idempotency-Key")
    case .notParked: self.init(status: 409, code: "conflict", message: error.description)
    case .full:
      self.init(
        status: 503, code: "unavailable", message: error.description,
        headers: ["Retry-After": "5"])
    case .unavailable:
      self.init(
        status: 503, code: "unavailable", message: "the queue is not available",
        headers: ["Retry-After": "5"], detail: error.description)
    }
  }
}
