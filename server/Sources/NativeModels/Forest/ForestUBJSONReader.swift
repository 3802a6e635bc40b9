import Inference

/// Reads UBJSON (draft 12) as XGBoost writes it: big-endian numbers, and arrays of one type.
struct ForestUBJSONReader {
  let bytes: [UInt8]
  let file: String
  private(set) var place = 0

  mutating func read() throws(ModelLoadError) -> ForestDocument {
    let document = try value(of: try byte(), depth: 0)
    guard place == bytes.count else { throw error("something follows the document") }
    return document
  }

  private func error(_ message: String) -> ModelLoadError {
    ModelLoadError("\(file): at byte \(place): \(message)")
  }

  private mutating func byte() throws(ModelLoadError) -> UInt8 {
    guard place < bytes.count else { throw error("the file ends here") }
    defer { place += 1 }
    return bytes[place]
  }

  private func peek() throws(ModelLoadError) -> UInt8 {
    guard place < bytes.count else { throw error("the file ends here") }
    return bytes[place]
  }

  private mutating func value(of marker: UInt8, depth: Int) throws(ModelLoadError) -> ForestDocument
  {
    guard depth < ForestDocument.maximumDepth else { throw error("values are too deep") }
    switch marker {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "S"): return .string(try string())
    case UInt8(ascii: "Z"): return .null
    case UInt8(ascii: "T"): return .bool(true)
    case UInt8(ascii: "F"): return .bool(false)
    default: return .number(try number(of: marker))
    }
  }

  private mutating func object(depth: Int) throws(ModelLoadError) -> ForestDocument {
    var members: [String: ForestDocument] = [:]
    while try peek() != UInt8(ascii: "}") {
      let name = try string()
      let member = try value(of: try byte(), depth: depth + 1)
      guard members.updateValue(member, forKey: name) == nil else {
        throw error("'\(name)' is there twice")
      }
    }
    place += 1
    return .object(members)
  }

  private mutating func array(depth: Int) throws(ModelLoadError) -> ForestDocument {
    if try peek() == UInt8(ascii: "$") {
      place += 1
      let marker = try byte()
      guard let width = Self.width(of: marker) else {
        throw error("arrays of '\(Unicode.Scalar(marker))' are not known")
      }
      guard try byte() == UInt8(ascii: "#") else { throw error("'#' is expected") }
      return .numbers(try numbers(of: marker, width: width, count: try length()))
    }
    var count: Int?
    if try peek() == UInt8(ascii: "#") {
      place += 1
      count = try length()
    }
    var elements = ForestDocument.Elements()
    while true {
      if let count {
        if elements.count == count { break }
      } else if try peek() == UInt8(ascii: "]") {
        place += 1
        break
      }
      guard elements.append(try value(of: try byte(), depth: depth + 1)) else {
        throw error("an array has numbers and other values")
      }
    }
    return elements.document
  }

  private mutating func numbers(
    of marker: UInt8, width: Int, count: Int
  ) throws(ModelLoadError) -> [Double] {
    guard count <= (bytes.count - place) / width else { throw error("the file ends in an array") }
    var numbers: [Double] = []
    numbers.reserveCapacity(count)
    for _ in 0..<count { numbers.append(try number(of: marker)) }
    return numbers
  }

  private mutating func string() throws(ModelLoadError) -> String {
    let count = try length()
    guard count <= bytes.count - place else { throw error("the file ends in a string") }
    guard let string = String(validating: bytes[place..<(place + count)], as: UTF8.self) else {
      throw error("a string is not UTF-8")
    }
    place += count
    return string
  }

  private mutating func length() throws(ModelLoadError) -> Int {
    let marker = try byte()
    guard marker != UInt8(ascii: "d"), marker != UInt8(ascii: "D"),
      let length = Int(exactly: try number(of: marker)), length >= 0
    else { throw error("a length is expected") }
    return length
  }

  private mutating func number(of marker: UInt8) throws(ModelLoadError) -> Double {
    guard let width = Self.width(of: marker) else { throw error("a value is expected") }
    guard width <= bytes.count - place else { throw error("the file ends in a number") }
    var bits: UInt64 = 0
    for byte in bytes[place..<(place + width)] { bits = bits << 8 | UInt64(byte) }
    place += width
    switch marker {
    case UInt8(ascii: "i"): return Double(Int8(truncatingIfNeeded: bits))
    case UInt8(ascii: "U"): return Double(bits)
    case UInt8(ascii: "I"): return Double(Int16(truncatingIfNeeded: bits))
    case UInt8(ascii: "l"): return Double(Int32(truncatingIfNeeded: bits))
    case UInt8(ascii: "L"): return Double(Int64(bitPattern: bits))
    case UInt8(ascii: "d"): return Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    default: return Double(bitPattern: bits)
    }
  }

  /// How many bytes a number has; nil for what is not a number.
  private static func width(of marker: UInt8) -> Int? {
    switch marker {
    case UInt8(ascii: "i"), UInt8(ascii: "U"): 1
    case UInt8(ascii: "I"): 2
    case UInt8(ascii: "l"), UInt8(ascii: "d"): 4
    case UInt8(ascii: "L"), UInt8(ascii: "D"): 8
    default: nil
    }
  }
}
