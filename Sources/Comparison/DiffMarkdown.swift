import Diagnostics
package import Display
import Kubernetes
import YAML

extension SemanticDiff {
  /// The differences as a comment for a pull request, folded by app.
  ///
  /// All that comes from the repository stands in code. Hosts refuse a comment of more than 65,536
  /// characters: past `budget` bytes whole apps are left out, which the last sentence counts; of the first
  /// app as many objects are there as there is room for.
  package func markdown(budget: Int = 60_000) -> Shown {
    var text: Shown = "### \(.code(from)) → \(.code(to)): \(summary)\n"
    var groups = byApp[...]
    while let (app, objects) = groups.first {
      let room = budget - text.byteCount - Self.reserve
      let (content, count) = blocks(of: objects, within: room)
      guard count == objects.count || groups.count == byApp.count && count > 0 else { break }
      text += DiffBlock.folded(content, app: app, count: objects.count)
      groups.removeFirst()
      guard count == objects.count else {
        groups = [(app, Array(objects[count...]))] + groups
        break
      }
    }
    return groups.isEmpty ? text : text + Self.leftOut(Array(groups))
  }

  /// Bytes that are kept for what frames the objects of an app, and for the last sentence.
  private static let reserve = 700

  private func blocks(
    of objects: [ObjectChange], within room: Int
  ) -> (content: Shown, count: Int) {
    var content = Shown()
    for (index, object) in objects.enumerated() {
      let lines = DiffBlock.lines(of: object, in: self)
      guard content.byteCount + lines.byteCount < room else { return (content, index) }
      content += lines
    }
    return (content, objects.count)
  }

  /// What there is no room for, by app where there are any.
  private static func leftOut(_ groups: [(app: String, objects: [ObjectChange])]) -> Shown {
    let count = { (groups: ArraySlice<(app: String, objects: [ObjectChange])>) in
      counted(groups.reduce(0) { $0 + $1.objects.count }, "object")
    }
    var parts: [Shown] = groups.prefix(5).enumerated().map { index, group in
      let name: Shown =
        group.app.isEmpty ? "" : " of \(Shown.code(String(group.app.prefix(60))))"
      return "\(count(groups[index...index]))\(name)"
    }
    let rest = groups.dropFirst(5)
    if !rest.isEmpty { parts.append("\(count(rest)) of \(counted(rest.count, "other app"))") }
    return "\nLeft out, since a comment has no room for more: \(parts.joined(separator: ", ")).\n"
  }

  /// The objects of each app, in the order in which apps come.
  var byApp: [(app: String, objects: [ObjectChange])] {
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
    if field.cause == .layout { return "  \(path): \(text.layout)\n" }
    let (old, new) = text.values
    return (old.map { "- \(path): \($0)\n" } ?? "") + (new.map { "+ \(path): \($0)\n" } ?? "")
  }
}
