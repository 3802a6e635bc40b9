import Glibc

/// How a client of this machine reaches a service.
enum Loopback {
  case ipv4, ipv6

  /// Whether the machine has it.
  var isThere: Bool {
    let descriptor = socket(self == .ipv4 ? AF_INET : AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return withAddress(port: 0) { bind(descriptor, $0, $1) } == 0
  }

  /// Lends the address of a port.
  fileprivate func withAddress<Result>(
    port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    func lend<Address>(_ address: Address) -> Result {
      withUnsafePointer(to: address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          body($0, socklen_t(MemoryLayout<Address>.size))
        }
      }
    }
    switch self {
    case .ipv4:
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = in_port_t(port).bigEndian
      address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
      return lend(address)
    case .ipv6:
      var address = sockaddr_in6()
      address.sin6_family = sa_family_t(AF_INET6)
      address.sin6_port = in_port_t(port).bigEndian
      address.sin6_addr = in6addr_loopback
      return lend(address)
    }
  }
}

/// A client's connection, which sends whatever bytes a test wants.
final class HTTPConnection {
  private let descriptor: Int32
  /// What came and is not part of a reply yet.
  private var received: [UInt8] = []

  init(port: Int, over loopback: Loopback = .ipv4) throws(ServiceFailure) {
    let family = loopback == .ipv4 ? AF_INET : AF_INET6
    descriptor = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw ServiceFailure("no socket: \(errno)") }
    var patience = timeval(tv_sec: 30, tv_usec: 0)
    let length = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, length)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, length)
    let code = loopback.withAddress(port: port) { connect(descriptor, $0, $1) }
    guard code == 0 else {
      let reason = errno
      close(descriptor)
      throw ServiceFailure("no connection to \(port): \(reason)")
    }
  }

  deinit { close(descriptor) }

  func send(_ text: String) throws(ServiceFailure) { try send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) throws(ServiceFailure) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress.map { $0 + sent }, bytes.count - sent, noSignal)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw ServiceFailure("not sent: \(errno)") }
      sent += count
    }
  }

  /// Sends a whole request.
  func send(
    _ method: String, _ path: String, _ headers: [String: String] = [:], _ body: [UInt8] = []
  ) throws(ServiceFailure) {
    try send(Self.head(method, path, headers, bodyLength: body.count) + body)
  }

  /// The bytes of a request before its body.
  static func head(
    _ method: String, _ path: String, _ headers: [String: String] = [:], bodyLength: Int = 0
  ) -> [UInt8] {
    var lines = ["\(method) \(path) HTTP/1.1", "Host: localhost"]
    lines += headers.map { "\($0.key): \($0.value)" }
    if bodyLength > 0 { lines.append("Content-Length: \(bodyLength)") }
    return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
  }

  /// Says that nothing more will be sent.
  func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Reads the next reply.
  ///
  /// - Parameter toHead: whether it has no body, whatever length it tells.
  func reply(toHead: Bool = false) throws(ServiceFailure) -> HTTPReply {
    var end = received.endOfHead
    while end == nil {
      guard try receive() else { throw ServiceFailure("closed before a reply") }
      end = received.endOfHead
    }
    var reply = try HTTPReply(head: received.prefix(end ?? 0))
    received.removeFirst(end ?? 0)
    let length = toHead ? 0 : Int(reply["Content-Length"] ?? "0") ?? 0
    while received.count < length {
      guard try receive() else { throw ServiceFailure("closed within a reply") }
    }
    reply.body = Array(received.prefix(length))
    received.removeFirst(length)
    return reply
  }

  /// Waits until the server closes the connection.
  ///
  /// - Returns: whether it sent nothing more.
  func isClosedInSilence() throws(ServiceFailure) -> Bool {
    while try receive() {}
    return received.isEmpty
  }

  /// Takes what comes; false at the end.
  private func receive() throws(ServiceFailure) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == ECONNRESET { return false }
      guard count >= 0 else { throw ServiceFailure("nothing received: \(errno)") }
      received += buffer.prefix(count)
      return count > 0
    }
  }
}

private let noSignal = Int32(MSG_NOSIGNAL)

extension [UInt8] {
  /// Where the empty line after the fields ends.
  fileprivate var endOfHead: Int? {
    firstRange(of: Array("\r\n\r\n".utf8))?.upperBound
  }
}
