/// A procedure that is called by gRPC.
package struct RemoteMethod: Sendable, Hashable {
  /// What the call asks for, as far as the log, the traces and the keys are concerned.
  package enum Kind: Sendable {
    /// How the server is.
    case probe
    /// What is served.
    case inquiry
    /// A prediction, for which a key is needed where there are keys.
    case prediction
  }

  /// The service with its package, as `grpc.health.v1.Health`.
  package let service: String
  /// The procedure's own name.
  package let name: String
  /// What it asks for.
  package let kind: Kind

  package init(_ service: String, _ name: String, _ kind: Kind) {
    self.service = service
    self.name = name
    self.kind = kind
  }

  /// As HTTP/2 has it, and the log.
  var path: String { "/\(service)/\(name)" }
}
