import Diagnostics
import Values

extension SecretRule {
  /// No Authorization header has its value in the repository.
  static let authorization = SecretRule(
    "secret/authorization", "a login in an HTTP header",
    check: "No Authorization header has its value in the repository.",
    why:
      """
      Whoever reads it sends it too.
      """,
    formats: [
      TokenFormat(
        "Bearer ", "bearer ", followedBy: 8, within: #"[Bb]earer ([0-9A-Za-z._~+/-]{20,}=*)"#,
        judge: random),
      TokenFormat(
        "Basic ", "basic ", followedBy: 8, within: #"[Bb]asic ([0-9A-Za-z+/]{8,}={0,2})"#,
        judge: login),
    ],
    passing: [
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  header: 'Authorization: Bearer ${TOKEN}'\n  text: Basic authentication is off\n"
      )
    ],
    failing: [
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  header: 'Authorization: Bearer 1️⃣⟨b62:40⟩'\n"
      ),
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  header: 'Authorization: Basic 1️⃣⟨login⟩'\n"
      ),
    ])

  @Sendable private static func random(_ token: String) -> TokenVerdict {
    Randomness.isLikely(token) ? .sound : .other
  }

  /// RFC 7617 §2: a user and a password with a colon between them, in Base64.
  @Sendable static func login(_ text: String) -> TokenVerdict {
    guard let login = Base64.text(text), let colon = login.firstIndex(of: ":") else {
      return .other
    }
    let password = String(login[colon...].dropFirst())
    return ValueForm(password) == .reference ? .other : .sound
  }
}
