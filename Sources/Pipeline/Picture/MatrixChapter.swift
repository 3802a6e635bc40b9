import Diagnostics
import Display
package import Pages
import Values

extension CheckResult {
  /// The environments side by side, for a page: for each app its versions, replicas, findings, and how long
  /// it has differed from the environment before.
  ///
  /// Nil unless the pipeline was asked to look at it, and where nothing runs.
  package var matrixChapter: Page.Chapter? {
    guard var matrix, !matrix.rows.isEmpty else { return nil }
    matrix.count(diagnostics)
    return MatrixWriter(matrix: matrix, today: day).chapter
  }
}

/// Writes a matrix of apps for a page.
private struct MatrixWriter {
  let matrix: AppMatrix
  let today: CalendarDate?

  /// How many rows are seen at once.
  private static let shown = 20
  /// How many bytes all may have.
  private static let room = 700_000
  /// How many workloads of an app are told.
  private static let workloads = 6

  var chapter: Page.Chapter {
    let rows = ordered
    let heads: [Shown] =
      ["app"] + matrix.environments.map { Shown($0.name, limit: 60) }
    var room = Self.room
    var tables: [Table] = []
    var left = 0
    for (index, row) in rows.enumerated() {
      let cells = cells(of: row)
      let size = cells.reduce(0) { $0 + $1.byteCount + 60 }
      guard size < room else {
        left = rows.count - index
        break
      }
      room -= size
      if index == 0 || index == Self.shown {
        tables.append(
          Table(
            "What runs of each app: the version of its image, how many pods, what was found",
            heads: heads))
      }
      tables[tables.count - 1].add(cells)
    }
    var text: XMLText =
      "<div class=\"scroll matrix\" role=\"region\" tabindex=\"0\" aria-label=\"Apps\">"
    text += "\(tables.first?.text ?? "")</div>\n"
    if tables.count > 1 {
      text += .folded(
        "\(counted(tables[1].count, "more app")), of which none differs longer" as XMLText,
        "<div class=\"scroll matrix\" role=\"region\" tabindex=\"0\" aria-label=\"More apps\">\(tables[1].text)</div>\n"
      )
    }
    if left > 0 {
      text += "<p>and \(counted(left, "more app")), for which a page has no room.</p>\n"
    }
    return Page.Chapter(
      matrix.environments.count > 1 ? "Environments side by side" : "What runs",
      count: rows.count, text)
  }

  /// What has differed for longest first, then what has most findings.
  private var ordered: [AppMatrix.Row] {
    let keyed = matrix.rows.enumerated().map { index, row in
      (row: row, age: row.oldest, findings: -row.weight, index: index)
    }
    return keyed.sorted {
      ($0.age, $0.findings, $0.index) < ($1.age, $1.findings, $1.index)
    }.map(\.row)
  }

  private func cells(of row: AppMatrix.Row) -> [XMLText] {
    let name: XMLText = row.name.isEmpty ? "objects of no app" : .code(row.name)
    return [name]
      + zip(row.cells, matrix.environments).map { cell, environment in
        guard let cell else { return "<span class=\"quiet\">not here</span>" }
        let source = environment.source.map { matrix.environments[$0].name }
        return content(of: cell, comparedWith: source)
      }
  }

  private func content(of cell: AppMatrix.Cell, comparedWith source: String?) -> XMLText {
    let only = cell.workloads.count == 1 && cell.workloads[0].images.count <= 1
    var lines = cell.workloads.prefix(Self.workloads).flatMap { workload -> [XMLText] in
      let size: XMLText =
        workload.size.isEmpty ? "" : " <span class=\"quiet\">× \(workload.size)</span>"
      guard !workload.images.isEmpty else { return only ? [] : ["\(workload.name)\(size)"] }
      return workload.images.enumerated().map { index, image in
        let name = workload.images.count == 1 ? workload.name : image.container
        let label: XMLText = only ? "" : "\(Shown(name, columns: 40)): "
        return "\(label)\(version(image))\(index == 0 ? size : "")"
      }
    }
    if cell.workloads.count > Self.workloads {
      lines.append("and \(counted(cell.workloads.count - Self.workloads, "more workload"))")
    }
    for severity in [Severity.error, .warning] {
      guard let count = cell.findings[severity] else { continue }
      let style: XMLText = severity == .error ? "error" : "warning"
      lines.append("<span class=\"\(style)\">\(counted(count, severity.rawValue))</span>")
    }
    if let source, let drift = drift(cell.drift, from: source) { lines.append(drift) }
    return lines.reduce(into: "") { $0 += "<div>\($1)</div>" }
  }

  private func version(_ image: WorkloadPicture.Image) -> XMLText {
    let version = image.version
    guard !version.isEmpty else { return "<span class=\"quiet\">no version</span>" }
    return "<code title=\"\(Shown(image.text, limit: 300))\">\(Shown(version, columns: 24))</code>"
  }

  private func drift(_ drift: AppMatrix.Drift, from source: String) -> XMLText? {
    switch drift {
    case .unknown: return nil
    case .none: return "<span class=\"quiet\">same as \(source)</span>"
    case .differs(let age):
      return "<span class=\"differs\">differs from \(source)\(age.map(duration) ?? "")</span>"
    }
  }

  private func duration(_ age: DriftSearch.Age) -> Shown {
    switch age {
    case .uncommitted: return ", not committed"
    case .since(let moment): return days(since: moment).map { " for \($0)" } ?? ""
    case .before(let moment): return days(since: moment).map { " for \($0) or longer" } ?? ""
    }
  }

  /// The days between the day of a moment and today; nil where no day is today, or it comes later.
  private func days(since moment: Timestamp) -> Shown? {
    guard let days = today?.days(since: CalendarDate(moment)), days >= 0 else { return nil }
    return days == 0 ? "less than a day" : "\(counted(days, "day"))"
  }
}

extension WorkloadPicture {
  /// The name without the kind.
  fileprivate var name: String { String(key.drop { $0 != " " }.dropFirst()) }
}

extension AppMatrix.Row {
  /// Since when it differs, where it does; later than anything where it does not.
  fileprivate var oldest: Timestamp {
    cells.compactMap { cell in
      guard case .differs(let age)? = cell?.drift else { return nil }
      // Of what differs nobody knows how long it has.
      return age?.order ?? Timestamp(seconds: .max - 1)
    }.min() ?? Timestamp(seconds: .max)
  }

  /// What sorts rows by their findings.
  fileprivate var weight: Int {
    cells.compactMap(\.self).reduce(0) {
      $0 + $1.findings[.error, default: 0] * 1_000 + $1.findings[.warning, default: 0]
    }
  }
}
