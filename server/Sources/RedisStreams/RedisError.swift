/// Why a command has no reply.
///
/// No case carries what was sent, so no password and no payload can show in one.
package enum RedisError: Error, Sendable, Hashable {
  /// No connection could be made.
  case unreachable(String)
  /// Redis refused the password, or asks for one; the code is that of its reply.
  case unauthenticated(code: String)
  /// The connection ended after the command was sent: it was carried out, or it was not.
  case connectionLost
  /// No reply came in time: the command was carried out, or it was not.
  case timedOut
  /// Redis answered with this error.
  case server(String)
  /// What came was no reply, or another one than the command has.
  case unexpectedReply(String)
  /// The client was closed.
  case closed
  /// The task that waited was cancelled; the command was carried out, or it was not.
  case cancelled

  /// The first word of the error that Redis answered with.
  package var code: Substring? {
    guard case .server(let text) = self else { return nil }
    return text.prefix { $0 != " " }
  }
}

extension RedisError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unreachable(let reason): "Redis cannot be reached: \(reason)"
    case .unauthenticated("NOAUTH"): "Redis asks for a password, and none is set (NOAUTH)"
    case .unauthenticated("WRONGPASS"):
      "Redis refused the password, or does not know the user (WRONGPASS)"
    case .unauthenticated("ERR"):
      "Redis refused to authenticate: the password is wrong, or it takes none without a user (ERR)"
    case .unauthenticated(let code): "Redis refused to authenticate (\(code))"
    case .connectionLost: "the connection to Redis was lost"
    case .timedOut: "Redis did not answer in time"
    case .server(let text) where text.hasPrefix("CROSSSLOT "):
      "Redis is a cluster, where the name of the stream needs braces, as {jobs} (\(text))"
    case .server(let text) where text.hasPrefix("MOVED "):
      "Redis is a cluster whose nodes do not agree on who has the stream (\(text))"
    case .server(let text): "Redis answered: \(text)"
    case .unexpectedReply(let reason): "Redis sent an unexpected reply: \(reason)"
    case .closed: "the connection to Redis is closed"
    case .cancelled: "the wait for Redis was cancelled"
    }
  }
}
