import GRPCCore
import Serving

/// A failure in gRPC's words.
struct CallStatus {
  let code: RPCError.Code
  /// As the metrics and the log have it.
  let name: String

  /// Status codes and their use in gRPC.
  init(_ failure: HTTPFailure) {
    (code, name) =
      switch failure.status {
      case 401: (.unauthenticated, "UNAUTHENTICATED")
      case 404: (.notFound, "NOT_FOUND")
      case 408, 504: (.deadlineExceeded, "DEADLINE_EXCEEDED")
      case 413: (.resourceExhausted, "RESOURCE_EXHAUSTED")
      case 499: (.cancelled, "CANCELLED")
      case 503: (.unavailable, "UNAVAILABLE")
      case 400..<500: (.invalidArgument, "INVALID_ARGUMENT")
      default: (.internalError, "INTERNAL")
      }
  }

  static let success = "OK"
}
