import Diagnostics
import Secrets
import TestKit
import Testing

/// A text that somebody wrote to keep the search busy is done in the time that its length takes: were it
/// the square of that, these tests would take minutes.
struct HostileTextTests {
  /// Pieces that begin what never ends, begin it again, or fill a line; each was slow once, or may be.
  private static let pieces = [
    "=", "token=", "password: x1y2z3 ", "password=\"", "password=x1y2z3abc\n", "--password ", "{",
    "{\"password\":", "[", "-----BEGIN PRIVATE KEY-----\n", "-----BEGIN ", "a://b:c@", "a://b:",
    "AKIAQWERTYUIOPASDFGH ", "ghp_", "eyJ", "<password>", "name=\"password\" value=", "BY '",
    "login password x\n", "a: |\\n  ",
  ]

  @Test(arguments: pieces, ["web.env", "web.yaml"])
  func `a piece is looked at a thousand times over`(_ piece: String, in path: String) {
    let text = String(repeating: piece, count: 20_000 / piece.utf8.count)
    let file = SourceFile(
      path: path,
      text: path == "web.env"
        ? text
        : "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  token: '"
          + text.replacing("'", with: "''") + "'\n")
    _ = SecretSearch([file]).secrets(in: file)
  }

  @Test func `what is encoded too often is left`() {
    var writer = SyntheticText(seed: 3)
    var text = "DB_PASSWORD=⟨b62:14⟩"
    for _ in 0..<20 { text = writer.expand("⟨base64:\(writer.expand(text))⟩") }
    let file = SourceFile(
      path: "web.yaml",
      text: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: \(text)}\n")
    #expect(SecretSearch([file]).secrets(in: file).isEmpty)
  }

  @Test func `a thousand secrets of one text are all found, at their places`() {
    let text = (0..<1_000).map { "    P\($0)_PASSWORD=Hunter\($0)Xy\n" }.joined()
    let file = SourceFile(
      path: "web.yaml",
      text: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  web.env: |\n" + text)
    let found = SecretSearch([file]).secrets(in: file)
    #expect(found.count == 1_000)
    #expect(found.allSatisfy { $0.location.text.hasPrefix("Hunter") })
  }
}
