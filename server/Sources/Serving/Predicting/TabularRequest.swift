import Inference

/// The rows of a body, `{"features":{name: value, …}}` or `{"instances":[{…}, …]}`.
///
/// A feature that is absent or null is a missing value, which the model knows how to treat.
struct TabularRequest {
  /// The columns of each row, row after row.
  private(set) var values: [Float] = []

  init(_ body: [UInt8], columns: FeatureColumns, maximumRows: Int) throws(HTTPFailure) {
    do throws(WireError) {
      try read(body, columns, maximumRows)
    } catch {
      throw HTTPFailure(error)
    }
  }

  private mutating func read(
    _ body: [UInt8], _ columns: FeatureColumns, _ maximumRows: Int
  ) throws(WireError) {
    var reader = JSONReader(body)
    var values: [Float]?
    try reader.object { (reader, key) throws(WireError) in
      guard key == "features" || key == "instances" else { throw reader.error("unknown field") }
      guard values == nil else { throw reader.error("the features are given twice") }
      var rows: [Float] = []
      if key == "features" {
        try Self.readRow(&reader, columns, into: &rows)
      } else {
        try reader.array { (reader, index) throws(WireError) in
          guard index < maximumRows else { throw reader.tooManyRows(maximumRows) }
          try Self.readRow(&reader, columns, into: &rows)
        }
        guard !rows.isEmpty else { throw reader.error("must not be empty") }
      }
      values = rows
    }
    try reader.end()
    guard let values else { throw reader.error("features or instances is missing") }
    self.values = values
  }

  private static func readRow(
    _ reader: inout JSONReader, _ columns: FeatureColumns, into rows: inout [Float]
  ) throws(WireError) {
    let start = rows.count
    rows += columns.blankRow
    var given = [Bool](repeating: false, count: columns.featureCount)
    try reader.object { (reader, name) throws(WireError) in
      guard let feature = columns[name] else { throw reader.error("not a feature of the model") }
      guard !given[feature.index] else { throw reader.error("given twice") }
      given[feature.index] = true
      if try reader.kind() == .null { return try reader.null() }
      if let categories = feature.categories {
        let word = try reader.string()
        guard let column = categories[word] else {
          let known = categories.keys.sorted().joined(separator: ", ")
          throw reader.error("must be one of \(known)")
        }
        rows[start + column] = 1
      } else {
        rows[start + feature.firstColumn] = try reader.float()
      }
    }
    guard given.contains(true) else { throw reader.error("names no feature") }
  }
}

extension JSONReader {
  /// Reads a number that a Float holds.
  mutating func float() throws(WireError) -> Float {
    let value = Float(try number())
    guard value.isFinite else { throw error("a number too large for FP32") }
    return value
  }
}
