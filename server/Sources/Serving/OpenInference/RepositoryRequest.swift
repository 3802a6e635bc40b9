/// What a request about the repository of models asks for, beside its path.
///
/// Members that are not known are passed over, as in the rest of the protocol.
struct RepositoryRequest {
  /// Whether the index is asked for what is ready alone.
  private(set) var readyOnly = false

  /// - Parameter body: may be empty.
  init(_ body: [UInt8]) throws(WireError) {
    guard !body.isEmpty else { return }
    var reader = JSONReader(body)
    try reader.object { (reader, key) throws(WireError) in
      if try reader.kind() == .null { return try reader.null() }
      switch key {
      case "ready": readyOnly = try reader.boolean()
      case "parameters": try Self.checkParameters(&reader)
      default: try reader.skip()
      }
    }
    try reader.end()
  }

  /// A client that wants something else loaded than what is there must not believe that it was.
  private static func checkParameters(_ reader: inout JSONReader) throws(WireError) {
    try reader.object { (reader, key) throws(WireError) in
      if key == "config" || key.hasPrefix("file:") {
        throw reader.error("is not supported: a package is loaded as it is in its directory")
      }
      try reader.skip()
    }
  }
}
