import Inference

/// A value of a document with the path that leads to it, for what is said when it is not as expected.
struct ForestField {
  let value: ForestDocument
  private let file: String
  private let path: String

  /// The whole document of a file.
  init(_ document: ForestDocument, of file: String) {
    self.init(value: document, file: file, path: "")
  }

  private init(value: ForestDocument, file: String, path: String) {
    self.value = value
    self.file = file
    self.path = path
  }

  /// What is wrong with the value, as `is not an object`.
  func error(_ message: String) -> ModelLoadError {
    ModelLoadError(path.isEmpty ? "\(file): \(message)" : "\(file): \(path) \(message)")
  }

  private func member(_ name: String, _ value: ForestDocument) -> ForestField {
    ForestField(value: value, file: file, path: path.isEmpty ? name : "\(path).\(name)")
  }

  /// A member of an object, if it is there.
  func optional(_ name: String) throws(ModelLoadError) -> ForestField? {
    guard case .object(let members) = value else { throw error("is not an object") }
    return members[name].map { member(name, $0) }
  }

  subscript(_ name: String) -> ForestField {
    get throws(ModelLoadError) {
      guard let field = try optional(name) else { throw member(name, .null).error("is missing") }
      return field
    }
  }

  /// The objects of an array.
  func elements() throws(ModelLoadError) -> [ForestField] {
    switch value {
    case .array(let values):
      values.enumerated().map {
        ForestField(value: $0.element, file: file, path: "\(path)[\($0.offset)]")
      }
    case .numbers(let numbers) where numbers.isEmpty: []
    default: throw error("is not an array of objects")
    }
  }

  /// Whether the value is an array or an object that holds nothing.
  var isEmpty: Bool {
    switch value {
    case .numbers(let numbers): numbers.isEmpty
    case .object(let members): members.isEmpty
    default: false
    }
  }

  func string() throws(ModelLoadError) -> String {
    guard case .string(let text) = value else { throw error("is not a string") }
    return text
  }

  /// A string that means something only if it is one of a few.
  func oneOf<Meaning>(
    _ supported: [String], _ meaning: (String) -> Meaning?
  ) throws(ModelLoadError) -> Meaning {
    let text = try string()
    guard supported.contains(text), let meaning = meaning(text) else {
      throw error("is '\(text)', and supported is \(supported.joined(separator: ", "))")
    }
    return meaning
  }

  /// A whole number that is not negative, which XGBoost writes as a string.
  func count() throws(ModelLoadError) -> Int {
    let text = try string()
    guard let count = Int32(text), count >= 0 else { throw error("is '\(text)', not a count") }
    return Int(count)
  }

  func numbers() throws(ModelLoadError) -> [Double] {
    guard case .numbers(let numbers) = value else { throw error("is not an array of numbers") }
    return numbers
  }

  /// Numbers that are whole, and 32 bits wide.
  func integers() throws(ModelLoadError) -> [Int32] {
    var integers: [Int32] = []
    for (index, number) in try numbers().enumerated() {
      guard let integer = Int32(exactly: number) else {
        throw error("has \(number) at \(index), not a whole number")
      }
      integers.append(integer)
    }
    return integers
  }

  /// Numbers as 1 and 0, or as true and false: XGBoost has written both.
  func flags() throws(ModelLoadError) -> [Bool] {
    switch value {
    case .array(let values):
      var flags: [Bool] = []
      for value in values {
        guard case .bool(let flag) = value else { throw error("is not an array of 0 and 1") }
        flags.append(flag)
      }
      return flags
    case .numbers(let numbers) where numbers.allSatisfy { $0 == 0 || $0 == 1 }:
      return numbers.map { $0 == 1 }
    default: throw error("is not an array of 0 and 1")
    }
  }
}
