package import Display

/// A table with its heads.
///
/// On a narrow screen each row stands by itself, with the heads beside the cells, and is a table to a screen
/// reader still.
package struct Table: Sendable {
  private let caption: Shown
  private let heads: [Shown]
  private var rows: XMLText = ""
  /// How many rows there are.
  package private(set) var count = 0

  /// - Parameters:
  ///   - caption: what it tells.
  ///   - heads: one for each column, the first one's for what rows are about.
  package init(_ caption: Shown, heads: [Shown]) {
    self.caption = caption
    self.heads = heads
  }

  /// Adds a row; its first cell says what it is about.
  ///
  /// - Precondition: there is a cell for each head.
  package mutating func add(_ cells: [XMLText]) {
    precondition(cells.count == heads.count, "a row of \(cells.count) under \(heads.count) heads")
    var row: XMLText = ""
    for (index, cell) in cells.enumerated() {
      row +=
        index == 0
        ? "<th scope=\"row\" role=\"rowheader\">\(cell)</th>"
        : "<td role=\"cell\" data-head=\"\(heads[index])\">\(cell)</td>"
    }
    rows += "<tr role=\"row\">\(row)</tr>\n"
    count += 1
  }

  /// The table; nothing where it has no row.
  package var text: XMLText {
    guard count > 0 else { return "" }
    var head: XMLText = ""
    for title in heads {
      head += "<th scope=\"col\" role=\"columnheader\">\(title)</th>"
    }
    return """
      <table role="table"><caption>\(caption)</caption>
      <thead role="rowgroup"><tr role="row">\(head)</tr></thead>
      <tbody role="rowgroup">
      \(rows)</tbody></table>

      """
  }
}
