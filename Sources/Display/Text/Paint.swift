package import Diagnostics

/// How a stretch of text is painted: a rendition that ECMA-48 knows (SGR).
package enum Paint: Hashable, Sendable {
  case bold
  case dim
  /// What is no longer there.
  case removed
  /// What is new.
  case added
  /// What is there before and after, and differs.
  case changed
  case severity(Severity)

  var code: String {
    switch self {
    case .bold: "1"
    case .dim: "2"
    case .removed: "31"
    case .added: "32"
    case .changed: "33"
    case .severity(.error): "1;31"
    case .severity(.warning): "1;33"
    case .severity(.note): "1;36"
    }
  }
}
