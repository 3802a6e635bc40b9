import Diagnostics
import Environments
import Kustomize
import Values

/// What runs where: apps by environments.
///
/// A row is an app where environments have several, and a workload otherwise.
struct AppMatrix: Sendable {
  /// The environments, in their order.
  let environments: [Column]
  /// In the order of the first environment that has them.
  private(set) var rows: [Row] = []

  /// An environment.
  struct Column: Sendable {
    let name: String
    /// The position of the environment that its changes come from; nil where that is none of these.
    let source: Int?
  }

  /// An app or a workload.
  struct Row: Sendable {
    let name: String
    /// For each environment; nil where it has none.
    var cells: [Cell?]
  }

  /// What an environment has of an app.
  struct Cell: Sendable {
    /// In the order of the environment; each once, also where several clusters have it.
    var workloads: [WorkloadPicture] = []
    /// How many findings are about it, by severity.
    var findings: [Severity: Int] = [:]
    /// How its images differ from those of the environment that changes come from.
    var drift: Drift = .unknown
  }

  /// How the images of an environment differ from those of the one before.
  enum Drift: Hashable, Sendable {
    /// There is none before, or it has none of the images.
    case unknown
    /// They are the same.
    case none
    /// They differ, for as long as can be told.
    case differs(DriftSearch.Age?)
  }

  /// - Parameters:
  ///   - pictures: the environments.
  ///   - sources: the names of those that changes come from, by the name of where they go.
  init(_ pictures: [EnvironmentPicture], sources: [String: String]) {
    let names = pictures.map(\.name)
    environments = pictures.map { picture in
      Column(
        name: picture.name,
        source: sources[picture.name].flatMap { names.firstIndex(of: $0) })
    }
    let hasApps = pictures.contains { Set($0.workloads.map(\.app)).count > 1 }
    var places: [String: Int] = [:]
    for (column, picture) in pictures.enumerated() {
      for workload in picture.workloads {
        let name = hasApps ? workload.app : workload.key
        if places[name] == nil {
          places[name] = rows.count
          rows.append(Row(name: name, cells: Array(repeating: nil, count: pictures.count)))
        }
        guard let row = places[name] else { continue }
        var cell = rows[row].cells[column] ?? Cell()
        if !cell.workloads.contains(where: { $0.isAlike(workload) }) {
          cell.workloads.append(workload)
        }
        rows[row].cells[column] = cell
      }
    }
  }

  // MARK: Findings

  /// Counts findings at what they are about.
  mutating func count(_ findings: [Diagnostic]) {
    var columns: [String: Int] = [:]
    for (index, column) in environments.enumerated() { columns[column.name] = index }
    var places: [String: Set<Int>] = [:]
    for (index, row) in rows.enumerated() {
      for workload in row.cells.compactMap({ $0 }).flatMap(\.workloads) {
        places[workload.object, default: []].insert(index)
      }
    }
    for finding in findings {
      guard let object = finding.object else { continue }
      for row in places[object] ?? [] {
        for column in finding.environments.compactMap({ columns[$0] }) {
          rows[row].cells[column]?.findings[finding.severity, default: 0] += 1
        }
      }
    }
  }

  // MARK: Drift

  /// A cell with the images of it that differ from those of the environment before.
  private struct Difference {
    let row: Int
    let column: Int
    var pairs: [DriftSearch.Pair] = []
  }

  /// How many pairs of images are looked for in the history.
  private static let mostPairs = 1_000

  /// Compares each environment with the one that its changes come from.
  ///
  /// - Parameter ages: tells since when pairs of fields have differed.
  mutating func compare(ages: ([DriftSearch.Pair]) -> [DriftSearch.Age?]) {
    var differences: [Difference] = []
    for row in rows.indices {
      for (column, environment) in environments.enumerated() {
        guard let source = environment.source, let here = rows[row].cells[column],
          let there = rows[row].cells[source]
        else { continue }
        let pairs = here.images(alike: there)
        guard !pairs.isEmpty else { continue }
        let different = pairs.filter { $0.here.version != $0.there.version }
        rows[row].cells[column]?.drift = different.isEmpty ? .none : .differs(nil)
        guard !different.isEmpty else { continue }
        differences.append(
          Difference(
            row: row, column: column,
            pairs: different.compactMap { DriftSearch.Pair(from: $0.there, to: $0.here) }))
      }
    }
    var searched: [DriftSearch.Pair] = []
    differences = differences.filter { difference in
      guard searched.count + difference.pairs.count <= Self.mostPairs else { return false }
      searched += difference.pairs
      return true
    }
    guard !searched.isEmpty else { return }
    var rest = ages(searched)[...]
    for difference in differences {
      let known = rest.prefix(difference.pairs.count).compactMap(\.self)
      rest = rest.dropFirst(difference.pairs.count)
      // An app has differed for as long as the image of it that has longest.
      rows[difference.row].cells[difference.column]?.drift = .differs(
        known.min { $0.order < $1.order })
    }
  }
}

extension WorkloadPicture {
  /// Whether a page says the same of both.
  fileprivate func isAlike(_ other: WorkloadPicture) -> Bool {
    key == other.key && size == other.size && images.map(\.text) == other.images.map(\.text)
  }
}

extension AppMatrix.Cell {
  /// The images of containers that another cell has too.
  fileprivate func images(
    alike other: AppMatrix.Cell
  ) -> [(here: WorkloadPicture.Image, there: WorkloadPicture.Image)] {
    workloads.flatMap { workload -> [(here: WorkloadPicture.Image, there: WorkloadPicture.Image)] in
      guard let peer = other.workloads.first(where: { $0.key == workload.key }) else { return [] }
      return workload.images.compactMap { image in
        peer.images.first { $0.container == image.container }.map { (image, $0) }
      }
    }
  }
}

extension DriftSearch.Pair {
  /// Nil where no file says one of the images.
  fileprivate init?(from source: WorkloadPicture.Image, to target: WorkloadPicture.Image) {
    guard let source = source.place.flatMap(DriftSearch.Field.init),
      let target = target.place.flatMap(DriftSearch.Field.init)
    else { return nil }
    self.init(source: source, target: target)
  }
}

extension DriftSearch.Field {
  fileprivate init?(_ place: Location) {
    guard let address = FieldAddress(of: place) else { return nil }
    self.init(path: place.file.treePath, address: address)
  }
}

extension DriftSearch.Age {
  /// What sorts ages, the longest first.
  var order: Timestamp {
    switch self {
    case .uncommitted: Timestamp(seconds: .max - 2)
    case .since(let moment), .before(let moment): moment
    }
  }
}
