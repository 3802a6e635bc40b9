import APIServer
import CEL
import Kubernetes

/// How large values of a schema can be in one request, by which the cost of rules is estimated.
final class SchemaSize: Sendable {
  /// The most elements, bytes or entries.
  let most: UInt64
  /// The fewest bytes as JSON.
  private let leastBytes: Int
  private let fields: [String: SchemaSize]
  private let element: SchemaSize?
  private let isMap: Bool

  /// The most bytes of a request.
  private static let request = 3 << 20

  private init(
    most: Int = 0, leastBytes: Int, fields: [String: SchemaSize] = [:],
    element: SchemaSize? = nil, isMap: Bool = false
  ) {
    self.most = UInt64(max(most, 0))
    self.leastBytes = leastBytes
    self.fields = fields
    self.element = element
    self.isMap = isMap
  }

  /// How many of the values a request can hold, with a comma between two.
  var cardinality: UInt64 { UInt64(Self.request / (leastBytes + 1)) }

  /// The size of the value at a path below; nil where the schema says nothing of it.
  func size(at path: ArraySlice<String>) -> UInt64? {
    guard let step = path.first else { return most }
    let rest = path.dropFirst()
    switch step {
    case "@items", "@values": return element?.size(at: rest)
    case "@keys": return isMap && rest.isEmpty ? 0 : nil
    default: return fields[step]?.size(at: rest)
    }
  }

  /// Nil for a schema that rules do not see.
  static func of(_ schema: StructuralSchema, isResource: Bool) -> SchemaSize? {
    if schema.isIntOrString {
      return SchemaSize(most: schema.maxLength.map { $0 * 4 } ?? request - 2, leastBytes: 1)
    }
    switch schema.type {
    case "array": return list(schema)
    case "object": return object(schema, isResource: isResource)
    case "string": return text(schema)
    case "boolean": return SchemaSize(leastBytes: 4)
    case "number", "integer": return SchemaSize(leastBytes: 1)
    default: return nil
    }
  }

  private static func list(_ schema: StructuralSchema) -> SchemaSize? {
    guard let items = schema.items, let element = of(items, isResource: items.isEmbeddedResource)
    else { return nil }
    return SchemaSize(
      most: schema.maxItems ?? (request - 2) / (element.leastBytes + 1), leastBytes: 2,
      element: element)
  }

  private static func object(_ schema: StructuralSchema, isResource: Bool) -> SchemaSize? {
    if let values = schema.additionalProperties.schema {
      guard let element = of(values, isResource: values.isEmbeddedResource) else { return nil }
      return SchemaSize(
        // A key, its quotes, a colon and a comma at the least.
        most: schema.maxProperties ?? (request - 2) / (element.leastBytes + 6), leastBytes: 2,
        element: element, isMap: true)
    }
    var fields: [String: SchemaSize] = [:]
    var leastBytes = 2
    for (name, property) in schema.properties {
      guard let size = of(property, isResource: property.isEmbeddedResource) else { continue }
      if let escaped = PropertyName.escaped(name) { fields[escaped] = size }
      if schema.required.contains(name), property.defaultValue == nil {
        leastBytes += name.utf8.count + size.leastBytes + 4
      }
    }
    if isResource {
      let name = SchemaSize(most: request - 2, leastBytes: 2)
      fields["apiVersion"] = name
      fields["kind"] = name
      fields["metadata"] = SchemaSize(
        leastBytes: 2, fields: ["name": name, "generateName": name])
    }
    return SchemaSize(leastBytes: leastBytes, fields: fields)
  }

  private static func text(_ schema: StructuralSchema) -> SchemaSize {
    switch schema.format {
    case "byte": return SchemaSize(most: schema.maxLength ?? request - 2, leastBytes: 2)
    case "duration": return SchemaSize(most: 32, leastBytes: 3)
    case "date": return SchemaSize(most: 12, leastBytes: 12)
    case "date-time": return SchemaSize(most: 32, leastBytes: 21)
    default: break
    }
    // A character takes up to four bytes.
    if let length = schema.maxLength { return SchemaSize(most: length * 4, leastBytes: 2) }
    let allowed = schema.allowedTexts
    return SchemaSize(
      most: allowed.isEmpty ? request - 2 : allowed.map(\.utf8.count).max() ?? 0, leastBytes: 2)
  }
}

/// Tells the estimator of costs how large `self` and `oldSelf` can be, and what lies in them.
struct SchemaSizes: TypeProvider {
  let root: SchemaSize?

  func hasType(named name: String) -> Bool { false }

  func type(ofField field: String, in typeName: String) -> CELType? { nil }

  func size(at path: [String]) -> SizeEstimate? {
    root?.size(at: path.dropFirst()).map { SizeEstimate(0, $0) }
  }
}
