import Comparison
import Diagnostics
package import Display
import Git
import Kubernetes
import Values
package import YAML

extension Hold.Subject {
  /// For people, as the message has it.
  fileprivate var shown: Shown {
    switch self {
    case .field(let name): "\(name)"
    case .app(let app): "the app \(app)"
    }
  }
}

extension HistoryEntry {
  /// The entry for people: what it was, by whom and when, and each field with what it was and became.
  package var shown: Shown {
    let origin: Shown =
      source.map { source in
        " from \(source)" + (sourceCommit.map { " (\($0.short))" } ?? "")
      } ?? ""
    let part: Shown = wave.map { kind == .rollback ? " of wave \($0)" : " to wave \($0)" } ?? ""
    var text: Shown = "\(time)  \(kind.rawValue)\(part)\(origin)  \(commit.id.short)  "
    text += "\(commit.author.name)\n    \(commit.subject, limit: 100)\n"
    if let reason { text += "    because: \(reason, limit: 200)\n" }
    if let releaseReason { text += "    released what was held: \(releaseReason, limit: 200)\n" }
    for commit in undone { text += "    takes back \(commit.short)\n" }
    for hold in holds.prefix(50) { text += "    held since: \(hold.subject.shown)\n" }
    for field in fields.prefix(50) {
      text += "    \("\(field.file):", .dim) \(field.field.description): \(field.change)\n"
    }
    if fields.count > 50 { text += "    …and \(fields.count - 50) more\n" }
    return text
  }

  private var time: String { Timestamp(seconds: commit.committer.time.seconds).textInSeconds }

  /// The entry for machines, under a versioned schema.
  package var json: Node {
    var positions = SourcePositions()
    return .object([
      ("apiVersion", .string("sluice.dev/v1alpha1")), ("kind", .string("HistoryEntry")),
      ("change", .string(kind.rawValue)), ("commit", .string(commit.id.hex)),
      ("merge", merge.map { .string($0.hex) }), ("time", .string(time)),
      ("author", .string("\(commit.author.name) <\(commit.author.email)>")),
      ("subject", .string(commit.subject)), ("from", source.map { .string($0) }),
      ("wave", wave.map { .integer($0) }),
      ("sourceCommit", sourceCommit.map { .string($0.hex) }),
      ("reason", reason.map { .string($0) }),
      ("releaseReason", releaseReason.map { .string($0) }),
      ("undoes", undone.isEmpty ? nil : Node(undone.map { .string($0.hex) })),
      ("held", holds.isEmpty ? nil : Node(holds.map { .string($0.subject.shown.text) })),
      (
        "fields",
        Node(
          fields.map { field in
            .object([
              ("file", .string(field.file)), ("field", .string(field.field.description)),
              ("old", field.target.map { _ in .string(field.targetText) }),
              ("new", field.source.map { _ in .string(field.sourceText) }),
              (
                "location",
                (field.source ?? field.target)?.location?.json(&positions)
              ),
            ])
          })
      ),
    ])
  }
}
