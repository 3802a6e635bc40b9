/// Where one server of Redis is.
struct RedisNode: Equatable {
  var host: String
  var port: Int

  init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// The node that has what was asked for, as another node of its cluster says it:
  /// `MOVED 3999 127.0.0.1:6381`.
  ///
  /// - Parameter asked: the node that says so. A cluster that does not know its nodes' addresses leaves
  ///   them out, and means the same one at another port.
  init?(movedBy error: RedisError, from asked: RedisNode) {
    guard error.code == "MOVED", case .server(let text) = error else { return nil }
    guard let place = text.split(separator: " ").last, let colon = place.lastIndex(of: ":"),
      let port = UInt16(place[place.index(after: colon)...])
    else { return nil }
    self.init(
      host: colon == place.startIndex ? asked.host : String(place[..<colon]), port: Int(port))
  }
}

extension RedisConfiguration {
  /// Where it says that Redis is.
  var node: RedisNode { RedisNode(host: host, port: port) }

  /// The same for another server.
  func at(_ node: RedisNode) -> RedisConfiguration {
    var other = self
    other.host = node.host
    other.port = node.port
    return other
  }
}
