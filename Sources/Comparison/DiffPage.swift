import Diagnostics
package import Display
import Kubernetes
package import Pages
import YAML

extension [SemanticDiff] {
  /// The differences as one page, a chapter for each comparison.
  package var page: MachineText {
    let titles: [Shown] = map { "\($0.from) → \($0.to)" }
    let title = Array<Shown>(titles.prefix(3)).joined(separator: ", ")
    let rest: Shown = count > 3 ? " and \(count - 3) more" : ""
    let lead = reduce(into: "" as XMLText) { $0 += "<p>\($1.summary).</p>\n" }
    var page = Page("\(title)\(rest)", lead: lead)
    var budget = SemanticDiff.pageRoom
    page.chapters = map { $0.chapter("\($0.from) → \($0.to)", &budget) }
    return page.finished()
  }
}

extension SemanticDiff {
  /// How many bytes the differences of a page may have.
  package static let pageRoom = 3_800_000

  /// The differences as a chapter of a page.
  ///
  /// - Parameter budget: how many bytes it may have, less what it takes of them.
  package func chapter(_ title: Shown, _ budget: inout Int) -> Page.Chapter {
    var filter: Filter?
    if objects.count > 5 {
      filter = Filter()
      filter?.classesTitle = "Objects"
      filter?.classes = [
        ("changed", objects.count { $0.kind == .changed }),
        ("added", objects.count { $0.kind == .added }),
        ("removed", objects.count { $0.kind == .removed }),
      ]
    }
    return Page.Chapter(title, count: objects.count, filter: filter, pagePart(&budget))
  }

  /// The differences by app as a part of a page.
  package func pagePart(_ budget: inout Int) -> XMLText {
    guard !isEmpty else { return "<p>\(summary).</p>\n" }
    let groups = byApp
    var positions = SourcePositions()
    var text: XMLText = ""
    var left = 0
    for (app, objects) in groups {
      var items: XMLText = ""
      var count = 0
      for object in objects {
        let item = object.item(in: self, &positions)
        guard item.byteCount < budget else { break }
        budget -= item.byteCount
        items += item
        count += 1
      }
      left += objects.count - count
      guard count > 0 else { continue }
      let name: XMLText = app.isEmpty ? "objects" : .code(app)
      let open: XMLText = self.objects.count <= 40 || groups.count == 1 ? " open=\"\"" : ""
      text += """
        <details class="group"\(open)><summary><h3>\(name)</h3> \
        <span class="count">\(counted(objects.count, "object"))</span></summary>
        \(items)</details>

        """
    }
    guard left > 0 else { return text }
    return text + """
      <p>and \(counted(left, "more object")), for which a page has no room; --format json has them.</p>

      """
  }
}

extension ObjectChange {
  /// The object with what differs of it.
  fileprivate func item(in diff: SemanticDiff, _ positions: inout SourcePositions) -> XMLText {
    let name = identity?.description ?? ""
    let place: XMLText = cluster.isEmpty ? "" : " <span class=\"count\">on \(cluster)</span>"
    return """
      <div class="item" data-item="" data-class="\(kind.rawValue)">
      <h4>\(badge) \(XMLText.code(name))\(place)</h4>
      \(content(in: diff, &positions))</div>

      """
  }

  private var badge: XMLText {
    switch kind {
    case .added: "<span class=\"badge added\">added</span>"
    case .removed: "<span class=\"badge removed\">removed</span>"
    case .changed: "<span class=\"badge\">changed</span>"
    }
  }

  private func content(in diff: SemanticDiff, _ positions: inout SourcePositions) -> XMLText {
    guard kind == .changed else {
      let side = to ?? from
      let owner = kind == .added ? diff.to : diff.from
      var text: XMLText = "<p>Only in \(owner)"
      if let location = side?.location {
        text += " <span class=\"place\">\(XMLText.code(positions.shown(location)))</span>"
      }
      text += "</p>\n"
      if let content = side?.content {
        text += .folded(
          "all of it", "<pre>\(Shown(lines: StyledEmitter.text(of: content)))</pre>\n")
      }
      return text
    }
    var table = Table("Fields that differ", heads: ["field", "change", "lines"])
    for field in fields where !field.isDerived { table.add(field.cells(&positions)) }
    let derived = derivedNames.map { name -> XMLText in
      "uses \(XMLText.code(name)), whose content differs"
    }
    return "\(table.text)\(XMLText.list(derived))"
  }
}

extension FieldChange {
  fileprivate func cells(_ positions: inout SourcePositions) -> [XMLText] {
    let text = FieldText(self, limit: 400)
    let change: XMLText
    if let value = text.value {
      change = "<span class=\"difference\">\(marked: value)</span>"
    } else {
      change = "<pre>\(marked: text.lines.joined(separator: "\n"))</pre>"
    }
    var places: [Shown] = []
    for location in [old?.location, new?.location] {
      guard let place = location.map({ positions.shown($0) }), place != places.last else {
        continue
      }
      places.append(place)
    }
    return [
      .code(path.description), change,
      "<span class=\"place\">\(places.joined(separator: " → "))</span>",
    ]
  }
}
