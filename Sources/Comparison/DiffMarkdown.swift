import Diagnostics
package import Display
import Kubernetes
import YAML

extension SemanticDiff {
  /// The differences as a comment for a pull request, folded by app.
  ///
  /// All that comes from the repository stands in code. Objects past `budget` bytes are counted instead:
  /// hosts refuse a comment of more than 65,536 characters.
  package func markdown(budget: Int = 60_000) -> Shown {
    var text: Shown = "### \(.code(from)) → \(.code(to)): \(summary)\n"
    var rest = 0
    for (app, objects) in byApp {
      var content = Shown()
      var count = 0
      for object in objects {
        let lines = DiffBlock.lines(of: object, in: self)
        guard text.byteCount + content.byteCount + lines.byteCount + 200 < budget else {
          rest += objects.count - count
          break
        }
        content += lines
        count += 1
      }
      if count > 0 { text += DiffBlock.folded(content, app: app, count: objects.count) }
    }
    if rest > 0 { text += "\n…and \(rest) more \(rest == 1 ? "object" : "objects")\n" }
    return text
  }

  /// The objects of each app, in the order in which apps come.
  private var byApp: [(app: String, objects: [ObjectChange])] {
    var groups: [(app: String, objects: [ObjectChange])] = []
    var places: [String: Int] = [:]
    for object in objects {
      if let place = places[object.app] {
        groups[place].objects.append(object)
      } else {
        places[object.app] = groups.count
        groups.append((object.app, [object]))
      }
    }
    return groups
  }
}

/// Objects as blocks of code of the language `diff`.
private enum DiffBlock {
  static func folded(_ content: Shown, app: String, count: Int) -> Shown {
    let fence = Shown.fence(around: content)
    let title: Shown =
      (app.isEmpty ? "" : .codeElement(app) + ": ") + (count == 1 ? "1 object" : "\(count) objects")
    return
      "\n<details><summary>\(title)</summary>\n\n\(fence)diff\n\(content)\(fence)\n\n</details>\n"
  }

  static func lines(of object: ObjectChange, in diff: SemanticDiff) -> Shown {
    let name = object.identity?.description ?? ""
    switch object.kind {
    case .added: return "+ \(name): only in \(diff.to)\n" + content(object.to, sign: "+")
    case .removed: return "- \(name): only in \(diff.from)\n" + content(object.from, sign: "-")
    case .changed:
      return object.fields.filter { !$0.isDerived }
        .reduce(into: "@@ \(name) @@\n") { $0 += lines(of: $1) }
    }
  }

  private static func content(_ side: ObjectChange.Side?, sign: Shown) -> Shown {
    guard let content = side?.content else { return "" }
    return StyledEmitter.text(of: content).split(separator: "\n")
      .reduce(into: "") { $0 += "\(sign)   \($1)\n" }
  }

  private static func lines(of field: FieldChange) -> Shown {
    let text = FieldText(field, limit: 200)
    let path = field.path.description
    if text.value == nil {
      return text.lines.reduce(into: "  \(path):\n") { result, line in
        result += "\(line)\n"
      }
    }
    if field.cause == .layout { return "  \(path): the same JSON, laid out otherwise\n" }
    let (old, new) = text.values
    return (old.map { "- \(path): \($0)\n" } ?? "") + (new.map { "+ \(path): \($0)\n" } ?? "")
  }
}
