import Diagnostics
import YAML

/// A struct of the server's memory, as a message shows it: every field by its name in Go, in the
/// order of its declaration, whether the object has it or not.
///
/// From the internal types of `pkg/apis` in Kubernetes.
struct GoStruct: Sendable {
  private let fields: [Field]

  init(_ fields: Field...) { self.fields = fields }

  /// A field of a struct.
  struct Field: Sendable {
    fileprivate let name: String
    /// The field's name in a manifest.
    fileprivate let key: String
    /// What is shown where the object has none; nil leaves the field out.
    fileprivate let zero: String?
    fileprivate let type: GoStruct?

    private init(_ name: String, _ key: String?, zero: String?, type: GoStruct? = nil) {
      self.name = name
      self.key = key ?? name.prefix(1).lowercased() + name.dropFirst()
      self.zero = zero
      self.type = type
    }

    static func text(_ name: String, key: String? = nil) -> Field {
      Field(name, key, zero: "\"\"")
    }

    /// A number, or a number or text, that is always there.
    static func number(_ name: String) -> Field { Field(name, nil, zero: "0") }

    /// What may be absent: a pointer, a list or a map.
    static func optional(_ name: String, key: String? = nil, _ type: GoStruct? = nil) -> Field {
      Field(name, key, zero: "null", type: type)
    }

    /// A struct whose fields are shown as if they were the outer one's.
    static func embedded(_ key: String, _ type: GoStruct) -> Field {
      Field("", key, zero: nil, type: type)
    }

    /// A value that is always there and shown as a manifest has it.
    static func manifest(_ name: String) -> Field { Field(name, nil, zero: "{}") }

    /// A struct that is always there.
    static func part(_ name: String, _ type: GoStruct) -> Field {
      Field(name, nil, zero: type.json(Mapping()), type: type)
    }

    /// A field that is left out where it is empty, as those of meta/v1 are.
    static func written(_ name: String, _ type: GoStruct? = nil) -> Field {
      Field(name, name, zero: nil, type: type)
    }
  }

  /// The struct as JSON, filled from an object.
  func json(_ object: Mapping) -> String { "{\(parts(object).joined(separator: ","))}" }

  private func parts(_ object: Mapping) -> [String] {
    fields.flatMap { field -> [String] in
      let value = object[field.key].flatMap { field.isEmpty($0) ? nil : $0 }
      if field.name.isEmpty { return field.type?.parts(value?.mapping ?? Mapping()) ?? [] }
      let shown = value.map { Self.json($0, field.type) } ?? field.zero
      return shown.map { ["\"\(field.name)\":\($0)"] } ?? []
    }
  }

  /// A value as Go writes it; a list or a map of structs as well as one.
  static func json(_ node: Node, _ type: GoStruct?) -> String {
    switch node.content {
    case .scalar(let scalar):
      return scalar.type == .string ? scalar.text.goJSON : node.json
    case .sequence(let elements):
      return "[\(elements.map { json($0, type) }.joined(separator: ","))]"
    case .mapping(let mapping):
      if let type { return type.json(mapping) }
      let entries = mapping.entries.sorted { $0.name < $1.name }
        .map { "\($0.name.goJSON):\(json($0.value, nil))" }
      return "{\(entries.joined(separator: ","))}"
    }
  }
}

extension GoStruct.Field {
  /// Whether nothing is written of the value.
  fileprivate func isEmpty(_ value: Node) -> Bool {
    guard zero == nil else { return value.isNull }
    switch value.content {
    case .mapping(let mapping): return mapping.isEmpty
    case .sequence(let elements): return elements.isEmpty
    case .scalar(let scalar): return scalar.type == .null
    }
  }
}

extension String {
  /// The text as Go's JSON writes it, which escapes what HTML gives a meaning to.
  fileprivate var goJSON: String {
    var bytes: [UInt8] = []
    bytes.appendJSON(self, escaping: .required)
    var escaped: [UInt8] = []
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "<"): escaped += "\\u003c".utf8
      case UInt8(ascii: ">"): escaped += "\\u003e".utf8
      case UInt8(ascii: "&"): escaped += "\\u0026".utf8
      default: escaped.append(byte)
      }
    }
    return String(decoding: escaped, as: UTF8.self)
  }
}
