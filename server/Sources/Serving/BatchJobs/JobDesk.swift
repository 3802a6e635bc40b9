import Inference
import JSONText
package import Jobs
import Telemetry

/// Takes batch jobs over HTTP and tells how far they are.
package struct JobDesk: Sendable {
  private let queue: JobQueue

  package init(_ queue: JobQueue) { self.queue = queue }

  /// Queues the body of a request to predict, once it is known to be well-formed.
  ///
  /// A job that is sent again under the same `Idempotency-Key` is the same job.
  func submit(
    _ question: HTTPQuestion, to served: ModelHost.Served
  ) async throws(HTTPFailure) -> HTTPAnswer {
    _ = try served.reader.readJob(question.body, for: served.signature, as: question.mediaType)
    let identifier = question.headers.idempotencyKey ?? JobDesk.newIdentifier()
    do throws(JobError) {
      try await queue.submit(id: identifier, payload: question.body)
    } catch {
      throw HTTPFailure(error)
    }
    var answer = HTTPAnswer.json(202) { json in
      json.object { json in
        json.field("id", identifier)
        json.field("status", JobStatus.State.queued.rawValue)
      }
    }
    answer.headers["Location"] = "/jobs/\(identifier)"
    return answer
  }

  func status(of identifier: String) async throws(HTTPFailure) -> HTTPAnswer {
    let status: JobStatus?
    do throws(JobError) {
      status = try await queue.status(identifier)
    } catch .invalidIdentifier {
      status = nil
    } catch {
      throw HTTPFailure(error)
    }
    guard let status else {
      throw HTTPFailure(
        status: 404, code: "not_found", message: "no job is known by this identifier")
    }
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

  /// A name that nobody can guess, since whoever knows it may ask for the job.
  private static func newIdentifier() -> String {
    var random = SystemRandomNumberGenerator()
    return hexadecimal(random.next(), random.next())
  }

  private func moment(_ milliseconds: Int64) -> String {
    Timestamp(seconds: Int(milliseconds / 1000), milliseconds: Int(milliseconds % 1000)).description
  }
}

extension HTTPFailure {
  fileprivate init(_ error: JobError) {
    switch error {
    case .invalidIdentifier:
      self.init(
        status: 400, code: "invalid_request", message: error.description, path: "Idempotency-Key")
    case .full, .unavailable:
      self.init(
        status: 503, code: "unavailable", message: error.description,
        headers: ["Retry-After": "5"])
    }
  }
}
