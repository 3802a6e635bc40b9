import Diagnostics
import Kubernetes
import YAML

/// Reads the fields of one mapping of a decoded object.
///
/// A field that is absent or null reads as its zero value, as the server decodes it. What is of
/// another type was told by the decoder, and reads as absent.
struct ObjectReader {
  /// Nil where the object is absent.
  let node: Node?
  let path: FieldPath
  let causes: CauseList
  /// The location of the nearest parent that stands in a file.
  private let place: Location?

  init(_ node: Node?, at path: FieldPath, in place: Location?, causes: CauseList) {
    self.node = node
    self.path = path
    self.causes = causes
    self.place = node?.origin.location ?? place
  }

  /// The mapping itself as a field.
  var field: Field { Field(path: path, location: place) }

  func field(_ name: String) -> Field {
    Field(
      path: path.appending(.key(name)), location: node?[name]?.origin.location ?? place)
  }

  func element(_ name: String, _ index: Int) -> Field {
    let elements = node?[name]?.elements ?? []
    let location = elements.indices.contains(index) ? elements[index].origin.location : nil
    return Field(
      path: path.appending(.key(name)).appending(.index(index)),
      location: location ?? field(name).location)
  }

  /// Whether the field is there and not null.
  func has(_ name: String) -> Bool { value(name) != nil }

  /// The field's node; nil when it is absent or null.
  func value(_ name: String) -> Node? {
    guard let value = node?[name], !value.isNull else { return nil }
    return value
  }

  func string(_ name: String) -> String {
    value(name)?.string ?? ""
  }

  func strings(_ name: String) -> [String] {
    (value(name)?.elements ?? []).map { $0.string ?? "" }
  }

  func object(_ name: String) -> ObjectReader {
    ObjectReader(value(name), at: path.appending(.key(name)), in: place, causes: causes)
  }

  func objects(_ name: String) -> [ObjectReader] {
    (value(name)?.elements ?? []).enumerated().map { index, element in
      ObjectReader(
        element.isNull ? nil : element, at: path.appending(.key(name)).appending(.index(index)),
        in: place, causes: causes)
    }
  }

  /// A value of a closed set; another text is a cause and reads as nil.
  func choice<Value: RawRepresentable & CaseIterable>(
    _ name: String, of type: Value.Type
  ) -> Value? where Value.RawValue == String {
    guard has(name) else { return nil }
    let text = string(name)
    if let value = Value(rawValue: text) { return value }
    causes.notSupported(
      field(name), value: text, supported: Value.allCases.map(\.rawValue))
    return nil
  }
}

/// Checks `metadata.name` as the server does for policies and bindings.
func checkName(_ root: ObjectReader) {
  let metadata = root.object("metadata")
  let name = metadata.string("name")
  let field = metadata.field("name")
  if name.isEmpty, metadata.string("generateName").isEmpty {
    root.causes.required(field, "name or generateName is required")
  } else if !name.isEmpty {
    for fault in NameFormat.dns1123Subdomain.faults(name) {
      root.causes.invalid(field, value: name, fault)
    }
  }
}
