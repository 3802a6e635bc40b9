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
    try reader.members { (reader, key) throws(WireError) in
      let isOne = reader.says(key, "features")
      guard isOne || reader.says(key, "instances") else { throw reader.error("unknown field") }
      guard values == nil else { throw reader.error("the features are given twice") }
      var rows: [Float] = []
      if isOne {
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
    var given: [Bool] = []
    given.append(contentsOf: repeatElement(false, count: columns.featureCount))
    var next = 0
    try reader.members { (reader, name) throws(WireError) in
      guard let feature = columns.feature(name, in: reader, likely: next) else {
        throw reader.error("not a feature of the model")
      }
      next = feature.index + 1
      guard !given[feature.index] else { throw reader.error("given twice") }
      given[feature.index] = true
      if reader.isNext(UInt8(ascii: "n")) { return try reader.null() }
      if feature.isWord {
        let word = try reader.text()
        guard let column = columns.column(word, of: feature, in: reader) else {
          throw reader.error("must be one of \(columns.known(of: feature))")
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
