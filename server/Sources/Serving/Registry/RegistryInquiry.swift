package import Logging
import NIOHTTP1
import OutboundHTTP

/// Asks MLflow at the start whether it knows the model, for the log alone.
///
/// What is served comes from the mounted directory, so an MLflow that is slow or away keeps nothing
/// from being ready.
package struct RegistryInquiry: Sendable {
  private let address: String
  private let model: String
  private let logger: Logger

  package init(address: String, model: String, logger: Logger) {
    self.address = address
    self.model = model
    self.logger = logger
  }

  /// Asks once and writes down the answer.
  package func run() async {
    var fields: Logger.Metadata = ["model": .string(model)]
    do {
      let status = try await ask()
      fields["status"] = .stringConvertible(Int(status.code))
      switch status.code {
      case 200: logger.info("model registry knows the model", metadata: fields)
      case 404: logger.warning("model registry does not know the model", metadata: fields)
      default: logger.warning("model registry did not answer the question", metadata: fields)
      }
    } catch {
      fields["reason"] = .string("\(error)")
      logger.warning("model registry cannot be reached", metadata: fields)
    }
  }

  /// The status of MLflow's answer, within a few seconds.
  private func ask() async throws -> HTTPResponseStatus {
    let request = try OutboundRequest(address)
    return try await request.send(
      .GET, "/api/2.0/mlflow/registered-models/get?name=\(model)",
      fields: [("Accept", "application/json")])
  }
}
