import Diagnostics
import Secrets
import TestKit
import Testing

/// 150 values that are secrets and 150 that are none, each where manifests have it.
///
/// A line of the table is `context | name | value`, in the notation of the rules' examples; the context
/// says what stands around the value, `\n` is the end of a line, and `␤` a backslash and an n.
struct CorpusTests {
  struct Entry: Sendable, CustomTestStringConvertible {
    var line: String
    var file: SourceFile
    var testDescription: String { line }
  }

  /// The entries of a table of the corpus.
  static func entries(_ name: String) -> [Entry] {
    let bytes = (try? GoldenFile("secrets/\(name).txt").contents()) ?? []
    let text = String(decoding: bytes, as: UTF8.self)
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.enumerated()
      .map { index, line in
        let parts = line.split(separator: "|", maxSplits: 2).map { $0.trimmingSpaces }
        var writer = SyntheticText(seed: UInt64(index) + 11)
        let (path, template) = Self.frame(
          parts[0], parts[1],
          parts[2].replacing("\\n", with: "\n").replacing("␤", with: "\\n"))
        return Entry(
          line: String(line), file: SourceFile(path: path, text: writer.expand(template)))
      }
  }

  @Test func `the tables have 150 secrets and 150 innocent values`() {
    #expect(Self.entries("true").count == 150)
    #expect(Self.entries("innocent").count == 150)
  }

  @Test(arguments: entries("true"))
  func `a secret is found once`(_ entry: Entry) {
    let found = SecretSearch([entry.file]).secrets(in: entry.file)
    #expect(found.map(\.rule.id) != ["secret/placeholder"])
    #expect(found.count == 1, "\(found.map(\.rule.id)) in \(entry.file.text)")
  }

  @Test(arguments: entries("innocent"))
  func `an innocent value is not taken for a secret`(_ entry: Entry) {
    let found = SecretSearch([entry.file]).secrets(in: entry.file)
      .filter { $0.rule.id != "secret/placeholder" }
    #expect(found.isEmpty, "\(found.map(\.rule.id)) in \(entry.file.text)")
  }

  // MARK: Contexts

  private static func frame(_ context: String, _ name: String, _ value: String) -> (String, String)
  {
    func object(_ kind: String, _ rest: String) -> String {
      "apiVersion: v1\nkind: \(kind)\nmetadata:\n  name: web\n\(rest)"
    }
    func pod(_ rest: String) -> String {
      object("Pod", "spec:\n  containers:\n  - name: web\n    image: web:1.2.3\n\(rest)")
    }
    let quoted = "'" + value.replacing("'", with: "''") + "'"
    let block = value.split(separator: "\n", omittingEmptySubsequences: false)
      .map { "    \($0)\n" }.joined()
    switch context {
    case "data": return ("web.yaml", object("ConfigMap", "data:\n  \(name): \(quoted)\n"))
    case "block": return ("web.yaml", object("ConfigMap", "data:\n  \(name): |\n\(block)"))
    case "encoded":
      return ("web.yaml", object("ConfigMap", "data:\n  \(name): ⟨base64:\(value)⟩\n"))
    case "binary":
      return ("web.yaml", object("ConfigMap", "binaryData:\n  \(name): ⟨base64:\(value)⟩\n"))
    case "env":
      return ("web.yaml", pod("    env:\n    - name: \(name)\n      value: \(quoted)\n"))
    case "argument": return ("web.yaml", pod("    args:\n    - \(name)\n    - \(quoted)\n"))
    case "command": return ("web.yaml", pod("    command: [sh, -c, \(quoted)]\n"))
    case "annotation":
      return (
        "web.yaml",
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  annotations:\n"
          + "    \(name): \(quoted)\n"
      )
    case "string": return ("web.yaml", object("Secret", "stringData:\n  \(name): \(quoted)\n"))
    case "secret": return ("web.yaml", object("Secret", "data:\n  \(name): ⟨base64:\(value)⟩\n"))
    case "literal", "secretLiteral":
      let generator = context == "literal" ? "configMapGenerator" : "secretGenerator"
      return (
        "kustomization.yaml",
        "\(generator):\n- name: web\n  literals:\n  - \("'\(name)=\(value)'")\n"
      )
    case "patch":
      return (
        "kustomization.yaml",
        "patches:\n- target: {kind: ConfigMap}\n  patch: |-\n    - op: add\n"
          + "      path: /data/\(name)\n      value: \(quoted)\n"
      )
    case "helm":
      return (
        "release.yaml",
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: web\n"
          + "spec:\n  values:\n    auth:\n      \(name): \(quoted)\n"
      )
    case "argo":
      return (
        "app.yaml",
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: web\nspec:\n"
          + "  source:\n    helm:\n      values: |\n        auth:\n          \(name): \(quoted)\n"
      )
    case "file": return (name, value + "\n")
    case "manifest": return (name, value + "\n")
    default: preconditionFailure("no context \(context)")
    }
  }
}

extension Substring {
  fileprivate var trimmingSpaces: String {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
