import FoundationEssentials
package import Logging
import NIOCore
import NIOHTTP1
import NIOPosix

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
    guard let url = URL(string: address), let host = url.host() else {
      throw RegistryError.notAnAddress
    }
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connectTimeout(.seconds(3))
      .connect(host: host, port: url.port ?? 80) { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHTTPClientHandlers()
          return try NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>(
            wrappingChannelSynchronously: channel)
        }
      }
    let path = url.path == "/" ? "" : url.path
    let head = HTTPRequestHead(
      version: .http1_1, method: .GET,
      uri: "\(path)/api/2.0/mlflow/registered-models/get?name=\(model)",
      headers: ["Host": host, "Connection": "close", "Accept": "application/json"])
    let timer = channel.channel.eventLoop.scheduleTask(in: .seconds(5)) {
      channel.channel.close(promise: nil)
    }
    defer { timer.cancel() }
    return try await channel.executeThenClose { inbound, outbound in
      try await outbound.write(.head(head))
      try await outbound.write(.end(nil))
      for try await part in inbound {
        if case .head(let answer) = part { return answer.status }
      }
      throw RegistryError.noAnswer
    }
  }
}

private enum RegistryError: Error {
  case notAnAddress, noAnswer
}
