import Diagnostics
import Values
import YAML

extension SecretRule {
  /// No signed token stands in the repository.
  static let jsonWebToken = SecretRule(
    "secret/json-web-token", "a signed JSON Web Token",
    check: "No signed token stands in the repository.",
    why:
      """
      Whoever shows it is taken for whom it names, until it ends; tokens of service accounts often never do.
      """,
    formats: [
      TokenFormat(
        "eyJ", like: #"eyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{4,}\.[0-9A-Za-z_-]{20,}"#,
        judge: header)
    ],
    passing: [
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  session: eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.\n"
      )
    ],
    failing: [
      Example("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  session: 1️⃣⟨jwt⟩\n")
    ])

  /// RFC 7515 §4.1.1: the header names an algorithm; `none` signs nothing.
  @Sendable private static func header(_ token: String) -> TokenVerdict {
    let part = token.prefix { $0 != "." }.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
    let padding = String(repeating: "=", count: (4 - part.count % 4) % 4)
    guard let header = Base64.decode(String(part) + padding),
      let algorithm = SourceFile(path: "", bytes: header).parsed(as: .kubernetes)
        .documents.first?.root["alg"]?.string
    else { return .other }
    return algorithm.lowercased() == "none" ? .other : .sound
  }
}
