import Inference

/// Where the features of a tabular model stand in a row of its tensor.
///
/// A number is one column; a word is a column for each category, of which the word's is 1. An object,
/// since each request hands it on.
final class FeatureColumns: Sendable {
  /// A feature; nothing that would have to be copied for each that a request names.
  struct Feature: Sendable {
    let index: Int
    let firstColumn: Int
    /// Whether it is one of several words, and not a number.
    let isWord: Bool
    /// Where its categories stand among those of all; empty for a number.
    fileprivate var categories = 0..<0
  }

  private let features: [Feature]
  private let indices: [String: Int]
  private let names: Words
  private let categories: Words
  /// Of each feature the columns of its categories by name.
  private let columns: [[String: Int]]
  /// How many columns a row has.
  let count: Int
  /// A row of which nothing is known: numbers are not a number, words are none of the categories.
  let blankRow: [Float]

  init(_ features: [ModelManifest.Feature]) {
    var found: [Feature] = []
    var row: [Float] = []
    var (names, words) = (Words(), Words())
    var indices: [String: Int] = [:]
    var columns: [[String: Int]] = []
    for (index, feature) in features.enumerated() {
      let (first, firstWord) = (row.count, words.count)
      var places: [String: Int] = [:]
      for (offset, name) in (feature.categories ?? []).enumerated() {
        words.append(name)
        places[name] = first + offset
      }
      if let categories = feature.categories {
        row += Array(repeating: 0, count: categories.count)
      } else {
        row.append(.nan)
      }
      names.append(feature.name)
      indices[feature.name] = index
      columns.append(places)
      found.append(
        Feature(
          index: index, firstColumn: first, isWord: feature.categories != nil,
          categories: firstWord..<words.count))
    }
    self.features = found
    self.indices = indices
    self.names = names
    self.columns = columns
    categories = words
    count = row.count
    blankRow = row
  }

  /// How many features there are.
  var featureCount: Int { features.count }

  /// The feature that a text names.
  ///
  /// - Parameter likely: where to look first: most clients name them in order.
  func feature(_ name: JSONString, in reader: JSONReader, likely: Int) -> Feature? {
    if likely < features.count, names.word(likely, is: name, in: reader) { return features[likely] }
    return indices[reader.string(name)].map { features[$0] }
  }

  /// The column of the category that a text names.
  func column(_ word: JSONString, of feature: Feature, in reader: JSONReader) -> Int? {
    // Many are better looked up than compared.
    for place in feature.categories.prefix(8) where categories.word(place, is: word, in: reader) {
      return feature.firstColumn + place - feature.categories.lowerBound
    }
    return columns[feature.index][reader.string(word)]
  }

  /// The categories of a feature as a sentence has them.
  func known(of feature: Feature) -> String {
    columns[feature.index].keys.sorted().joined(separator: ", ")
  }
}

/// Words one after another, to compare bytes with.
private struct Words {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  var count: Int { ends.count }

  mutating func append(_ word: String) {
    bytes += word.utf8
    ends.append(bytes.count)
  }

  func word(_ index: Int, is text: JSONString, in reader: JSONReader) -> Bool {
    let start = index == 0 ? 0 : ends[index - 1]
    return reader.says(text, bytes.span.extracting(start..<ends[index]))
  }
}
