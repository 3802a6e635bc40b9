import GRPCCore

/// How long a client waits for the answer of a call.
///
/// gRPC over HTTP/2: `grpc-timeout`, at most eight digits and a unit.
enum CallTimeout {
  /// What the head of a call says; nil where it says nothing that can be read.
  static func read(_ metadata: Metadata) -> Duration? {
    guard let text = metadata.first("grpc-timeout"), let unit = text.utf8.last else { return nil }
    let digits = text.utf8.dropLast()
    guard (1...8).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
      let amount = Int64(text.dropLast())
    else { return nil }
    return switch unit {
    case UInt8(ascii: "H"): .seconds(amount * 3600)
    case UInt8(ascii: "M"): .seconds(amount * 60)
    case UInt8(ascii: "S"): .seconds(amount)
    case UInt8(ascii: "m"): .milliseconds(amount)
    case UInt8(ascii: "u"): .microseconds(amount)
    case UInt8(ascii: "n"): .nanoseconds(amount)
    default: nil
    }
  }
}

extension Metadata {
  /// The first text under a name, which is given in lower case.
  func first(_ name: String) -> String? { self[stringValues: name].first { _ in true } }
}
