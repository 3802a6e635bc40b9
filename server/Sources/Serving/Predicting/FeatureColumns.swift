import Inference

/// Where the features of a tabular model stand in a row of its tensor.
///
/// A number is one column; a word is a column for each category, of which the word's is 1.
struct FeatureColumns: Sendable {
  struct Feature: Sendable {
    var name: String
    var index: Int
    var firstColumn: Int
    /// The columns of the categories; nil for a number.
    var categories: [String: Int]?
  }

  private let features: [String: Feature]
  /// How many columns a row has.
  let count: Int
  /// A row of which nothing is known: numbers are not a number, words are none of the categories.
  let blankRow: [Float]

  init(_ features: [ModelManifest.Feature]) {
    var found: [String: Feature] = [:]
    var row: [Float] = []
    for (index, feature) in features.enumerated() {
      var categories: [String: Int]?
      let first = row.count
      if let names = feature.categories {
        categories = [:]
        for (offset, name) in names.enumerated() { categories?[name] = first + offset }
        row += Array(repeating: 0, count: names.count)
      } else {
        row.append(.nan)
      }
      found[feature.name] = Feature(
        name: feature.name, index: index, firstColumn: first, categories: categories)
    }
    self.features = found
    count = row.count
    blankRow = row
  }

  /// How many features there are.
  var featureCount: Int { features.count }

  subscript(_ name: String) -> Feature? { features[name] }
}
