import Kubernetes
import YAML

/// What a version of a definition says beside its schema: columns, subresources, selectable fields.
extension Validation {
  private static let columnTypes = ["boolean", "date", "integer", "number", "string"]
  private static let columnFormats = [
    "byte", "date", "date-time", "double", "float", "int32", "int64", "password",
  ]

  mutating func printerColumns(_ version: Fields, under place: Step) {
    for (index, column) in version.objects("additionalPrinterColumns").enumerated() {
      at([place, .index(index)]) { v in v.printerColumn(column) }
    }
  }

  private mutating func printerColumn(_ column: Fields) {
    if column.text("name").isEmpty { required("name") }
    let type = column.text("type")
    let types = "must be one of \(Self.columnTypes.joined(separator: ","))"
    if type.isEmpty {
      required("type", because: types)
    } else if !Self.columnTypes.contains(type) {
      invalid("type", value: ShownValue(type), types)
    }
    let format = column.text("format")
    if !format.isEmpty, !Self.columnFormats.contains(format) {
      invalid(
        "format", value: ShownValue(format),
        "must be one of \(Self.columnFormats.joined(separator: ","))")
    }
    jsonPath(column.text("jsonPath"), at: .named("JSONPath", ["jsonPath"]))
  }

  /// A path of fields, each behind a point.
  ///
  /// - Returns: whether it is one.
  @discardableResult
  private mutating func jsonPath(_ path: String, at place: Step) -> Bool {
    guard !path.isEmpty else {
      required(place)
      return false
    }
    guard path.hasPrefix(".") else {
      invalid(place, value: ShownValue(path), "must be a simple json path starting with .")
      return false
    }
    return true
  }

  mutating func subresources(_ version: Fields, under place: Step) {
    guard let scale = version.value("subresources").object("scale") else { return }
    at([place, "scale"]) { v in
      for (field, root) in [("specReplicasPath", "spec"), ("statusReplicasPath", "status")] {
        let path = scale.text(field)
        guard v.jsonPath(path, at: .field(field)), !path.hasPrefix(".\(root).") else { continue }
        v.invalid(.field(field), value: ShownValue(path), "should be a json path under .\(root)")
      }
      let selector = scale.text("labelSelectorPath")
      guard !selector.isEmpty, v.jsonPath(selector, at: "labelSelectorPath"),
        !selector.hasPrefix(".spec."), !selector.hasPrefix(".status.")
      else { return }
      v.invalid(
        "labelSelectorPath", value: ShownValue(selector),
        "should be a json path under either .spec or .status")
    }
  }

  /// - Parameters:
  ///   - isShared: whether all versions have the same fields.
  ///   - hasSchema: whether their schema stands beside them in what the server holds.
  mutating func selectableFields(
    _ version: Fields, under place: Step, isShared: Bool, hasSchema: Bool
  ) {
    let selected = version.objects("selectableFields")
    guard !selected.isEmpty else { return }
    guard hasSchema, let schema = version.value("schema").object("openAPIV3Schema") else {
      let what = isShared ? "validations.schema is" : "`version.schema.openAPIV3Schema` is not"
      return invalid(place, value: "", "may only be set when \(what) included")
    }
    at(place) { v in
      var seen: Set<String> = []
      for (index, field) in selected.enumerated() {
        v.at([.index(index), "jsonPath"]) { v in
          v.selectableField(field.text("jsonPath"), in: schema, &seen)
        }
      }
      if seen.count > 8 { v.tooMany(count: seen.count, limit: 8) }
    }
  }

  private mutating func selectableField(
    _ text: String, in schema: Fields, _ seen: inout Set<String>
  ) {
    guard !text.isEmpty else { return required() }
    let path: SchemaPath
    do throws(SchemaPath.Fault) {
      path = try SchemaPath(text, in: schema, allowsBrackets: false)
    } catch {
      return invalid(value: ShownValue(text), "is an invalid path: \(error.message)")
    }
    if case .field("metadata")? = path.steps.first {
      invalid(value: ShownValue(text), "must not point to fields in metadata")
    }
    if !["string", "boolean", "integer"].contains(path.schema?.text("type") ?? "") {
      invalid(
        value: ShownValue(text),
        "must point to a field of type string, boolean or integer. Enum string fields and strings "
          + "with formats are allowed.")
    }
    if !seen.insert(Self.text(path.steps)).inserted { duplicate(value: ShownValue(text)) }
  }
}
