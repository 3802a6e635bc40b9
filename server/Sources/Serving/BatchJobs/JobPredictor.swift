import Inference
import JSONText
package import Jobs
import Scheduling
package import Tracing

/// Predicts what a batch job asks for.
package struct JobPredictor: Sendable {
  private let host: ModelHost
  private let tracer: Tracer

  package init(_ host: ModelHost, tracer: Tracer = Tracer()) {
    self.host = host
    self.tracer = tracer
  }

  /// Makes the answer that `/predict` would give, in the trace of whoever submitted the job.
  package func predict(_ payload: [UInt8]) async throws(JobFailure) -> [UInt8] {
    let start = ContinuousClock.now
    var random = SystemRandomNumberGenerator()
    let open = tracer.begin(JobWorker.traceparent) { random.next() }
    do throws(JobFailure) {
      let result = try await result(of: payload)
      trace(open, since: start, isFailed: false)
      return result
    } catch {
      trace(open, since: start, isFailed: true)
      throw error
    }
  }

  private func trace(_ open: OpenSpan?, since start: ContinuousClock.Instant, isFailed: Bool) {
    guard let open, tracer.records(open.context) else { return }
    let time = UnixTime()
    var span = Span(
      "job", .consumer, open.context, parent: open.parent, start: time[start], end: time[.now])
    if let manifest = host.served?.manifest {
      span.attributes = [
        ("model.name", .text(manifest.name)), ("model.version", .text(manifest.version)),
      ]
    }
    span.isFailed = isFailed
    tracer.record([span])
  }

  private func result(of payload: [UInt8]) async throws(JobFailure) -> [UInt8] {
    guard let served = host.served else { throw .transient("no model is loaded") }
    let inputs: PredictionInputs
    do throws(HTTPFailure) {
      inputs = try served.reader.readJob(
        payload, for: served.manifest, served.signature, as: nil)
    } catch {
      throw .permanent(error.path.isEmpty ? error.message : "\(error.path): \(error.message)")
    }
    do throws(InferenceError) {
      let prediction = try await served.scheduler.predict(inputs, deadline: .now + longest)
      let answer = try PredictionAnswer(prediction.outputs, of: served)
      let result = JSONWriter.text { answer.write(&$0) }
      if result.count <= longestResult { return result }
    } catch {
      switch error {
      case .invalid(let path, let message): throw .permanent("\(path): \(message)")
      case .overloaded, .deadlineExceeded, .cancelled: throw .transient("\(error)")
      case .unavailable(let reason), .failed(let reason): throw .transient(reason)
      }
    }
    throw .permanent("the result is longer than \(longestResult) bytes")
  }
}

/// No job of a body's size takes this long; one that does has lost its thread.
private let longest = Duration.seconds(3600)

/// The longest result of a job: Redis keeps it, and whoever asks for it gets it whole.
private let longestResult = 8 << 20

extension RequestReader {
  /// Reads a job: JSON only, since it is kept, and with as many rows as its result has room for.
  func readJob(
    _ body: [UInt8], for manifest: ModelManifest, _ signature: ModelSignature,
    as contentType: String?
  ) throws(HTTPFailure) -> PredictionInputs {
    if let contentType, contentType.hasPrefix("image/") {
      throw .unsupportedMediaType("a job's Content-Type must be application/json")
    }
    return try read(
      body, contentType: contentType, for: signature,
      maximumRows: max(1, longestResult / manifest.leastAnswerBytes))
  }
}

extension ModelManifest {
  /// How many bytes the answer to a row has at least.
  fileprivate var leastAnswerBytes: Int {
    let labels = type == .image ? labels.prefix(image?.topCount ?? 0) : labels[...]
    // A label with quotes, a colon, a comma and a number of one digit; once more for the best of them.
    return labels.reduce(0) { $0 + $1.utf8.count + 5 } + 44
  }
}
