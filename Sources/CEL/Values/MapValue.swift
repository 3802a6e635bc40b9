import Values

/// A map that an expression made, with its keys in the order they were first added.
package struct MapValue: Sendable {
  private var order: [MapKey]
  private var values: [MapKey: Value]

  package init() {
    order = []
    values = [:]
  }

  /// A map of these entries; of two with the same key the later counts.
  package init(_ entries: [(key: Value, value: Value)]) {
    self.init()
    for entry in entries {
      if let key = MapKey(entry.key) { self[key] = entry.value }
    }
  }

  /// How many entries there are.
  package var count: Int { order.count }

  /// The entries in their order.
  package var entries: [(key: Value, value: Value)] {
    order.compactMap { key in values[key].map { (key.value, $0) } }
  }

  /// The keys in their order.
  package var keys: [Value] { order.map(\.value) }

  /// The value of exactly that key, or of a number that equals it.
  package subscript(key: Value) -> Value? {
    guard let exact = MapKey(key) else { return nil }
    if let value = values[exact] { return value }
    for equal in exact.equalNumbers {
      if let value = values[equal] { return value }
    }
    return nil
  }

  /// The value of exactly that key; nil removes it.
  subscript(key: MapKey) -> Value? {
    get { values[key] }
    set {
      if let newValue {
        if values.updateValue(newValue, forKey: key) == nil { order.append(key) }
      } else if values.removeValue(forKey: key) != nil {
        order.removeAll { $0 == key }
      }
    }
  }

  /// Whether the map has the key or a number that equals it.
  func contains(_ key: MapKey) -> Bool {
    values[key] != nil || key.equalNumbers.contains { values[$0] != nil }
  }
}

/// A value that may be the key of a map.
enum MapKey: Hashable, Sendable {
  case null
  case bool(Bool)
  case int(Int64)
  case uint(UInt64)
  case double(Double)
  case string(ExactString)
  case timestamp(Timestamp)
  case duration(Duration)

  /// Nil for a value that cannot be a key.
  init?(_ value: Value) {
    switch value {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .int(let value): self = .int(value)
    case .uint(let value): self = .uint(value)
    case .double(let value): self = .double(value)
    case .string(let value): self = .string(ExactString(value))
    case .timestamp(let value): self = .timestamp(value)
    case .duration(let value): self = .duration(value)
    default: return nil
    }
  }

  var value: Value {
    switch self {
    case .null: .null
    case .bool(let value): .bool(value)
    case .int(let value): .int(value)
    case .uint(let value): .uint(value)
    case .double(let value): .double(value)
    case .string(let value): .string(value.text)
    case .timestamp(let value): .timestamp(value)
    case .duration(let value): .duration(value)
    }
  }

  /// The keys of other number types that equal this one.
  var equalNumbers: [MapKey] {
    switch self {
    case .int(let value):
      return [UInt64(exactly: value).map(MapKey.uint), Double(exactly: value).map(MapKey.double)]
        .compactMap(\.self)
    case .uint(let value):
      return [Int64(exactly: value).map(MapKey.int), Double(exactly: value).map(MapKey.double)]
        .compactMap(\.self)
    case .double(let value):
      return [Int64(exactly: value).map(MapKey.int), UInt64(exactly: value).map(MapKey.uint)]
        .compactMap(\.self)
    default: return []
    }
  }
}

/// A string that equals only the same scalars, where Swift's also equals canonical equivalents.
struct ExactString: Hashable, Sendable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (left: ExactString, right: ExactString) -> Bool {
    left.text.isExactly(right.text)
  }

  func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

extension String {
  /// Whether two strings are the same scalars.
  func isExactly(_ other: String) -> Bool {
    // What is not even equivalent is told fastest.
    self == other && utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
  }
}
