import FoundationEssentials
package import NIOCore
package import NIOHTTP1
import NIOPosix
import NIOSSL

/// A request to another service over HTTP, encrypted or plain, on a connection of its own.
package struct OutboundRequest: Sendable {
  private let host: String
  private let port: Int
  private let path: String
  private let encryption: NIOSSLContext?

  /// - Parameters:
  ///   - address: of the service, as `http://host:port/path` or `https://…`.
  ///   - trust: the file of the authorities that may vouch for it, in PEM; nil for the system's.
  package init(_ address: String, trust: String? = nil) throws(OutboundError) {
    guard let url = URL(string: address), let host = url.host(), !host.isEmpty,
      let scheme = url.scheme, ["http", "https"].contains(scheme)
    else { throw .notAnAddress }
    self.host = host
    port = url.port ?? (scheme == "https" ? 443 : 80)
    path = url.path == "/" ? "" : url.path(percentEncoded: true)
    guard scheme == "https" else {
      encryption = nil
      return
    }
    var configuration = TLSConfiguration.makeClientConfiguration()
    if let trust { configuration.trustRoots = .file(trust) }
    do {
      encryption = try NIOSSLContext(configuration: configuration)
    } catch {
      throw .noEncryption("\(error)")
    }
  }

  /// Sends a request and gives the status of its answer.
  ///
  /// - Parameters:
  ///   - suffix: what follows the address's own path.
  ///   - timeout: how long all of it may take, once there is a connection.
  ///   - receive: takes the answer's body part by part.
  package func send(
    _ method: HTTPMethod, _ suffix: String, fields: [(String, String)],
    body: [UInt8] = [], timeout: TimeAmount = .seconds(5),
    receive: (HTTPResponseStatus, ByteBuffer) throws -> Void = { _, _ in }
  ) async throws -> HTTPResponseStatus {
    let channel = try await connect()
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
      var status: HTTPResponseStatus?
      for try await part in inbound {
        switch part {
        case .head(let answer): status = answer.status
        case .body(let bytes): if let status { try receive(status, bytes) }
        case .end: if let status { return status }
        }
      }
      throw OutboundError.noAnswer
    }
  }

  private func connect() async throws -> NIOAsyncChannel<
    HTTPClientResponsePart, HTTPClientRequestPart
  > {
    try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connectTimeout(.seconds(3))
      .connect(host: host, port: port) { [encryption, host] channel in
        channel.eventLoop.makeCompletedFuture {
          if let encryption {
            // A name is asked for by its name; an address of numbers cannot be.
            let isNumber = (try? SocketAddress(ipAddress: host, port: 0)) != nil
            try channel.pipeline.syncOperations.addHandler(
              NIOSSLClientHandler(context: encryption, serverHostname: isNumber ? nil : host))
          }
          try channel.pipeline.syncOperations.addHTTPClientHandlers()
          return try NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>(
            wrappingChannelSynchronously: channel)
        }
      }
  }
}

/// Why a request got no answer, beside what the network says.
package enum OutboundError: Error, Equatable {
  case notAnAddress, noAnswer
  /// What the library of TLS says, as of a file of authorities that cannot be read.
  case noEncryption(String)
}
