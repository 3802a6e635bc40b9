import Kubernetes
import Values
import YAML

/// The keywords of schemas that Kubernetes added, `x-kubernetes-…`.
extension Validation {
  mutating func extensionKeywords(_ schema: Fields) {
    let type = schema.text("type")
    if schema.bool("x-kubernetes-preserve-unknown-fields") == false {
      invalid(
        "x-kubernetes-preserve-unknown-fields", value: ShownValue(false),
        "must be true or undefined")
    }
    if let map = schema.optionalText("x-kubernetes-map-type") {
      if type != "object" { mustBe("object", type, because: "x-kubernetes-map-type is specified") }
      oneOf(map, ["atomic", "granular"], at: "x-kubernetes-map-type")
    }
    listKeywords(schema, type)
  }

  private mutating func listKeywords(_ schema: Fields, _ type: String) {
    let list = schema.optionalText("x-kubernetes-list-type")
    if let list {
      if type != "array" {
        mustBe("array", type, because: "x-kubernetes-list-type is specified")
      } else if list == "set", let items = schema.object("items") {
        setItems(items)
      }
      oneOf(list, ["atomic", "set", "map"], at: "x-kubernetes-list-type")
    }
    if !schema.isEmptyCollection("x-kubernetes-list-map-keys") {
      let detail = "must be map if x-kubernetes-list-map-keys is non-empty"
      if let list {
        if list != "map" { invalid("x-kubernetes-list-type", value: ShownValue(list), detail) }
      } else {
        required("x-kubernetes-list-type", because: detail)
      }
    }
    if list == "map" { mapItems(schema) }
    guard list == "map" || list == "set", let list, let items = schema.object("items") else {
      return
    }
    if items.isTrue("nullable") {
      forbidden(
        "items", "nullable", because: "cannot be nullable when x-kubernetes-list-type is \(list)")
    }
    if list == "map" { mapKeys(schema, items) }
  }

  /// Elements of a set are compared whole, so that they must be replaced whole.
  private mutating func setItems(_ items: Fields) {
    let detail = "must be atomic as item of a list with x-kubernetes-list-type=set"
    switch items.text("type") {
    case "array":
      guard let list = items.optionalText("x-kubernetes-list-type"), list != "atomic" else {
        return
      }
      invalid("items", "x-kubernetes-list-type", value: ShownValue(list), detail)
    case "object" where items.text("x-kubernetes-map-type") != "atomic":
      invalid(
        "items", "x-kubernetes-map-type", value: ShownValue(items["x-kubernetes-list-type"]), detail
      )
    default: return
    }
  }

  private mutating func mapItems(_ schema: Fields) {
    let keys = schema.strings("x-kubernetes-list-map-keys")
    if keys.isEmpty {
      required(
        "x-kubernetes-list-map-keys", because: "must not be empty if x-kubernetes-list-type is map")
    }
    if !schema.has("items") {
      required("items", because: "must have a schema if x-kubernetes-list-type is map")
      return
    }
    guard let items = schema.object("items") else {
      invalid(
        "items", value: ShownValue(schema["items"]),
        "must only have a single schema if x-kubernetes-list-type is map")
      return
    }
    guard items.text("type") == "object" else {
      invalid(
        "items", "type", value: ShownValue(items.text("type")),
        "must be object if parent array's x-kubernetes-list-type is map")
      return
    }
    var seen: Set<String> = []
    let shown = ShownValue(schema["x-kubernetes-list-map-keys"])
    for key in keys {
      if let property = items.value("properties").object(key) {
        if ["array", "object"].contains(property.text("type")) {
          invalid(
            "items", "properties", .key(key), "type", value: ShownValue(items.text("type")),
            "must be a scalar type if parent array's x-kubernetes-list-type is map")
        }
      } else {
        invalid(
          "x-kubernetes-list-map-keys", value: shown,
          "entries must all be names of item properties")
      }
      if !seen.insert(key).inserted {
        invalid(
          "x-kubernetes-list-map-keys", value: shown, "must not contain duplicate entries")
      }
    }
  }

  private mutating func mapKeys(_ schema: Fields, _ items: Fields) {
    let needed = Set(items.strings("required"))
    let reason = "this property is in x-kubernetes-list-map-keys, so it"
    for key in schema.strings("x-kubernetes-list-map-keys") {
      guard let property = items.value("properties").object(key) else { continue }
      if !needed.contains(key), !property.has("default") {
        required(
          "items", "properties", .key(key), "default",
          because: "\(reason) must have a default or be a required property")
      }
      if property.isTrue("nullable") {
        forbidden(
          "items", "properties", .key(key), "nullable", because: "\(reason) cannot be nullable")
      }
    }
  }

  /// What `x-kubernetes-validations` says beside the rules themselves.
  mutating func ruleKeywords(_ schema: Fields) {
    each("x-kubernetes-validations", of: schema) { v, rule, _ in
      let text = rule.text("rule").trimming(\.isWhitespace)
      let message = rule.text("message")
      let sentence = message.trimming(\.isWhitespace)
      if text.isEmpty {
        v.required("rule", because: "rule is not specified")
      } else if !message.isEmpty, sentence.isEmpty {
        v.invalid("message", value: ShownValue(message), "must be non-empty if specified")
      } else if sentence.contains(where: \.isNewline) {
        v.invalid("message", value: ShownValue(message), "must not contain line breaks")
      } else if text.contains(where: \.isNewline), sentence.isEmpty {
        v.required("message", because: "message must be specified if rule contains line breaks")
      }
      let expression = rule.text("messageExpression")
      if !expression.isEmpty, expression.isBlank {
        v.required(
          "messageExpression", because: "messageExpression must be non-empty if specified")
      }
      if let reason = rule.optionalText("reason") {
        v.oneOf(
          reason,
          [
            "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid",
            "FieldValueRequired",
          ], at: "reason")
      }
      v.ruleFieldPath(rule.text("fieldPath"), in: schema)
    }
  }

  private mutating func ruleFieldPath(_ path: String, in schema: Fields) {
    guard !path.isEmpty else { return }
    if path.isBlank {
      invalid("fieldPath", value: ShownValue(path), "must be non-empty if specified")
    }
    if path.contains(where: \.isNewline) {
      invalid("fieldPath", value: ShownValue(path), "must not contain line breaks")
    }
    guard schema.structuralFault == nil, (try? SchemaPath(path, in: schema)) == nil else { return }
    invalid("fieldPath", value: ShownValue(path), "must be a valid path")
  }
}
