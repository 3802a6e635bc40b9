package import Inference

/// Loads text classifiers from their own format.
///
/// It is lines of fields that tabs part: `tfidf-linear 1`, `bias` and a number, `drop` and words with
/// spaces between, then each term with its inverse document frequency and its weight.
package struct TextClassifierEngine: ModelEngine {
  package init() {}

  /// The `engine` of the manifests that it is for.
  package var name: String { "tfidf-linear" }

  /// The classifier of a package.
  ///
  /// - Throws: ``ModelLoadError`` with the line that is wrong.
  package func load(_ package: ModelPackage) throws(ModelLoadError) -> any Model {
    let file = package.manifest.file
    guard package.manifest.type == .text else {
      throw ModelLoadError("manifest.json: type must be text for the engine \(name)")
    }
    guard package.manifest.labels.count == 2 else {
      throw ModelLoadError("manifest.json: labels must be two for the engine \(name)")
    }
    guard package.manifest.scaler == nil else {
      throw ModelLoadError("manifest.json: scaler is not for the engine \(name)")
    }
    return try Self.read(package.modelBytes, named: file)
  }

  /// Reads a model file.
  package static func read(
    _ bytes: [UInt8], named file: String
  ) throws(ModelLoadError) -> TextClassifier {
    let newline = UInt8(ascii: "\n")
    guard bytes.last == newline else { throw ModelLoadError("\(file): ends within a line") }
    let lines = bytes.split(separator: newline, omittingEmptySubsequences: false).dropLast()
    guard lines.count > 3 else { throw ModelLoadError("\(file): has no terms") }
    func fields(_ line: Int, _ count: Int) throws(ModelLoadError) -> [ArraySlice<UInt8>] {
      let fields = lines[line].split(
        separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
      guard fields.count == count else {
        throw ModelLoadError("\(file):\(line + 1): has \(fields.count) fields, not \(count)")
      }
      return fields
    }
    func number(_ field: ArraySlice<UInt8>, _ line: Int) throws(ModelLoadError) -> Double {
      guard let value = Double(String(decoding: field, as: UTF8.self)), value.isFinite else {
        throw ModelLoadError("\(file):\(line + 1): a number is expected")
      }
      return value
    }
    guard lines[0].elementsEqual("tfidf-linear\t1".utf8) else {
      throw ModelLoadError("\(file):1: is not a model of tfidf-linear, version 1")
    }
    let bias = try fields(1, 2)
    let drop = try fields(2, 2)
    guard bias[0].elementsEqual("bias".utf8), drop[0].elementsEqual("drop".utf8) else {
      throw ModelLoadError("\(file): bias and drop must be its second and third line")
    }
    var vocabulary = TextVocabulary(capacity: lines.count)
    var terms: [(frequency: Double, weight: Double)] = []
    terms.reserveCapacity(lines.count)
    for line in 3..<lines.count {
      let term = try fields(line, 3)
      let frequency = try number(term[1], line)
      let weight = try number(term[2], line)
      guard !term[0].isEmpty, frequency > 0 else {
        throw ModelLoadError("\(file):\(line + 1): a term and a frequency above 0 are expected")
      }
      guard vocabulary.insert(term[0]) else {
        throw ModelLoadError("\(file):\(line + 1): the term is there twice")
      }
      terms.append((frequency, weight))
    }
    return TextClassifier(
      vocabulary: vocabulary, terms: terms, bias: try number(bias[1], 1),
      dropped: drop[1].split(separator: UInt8(ascii: " ")).map { Array($0) })
  }
}
