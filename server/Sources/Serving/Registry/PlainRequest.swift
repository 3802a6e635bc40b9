import FoundationEssentials
import NIOCore
import NIOHTTP1
import NIOPosix

/// A request to another service of the cluster, over plain HTTP on a connection of its own.
struct PlainRequest: Sendable {
  private let host: String
  private let port: Int
  private let path: String

  /// - Parameter address: of the service, as `http://host:port/path`.
  init(_ address: String) throws(PlainRequestError) {
    guard let url = URL(string: address), url.scheme == "http", let host = url.host() else {
      throw .notAnAddress
    }
    self.host = host
    port = url.port ?? 80
    path = url.path == "/" ? "" : url.path
  }

  /// Sends a request and gives the status of its answer.
  ///
  /// - Parameters:
  ///   - suffix: what follows the address's own path.
  ///   - timeout: how long all of it may take, once there is a connection.
  func send(
    _ method: HTTPMethod, _ suffix: String, fields: [(String, String)],
    body: [UInt8] = [], timeout: TimeAmount = .seconds(5)
  ) async throws -> HTTPResponseStatus {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connectTimeout(.seconds(3))
      .connect(host: host, port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHTTPClientHandlers()
          return try NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>(
            wrappingChannelSynchronously: channel)
        }
      }
    var headers: HTTPHeaders = ["Host": host, "Connection": "close"]
    for (name, value) in fields { headers.add(name: name, value: value) }
    if !body.isEmpty { headers.add(name: "Content-Length", value: "\(body.count)") }
    let head = HTTPRequestHead(
      version: .http1_1, method: method, uri: path + suffix, headers: headers)
    let timer = channel.channel.eventLoop.scheduleTask(in: timeout) {
      channel.channel.close(promise: nil)
    }
    defer { timer.cancel() }
    return try await channel.executeThenClose { inbound, outbound in
      try await outbound.write(.head(head))
      if !body.isEmpty { try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: body)))) }
      try await outbound.write(.end(nil))
      for try await part in inbound {
        if case .head(let answer) = part { return answer.status }
      }
      throw PlainRequestError.noAnswer
    }
  }
}

/// Why a request got no answer, beside what the network says.
enum PlainRequestError: Error {
  case notAnAddress, noAnswer
}
