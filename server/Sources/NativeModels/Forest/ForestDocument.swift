import Inference

/// A value of JSON or UBJSON, the formats of XGBoost's model files.
enum ForestDocument {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  /// An array of nothing but numbers, and an empty one.
  case numbers([Double])
  case array([ForestDocument])
  case object([String: ForestDocument])

  /// How deep values may be in one another: XGBoost's are at 8.
  static let maximumDepth = 32

  /// Reads a file, which is UBJSON if a length follows its first brace.
  static func read(_ bytes: [UInt8], named file: String) throws(ModelLoadError) -> ForestDocument {
    guard bytes.first == UInt8(ascii: "{") else {
      throw ModelLoadError("\(file): is neither JSON nor UBJSON")
    }
    let white: [UInt8] = [0x20, 0x0a, 0x0d, 0x09]
    let second = bytes.dropFirst().first { !white.contains($0) }
    if second == nil || second == UInt8(ascii: "\"") || second == UInt8(ascii: "}") {
      var reader = ForestJSONReader(bytes: bytes, file: file)
      return try reader.read()
    }
    var reader = ForestUBJSONReader(bytes: bytes, file: file)
    return try reader.read()
  }

  /// The elements of an array as they are read: numbers alone, or other values alone.
  struct Elements {
    private var numbers: [Double] = []
    private var others: [ForestDocument] = []

    var count: Int { numbers.count + others.count }

    /// Adds an element; false if numbers and other values would be mixed.
    mutating func append(_ element: ForestDocument) -> Bool {
      if case .number(let number) = element {
        numbers.append(number)
        return others.isEmpty
      }
      others.append(element)
      return numbers.isEmpty
    }

    var document: ForestDocument { others.isEmpty ? .numbers(numbers) : .array(others) }
  }
}
