package import Display

/// Boxes in columns with lines from each to boxes of the next column, as an SVG.
///
/// Words are set in a typeface whose letters have one width, so that what is cut by columns fits its box
/// whatever fonts the reader has.
package struct LayeredDrawing {
  /// A box.
  package struct Box: Sendable {
    /// The column, from 0.
    package var column: Int
    /// What stands small above the name.
    package var kind: String
    /// What stands in it, cut where it is too long.
    package var name: String
    /// What stands small below the name, a line each.
    package var remarks: [String]
    /// How it is drawn.
    package var style: Style
    /// What is told of it to who points at it, where that is more than stands in it.
    package var title: String?

    package init(
      column: Int, kind: String, name: String, remarks: [String] = [], style: Style = .plain,
      title: String? = nil
    ) {
      self.column = column
      self.kind = kind
      self.name = name
      self.remarks = remarks
      self.style = style
      self.title = title
    }

    /// What a box stands for.
    package enum Style: Sendable {
      /// What is there.
      case plain
      /// What is there, and drawn whole elsewhere.
      case faint
      /// What is named and not there.
      case absent
    }

    fileprivate var height: Int { 38 + shownRemarks.count * 13 }
    fileprivate var shownRemarks: ArraySlice<String> { remarks.prefix(3) }
  }

  private let boxes: [Box]
  private let lines: [(from: Int, to: Int)]
  /// Where the upper left corner of each box is.
  private var corners: [(x: Int, y: Int)]
  private var size = (width: 4, height: 4)

  /// - Parameters:
  ///   - boxes: all of them.
  ///   - lines: from a box to one of the next column, by their positions.
  /// - Precondition: each line leads from a column to the next.
  package init(_ boxes: [Box], lines: [(from: Int, to: Int)]) {
    self.boxes = boxes
    self.lines = lines
    corners = Array(repeating: (0, 0), count: boxes.count)
    let linked = Set(lines.flatMap { [$0.from, $0.to] })
    placeLinked(linked.sorted())
    placeAlone(boxes.indices.filter { !linked.contains($0) })
  }

  /// Lays out what lines lead to; a column without boxes takes no room.
  private mutating func placeLinked(_ linked: [Int]) {
    guard !linked.isEmpty else { return }
    let used = Set(linked.map { boxes[$0].column }).sorted()
    let columns = Dictionary(uniqueKeysWithValues: used.enumerated().map { ($1, $0) })
    let positions = Dictionary(uniqueKeysWithValues: linked.enumerated().map { ($1, $0) })
    let layout = LayeredLayout(
      columns: linked.map { columns[boxes[$0].column] ?? 0 },
      heights: linked.map { boxes[$0].height },
      lines: lines.compactMap { line in
        guard let from = positions[line.from], let to = positions[line.to] else { return nil }
        return (from, to)
      })
    for (position, box) in linked.enumerated() {
      corners[box] = (Self.left(columns[boxes[box].column] ?? 0), 2 + layout.tops[position])
    }
    size = (Self.left(used.count) - Self.gap + 2, layout.height + 4)
  }

  /// Lays out what no line leads to, below the rest and side by side.
  private mutating func placeAlone(_ alone: [Int]) {
    guard !alone.isEmpty else { return }
    let columns = max((size.width + Self.gap) / (Self.width + Self.gap), min(alone.count, 4))
    var top = size.height > 4 ? size.height + LayeredLayout.part - 2 : 2
    for start in stride(from: 0, to: alone.count, by: columns) {
      let row = alone[start..<min(start + columns, alone.count)]
      for (column, box) in row.enumerated() { corners[box] = (Self.left(column), top) }
      top += (row.map { boxes[$0].height }.max() ?? 0) + LayeredLayout.gap
    }
    size = (Self.left(columns) - Self.gap + 2, top - LayeredLayout.gap + 2)
  }

  private static func left(_ column: Int) -> Int { 2 + column * (width + gap) }

  private static let (width, gap, inset) = (216, 56, 9)
  /// How many letters fit into a box: 0.61 em are more than a letter of a typeface of one width takes.
  fileprivate static let (nameColumns, kindColumns) = (27, 30)

  /// The drawing.
  ///
  /// - Parameters:
  ///   - title: what it shows, for whoever does not see it.
  ///   - description: where the same stands in words.
  ///   - anchor: what no other drawing of the page is named by.
  package func svg(
    titled title: Shown, describedBy description: Shown, anchor: StaticString, number: Int
  ) -> XMLText {
    let (width, height) = size
    var paths: XMLText = ""
    for (from, to) in lines { paths += path(from, to) }
    var shapes: XMLText = ""
    for index in boxes.indices { shapes += shape(boxes[index], at: corners[index]) }
    let id: XMLText = "\(XMLText(stringLiteral: anchor))\(number)"
    return """
      <svg class="layers" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" \
      role="img" aria-labelledby="\(id)t" aria-describedby="\(id)d">
      <title id="\(id)t">\(title)</title><desc id="\(id)d">\(description)</desc>
      <g class="lines">\(paths)</g>
      \(shapes)</svg>

      """
  }

  private func path(_ from: Int, _ to: Int) -> XMLText {
    let (x, y) = (corners[from].x + Self.width, corners[from].y + boxes[from].height / 2)
    let (u, v) = (corners[to].x, corners[to].y + boxes[to].height / 2)
    let half = (x + u) / 2
    return "<path d=\"M\(x) \(y)C\(half) \(y) \(half) \(v) \(u) \(v)\"/>\n"
  }

  private func shape(_ box: Box, at corner: (x: Int, y: Int)) -> XMLText {
    let (left, top, inner) = (corner.x, corner.y, corner.x + Self.inset)
    let title: XMLText = box.fullText.map { "<title>\($0)</title>" } ?? ""
    var text: XMLText = """
      <text class="kind" x="\(inner)" y="\(top + 14)">\
      \(Shown(box.kind, columns: Self.kindColumns))</text>\
      <text x="\(inner)" y="\(top + 29)">\(Shown(box.name, columns: Self.nameColumns))</text>
      """
    for (index, remark) in box.shownRemarks.enumerated() {
      text += """
        <text class="kind" x="\(inner)" y="\(top + 43 + index * 13)">\
        \(Shown(remark, columns: Self.kindColumns))</text>
        """
    }
    return """
      <g class="\(box.style.name)">\(title)\
      <rect x="\(left)" y="\(top)" width="\(Self.width)" height="\(box.height)" rx="5"/>\
      \(text)</g>

      """
  }
}

extension LayeredDrawing.Box {
  /// What the box stands for in full; nil where all of it stands in the box.
  fileprivate var fullText: Shown? {
    if let title { return Shown(title) }
    let isWhole =
      remarks.count == shownRemarks.count
      && Shown(name).width <= LayeredDrawing.nameColumns
      && ([kind] + remarks).allSatisfy { Shown($0).width <= LayeredDrawing.kindColumns }
    return isWhole ? nil : Shown(([kind, name] + remarks).joined(separator: " "))
  }
}

extension LayeredDrawing.Box.Style {
  fileprivate var name: XMLText {
    switch self {
    case .plain: "plain"
    case .faint: "faint"
    case .absent: "absent"
    }
  }
}
