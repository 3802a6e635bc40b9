import Inference
import JSONText
package import Jobs
import Scheduling

/// Predicts what a batch job asks for.
package struct JobPredictor: Sendable {
  private let host: ModelHost

  package init(_ host: ModelHost) { self.host = host }

  /// Makes the answer that `/predict` would give, for any number of rows.
  package func predict(_ payload: [UInt8]) async throws(JobFailure) -> [UInt8] {
    guard let served = host.served else { throw .transient("no model is loaded") }
    let inputs: PredictionInputs
    do throws(HTTPFailure) {
      inputs = try served.reader.readJob(payload, for: served.signature, as: nil)
    } catch {
      throw .permanent(error.path.isEmpty ? error.message : "\(error.path): \(error.message)")
    }
    do throws(InferenceError) {
      let prediction = try await served.scheduler.predict(inputs, deadline: .now + longest)
      let answer = try PredictionAnswer(prediction.outputs, of: served.manifest)
      return JSONWriter.text { answer.write(&$0) }
    } catch {
      switch error {
      case .invalid(let path, let message): throw .permanent("\(path): \(message)")
      case .overloaded, .deadlineExceeded, .cancelled: throw .transient("\(error)")
      case .unavailable(let reason), .failed(let reason): throw .transient(reason)
      }
    }
  }
}

/// No job of a body's size takes this long; one that does has lost its thread.
private let longest = Duration.seconds(3600)

extension RequestReader {
  /// Reads a job: JSON only, since it is kept, and with as many rows as a body holds.
  func readJob(
    _ body: [UInt8], for signature: ModelSignature, as contentType: String?
  ) throws(HTTPFailure) -> PredictionInputs {
    if let contentType, contentType.hasPrefix("image/") {
      throw .unsupportedMediaType("a job's Content-Type must be application/json")
    }
    return try read(body, contentType: contentType, for: signature, maximumRows: .max)
  }
}
