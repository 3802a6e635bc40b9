import Diagnostics
import Display
import Environments
package import Pages
import Relations

extension CheckResult {
  /// How calls reach the pods of each environment, and what these are given, for a page.
  ///
  /// Empty unless the pipeline was asked to look at it.
  package var topologyChapters: [Page.Chapter] {
    let drawn = pictures.filter { !$0.topology.nodes.isEmpty }
    var room = 0
    var number = 0
    return drawn.map { picture in
      // Each has its share of the page, and what those before it left of theirs.
      room += 800_000 / drawn.count
      return TopologyWriter(picture: picture).chapter(&room, &number)
    }
  }
}

/// Writes the topology of an environment for a page: drawings, and the same in words.
private struct TopologyWriter {
  let picture: EnvironmentPicture
  private var topology: Topology { picture.topology }

  init(picture: EnvironmentPicture) { self.picture = picture }

  /// - Parameters:
  ///   - room: how many bytes it may have, less what it takes of them.
  ///   - number: how many drawings the page has.
  func chapter(_ room: inout Int, _ number: inout Int) -> Page.Chapter {
    let parts = TopologyPart.parts(of: topology) { picture.app(ofTarget: $0) }
    var text: XMLText = "<p>\(legend)</p>\n"
    var left = 0
    for part in parts {
      let item = item(part, isOnly: parts.count == 1, number: number + 1)
      guard item.byteCount < room else {
        left += 1
        continue
      }
      room -= item.byteCount
      number += 1
      text += item
    }
    if left > 0 {
      text += "<p>\(counted(left, "more part")) of it, for which a page has no room.</p>\n"
    }
    return Page.Chapter(
      "Topology of \(picture.name)", count: topology.nodes.count,
      filter: parts.count > 5 ? Filter() : nil, text)
  }

  private var legend: Shown {
    var text: Shown =
      "Routes lead to Services, these to what makes pods, and that to what pods are given."
    if topology.nodes.contains(where: { $0.presence == .missing }) {
      text += " What is dashed is named, and nothing here makes it."
    }
    return text
  }

  private func item(_ part: TopologyPart, isOnly: Bool, number: Int) -> XMLText {
    let drawing = LayeredDrawing(
      part.boxes.map { drawn($0, in: part) }, lines: part.edges.map { ($0.from, $0.to) })
    let name = title(of: part)
    let svg = drawing.svg(
      titled: "What leads to what in \(name.isEmpty ? Shown(picture.name) : name)",
      describedBy: "The same stands below as a list.", anchor: "t", number: number)
    let figure: XMLText = """
      <div class="scroll" role="region" tabindex="0" aria-label="Drawing \(number), \(picture.name)">
      \(svg)</div>
      \(XMLText.folded("As a list", words(of: part)))
      """
    if isOnly { return figure }
    let missing = part.boxes.flatMap(\.members).count { topology.nodes[$0].presence == .missing }
    let remark: XMLText =
      missing == 0 ? "" : ", <span class=\"removed\">\(missing) missing</span>"
    return """
      <details class="group"><summary><h3>\(name)</h3> <span class="count">\
      \(counted(part.boxes.reduce(0) { $0 + $1.members.count }, "object"))\(remark)</span></summary>
      <div class="item" data-item="">
      \(figure)</div></details>

      """
  }

  private func title(of part: TopologyPart) -> Shown {
    let name: Shown = part.name.isEmpty ? "objects of no namespace" : "\(part.name, limit: 120)"
    guard let number = part.number else { return part.name.isEmpty ? Shown() : name }
    return "\(name) (\(number.index) of \(number.count))"
  }

  // MARK: Boxes

  private func drawn(_ box: TopologyPart.Box, in part: TopologyPart) -> LayeredDrawing.Box {
    let nodes = box.members.map { topology.nodes[$0] }
    let node = nodes[0]
    var remarks = node.remarks
    if let askers = box.askers { remarks.append("given to \(askers)") }
    var (kind, name, title) = (node.kind, node.name, nil as String?)
    if nodes.count > 1 {
      kind = "\(nodes.count) × \(node.kind)"
      name = "\(node.name) and \(nodes.count - 1) more"
      title = "\(node.kind): \(nodes.prefix(60).map(\.name).joined(separator: ", "))"
      remarks = []
    }
    // What stands alone in its namespace says where that is.
    if !node.namespace.isEmpty, isOfSeveralNamespaces(part) { kind += " in \(node.namespace)" }
    return LayeredDrawing.Box(
      column: node.layer.rawValue, kind: kind, name: name, remarks: remarks,
      style: node.presence == .missing
        ? .absent : node.presence == .elsewhere || box.isOutside ? .faint : .plain,
      title: title)
  }

  private func isOfSeveralNamespaces(_ part: TopologyPart) -> Bool {
    let first = topology.nodes[part.boxes[0].members[0]].namespace
    return part.boxes.contains { topology.nodes[$0.members[0]].namespace != first }
  }

  // MARK: Words

  /// Each object with what it leads to.
  private func words(of part: TopologyPart) -> XMLText {
    let targets = Dictionary(grouping: part.edges, by: \.from)
    let named = Set(part.edges.map(\.to))
    var items: [XMLText] = []
    for (index, box) in part.boxes.enumerated() {
      let names = (targets[index] ?? []).flatMap { part.boxes[$0.to].members }
      for member in box.members where !names.isEmpty || !named.contains(index) {
        let list = names.enumerated().reduce(into: "" as XMLText) { text, name in
          text += name.offset == 0 ? " → " : ", "
          text += title(topology.nodes[name.element])
        }
        items.append("\(title(topology.nodes[member]))\(list)")
      }
    }
    return .list(items)
  }

  private func title(_ node: Topology.Node) -> XMLText {
    let place = node.namespace.isEmpty ? "" : "\(node.namespace)/"
    var text: XMLText = "\(XMLText.code("\(node.kind) \(place)\(node.name)" as String))"
    var remarks = node.remarks
    if node.presence == .missing { remarks.append("not here") }
    if !remarks.isEmpty { text += " (\(remarks.joined(separator: "; ")))" }
    return text
  }
}
