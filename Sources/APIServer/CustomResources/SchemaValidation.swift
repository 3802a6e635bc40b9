import Kubernetes
import RegularExpression
import YAML

/// Holds a value against a schema as the server's OpenAPI validator does.
///
/// What is wrong with a value that an update leaves as it was is forgiven (KEP-4008).
struct SchemaValidation {
  private(set) var causes: [SchemaCause] = []
  /// How much of a schema applied, by which the nearest of several alternatives is found.
  private var matches = 0

  /// A fault with the steps to its field; nil for one that is about no field.
  struct SchemaCause {
    let reason: Cause.Reason
    let path: [Validation.Step]?
    let message: String
  }

  private typealias Steps = [Validation.Step]

  static func causes(_ node: Node, _ schema: StructuralSchema, old: Node?) -> [SchemaCause] {
    var validation = SchemaValidation()
    validation.check(node, schema, old: old, at: [])
    return validation.causes
  }

  private mutating func check(
    _ node: Node, _ schema: StructuralSchema, old: Node?, at path: Steps
  ) {
    let before = causes.count
    matches += 1
    checkType(node, schema, at: path)
    if !node.isNull {
      checkAlternatives(node, schema, old: old, at: path)
      switch node.content {
      case .scalar(let scalar):
        if scalar.type == .string {
          checkText(scalar.text, schema, at: path)
        } else if let number = scalar.number {
          checkNumber(number, scalar, schema, at: path)
        }
      case .sequence(let elements): checkItems(elements, schema, old: old, at: path)
      case .mapping(let mapping): checkFields(mapping, schema, old: old, at: path)
      }
    }
    checkAllowed(node, schema, at: path)
    if causes.count > before, let old, node.isEqual(to: old) {
      causes.removeLast(causes.count - before)
    }
  }

  // MARK: Types

  private mutating func checkType(_ node: Node, _ schema: StructuralSchema, at path: Steps) {
    let types = schema.types
    if node.isNull {
      if !types.isEmpty, !schema.isNullable { wrongType(node, types, "null", at: path) }
      return
    }
    guard !types.isEmpty || !schema.format.isEmpty else { return }
    let (type, format) = Self.kind(of: node)
    let isText = type == "string" || type == "array"
    let fits =
      types.contains(type) || type == "integer" && types.contains("number")
      || type == "number" && types.contains("integer") && node.scalar?.isWhole == true
    if !isText, !schema.format.isEmpty, !fits, format != schema.format {
      report(
        .typeInvalid, path,
        "Invalid value: \"\(format)\": \(Self.body(path)) must be of type \(schema.format): "
          + "\"\(format)\"")
      return
    }
    let isNumeric = types.contains("number") || types.contains("integer")
    if !isNumeric, !schema.format.isEmpty, isText { return }
    if !types.isEmpty, !fits { wrongType(node, types, type, at: path) }
  }

  private mutating func wrongType(
    _ node: Node, _ types: [String], _ type: String, at path: Steps
  ) {
    report(
      .typeInvalid, path,
      "Invalid value: \"\(type)\": \(Self.body(path)) must be of type "
        + "\(types.joined(separator: ",")): \"\(type)\"")
  }

  /// The JSON type of a value, and the format that the server infers from it.
  private static func kind(of node: Node) -> (type: String, format: String) {
    switch node.content {
    case .mapping: return ("object", "")
    case .sequence: return ("array", "")
    case .scalar(let scalar):
      switch scalar.type {
      case .string: return ("string", "")
      case .boolean: return ("boolean", "")
      case .null: return ("null", "")
      case .integer where scalar.integer != nil: return ("integer", "int64")
      case .integer, .float: return ("number", "float64")
      }
    }
  }

  // MARK: Alternatives

  private mutating func checkAlternatives(
    _ node: Node, _ schema: StructuralSchema, old: Node?, at path: Steps
  ) {
    // The schemas of most values have none, and few are refused by them.
    var shown: String { "\"\(Validation.text(path))\"" }
    if !schema.anyOf.isEmpty {
      let results = attempts(node, schema.anyOf, old: old, at: path)
      if !results.contains(where: { $0.causes.isEmpty }) {
        report(
          .invalid, nil,
          "Invalid value: \"\": \(shown) must validate at least one schema (anyOf)")
        causes += Self.nearest(results)
      }
    }
    if !schema.oneOf.isEmpty {
      let results = attempts(node, schema.oneOf, old: old, at: path)
      let valid = results.count { $0.causes.isEmpty }
      if valid != 1 {
        report(
          .invalid, nil,
          "Invalid value: \"\": \(shown) must validate one and only one schema (oneOf). "
            + (valid == 0 ? "Found none valid" : "Found \(valid) valid alternatives"))
        if valid == 0 { causes += Self.nearest(results) }
      }
    }
    if !schema.allOf.isEmpty {
      let results = attempts(node, schema.allOf, old: old, at: path)
      let valid = results.count { $0.causes.isEmpty }
      causes += results.flatMap(\.causes)
      if valid != results.count {
        report(
          .invalid, nil,
          "Invalid value: \"\": \(shown) must validate all the schemas (allOf)"
            + (valid == 0 ? ". None validated" : ""))
      }
    }
    if let not = schema.not, attempts(node, [not], old: old, at: path)[0].causes.isEmpty {
      report(.invalid, nil, "Invalid value: \"\": \(shown) must not validate the schema (not)")
    }
  }

  private func attempts(
    _ node: Node, _ schemas: [StructuralSchema], old: Node?, at path: Steps
  ) -> [SchemaValidation] {
    schemas.map { schema in
      var attempt = SchemaValidation()
      attempt.check(node, schema, old: old, at: path)
      return attempt
    }
  }

  /// The faults of the alternative that applies most, the first of several.
  private static func nearest(_ results: [SchemaValidation]) -> [SchemaCause] {
    var best = results[0]
    for result in results.dropFirst() where result.matches > best.matches { best = result }
    return best.causes
  }

  // MARK: Scalars

  private mutating func checkText(_ text: String, _ schema: StructuralSchema, at path: Steps) {
    let limits = schema.constraints
    matches += 1
    // Few schemas ask for it.
    var length: Int { text.unicodeScalars.count }
    if let limit = limits.maxLength, length > limit {
      report(.tooLong, path, "Too long: may not be more than \(limit) bytes")
    } else if let least = limits.minLength, length < least {
      invalid(ShownValue(text), "should be at least \(least) chars long", at: path)
    } else if let pattern = limits.pattern, pattern.pattern?.matches(text) == false {
      invalid(ShownValue(text), "should match '\(pattern.source)'", at: path)
    }
    if !schema.format.isEmpty, !StringFormat.matches(text, schema.format) {
      report(
        .typeInvalid, path,
        "Invalid value: \(ShownValue.quoted(text)): \(Self.body(path)) must be of type "
          + "\(schema.format): \(ShownValue.quoted(text))")
    }
  }

  private mutating func checkNumber(
    _ number: Double, _ scalar: Scalar, _ schema: StructuralSchema, at path: Steps
  ) {
    matches += 1
    let limits = schema.constraints
    let isInteger = scalar.integer != nil
    let shown = isInteger ? ShownValue(Node(scalar)) : ShownValue(verbatim: NumberFormat.go(number))
    func text(_ bound: Double) -> String {
      isInteger ? Self.text(bound) : NumberFormat.go(bound)
    }
    if scalar.integer.map({ !schema.holds($0) }) ?? !schema.holds(number) {
      outOfRange("Checked", schema, at: path)
    }
    if let factor = limits.multipleOf {
      if !schema.holds(factor) {
        outOfRange("MultipleOf", schema, at: path)
      } else if factor <= 0 {
        let shown = Self.text(factor)
        report(
          .invalid, path,
          "Invalid value: \(shown): factor MultipleOf declared for \(Validation.text(path)) must "
            + "be positive: \(shown)")
      } else if !Self.isMultiple(number, of: factor) {
        invalid(shown, "should be a multiple of \(text(factor))", at: path)
      }
    }
    if let limit = limits.maximum {
      if !schema.holds(limit) { outOfRange("Maximum boundary", schema, at: path) }
      if limits.excludesMaximum ? number >= limit : number > limit {
        let relation = limits.excludesMaximum ? "less than" : "less than or equal to"
        invalid(shown, "should be \(relation) \(text(limit))", at: path)
      }
    }
    if let limit = limits.minimum {
      if !schema.holds(limit) { outOfRange("Minimum boundary", schema, at: path) }
      if limits.excludesMinimum ? number <= limit : number < limit {
        let relation = limits.excludesMinimum ? "greater than" : "greater than or equal to"
        invalid(shown, "should be \(relation) \(text(limit))", at: path)
      }
    }
  }

  /// A number that is not what the schema calls it: `integer`, `int32`.
  private mutating func outOfRange(_ what: String, _ schema: StructuralSchema, at path: Steps) {
    let format = schema.format.isEmpty ? " (default format)" : " with format \(schema.format)"
    report(
      .invalid, nil,
      "Invalid value: \"\": \(what) value must be of type integer\(format) in "
        + Validation.text(path))
  }

  private static func isMultiple(_ number: Double, of factor: Double) -> Bool {
    let quotient = factor < 1 ? 1 / factor * number : number / factor
    return quotient == quotient.rounded()
  }

  private static func text(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? String(number)
  }

  private mutating func checkAllowed(_ node: Node, _ schema: StructuralSchema, at path: Steps) {
    let allowed = schema.constraints.allowed
    guard !allowed.isEmpty, !allowed.contains(where: { $0.isSameValue(as: node) }) else { return }
    report(
      .notSupported, path,
      "Unsupported value: \(node.json): supported values: "
        + allowed.map(\.json).joined(separator: ", "))
  }

  // MARK: Collections

  private mutating func checkItems(
    _ elements: [Node], _ schema: StructuralSchema, old: Node?, at path: Steps
  ) {
    matches += 1
    if let items = schema.items {
      let before = CorrelatedList(old, schema)
      for (index, element) in elements.enumerated() {
        check(element, items, old: before.counterpart(of: element), at: path + [.index(index)])
      }
    }
    let limits = schema.constraints
    if let least = limits.minItems, elements.count < least {
      invalid(ShownValue(elements.count), "should have at least \(least) items", at: path)
    }
    if let limit = limits.maxItems, elements.count > limit {
      report(.tooMany, path, Validation.tooMany(elements.count, limit: limit))
    }
  }

  private mutating func checkFields(
    _ mapping: Mapping, _ schema: StructuralSchema, old: Node?, at path: Steps
  ) {
    matches += 1
    let limits = schema.constraints
    if let least = limits.minProperties, mapping.count < least {
      invalid(
        ShownValue(mapping.count), "should have at least \(least) properties", at: path)
      return
    }
    if let limit = limits.maxProperties, mapping.count > limit {
      report(.tooMany, path, Validation.tooMany(mapping.count, limit: limit))
    }
    let before = old?.mapping
    for entry in mapping.entries {
      guard let field = schema.field(entry.name) else {
        if case .nothing = schema.additionalProperties {
          report(
            .invalid, path,
            "Invalid value: \"\": \(Self.body(path + [.field(entry.name)])) is a forbidden property"
          )
        }
        continue
      }
      check(entry.value, field, old: before?[entry.name], at: path + [.field(entry.name)])
    }
    // What has a default is there once defaults are filled in.
    for name in schema.required
    where mapping[name] == nil && schema.properties[name]?.defaultValue == nil {
      report(.required, path + [.field(name)], "Required value")
    }
  }

  // MARK: Reporting

  /// The field as the validator names it within its sentences.
  private static func body(_ path: Steps) -> String { "\(Validation.text(path)) in body" }

  private mutating func invalid(_ value: ShownValue, _ detail: String, at path: Steps) {
    report(.invalid, path, "Invalid value: \(value.text): \(Self.body(path)) \(detail)")
  }

  /// What several parts of a schema say alike is told once.
  private mutating func report(_ reason: Cause.Reason, _ path: Steps?, _ message: String) {
    let isKnown = causes.contains {
      $0.message == message && $0.reason == reason
        && $0.path.map(Validation.text) == path.map(Validation.text)
    }
    if !isKnown { causes.append(SchemaCause(reason: reason, path: path, message: message)) }
  }
}

/// The elements of a list before an update, by what tells them apart.
///
/// Only lists of type map have such elements.
struct CorrelatedList {
  private let elements: [[String: String]: Node]
  private let schema: StructuralSchema

  init(_ old: Node?, _ schema: StructuralSchema) {
    self.schema = schema
    guard schema.listType == .map, let old = old?.elements else {
      elements = [:]
      return
    }
    elements = Dictionary(
      old.compactMap { element in schema.key(of: element).map { ($0, element) } },
      uniquingKeysWith: { first, _ in first })
  }

  func counterpart(of element: Node) -> Node? {
    guard !elements.isEmpty, let key = schema.key(of: element) else { return nil }
    return elements[key]
  }
}

extension Scalar {
  /// Whether a number has no fraction and every reader of JSON reads it exactly.
  fileprivate var isWhole: Bool {
    number.map { $0 == $0.rounded() && $0.magnitude <= 9_007_199_254_740_991 } ?? false
  }
}

extension Node {
  /// Whether both are the same JSON value; 1 and 1.0 are.
  fileprivate func isSameValue(as other: Node) -> Bool {
    if let left = scalar?.number, let right = other.scalar?.number { return left == right }
    return isEqual(to: other)
  }
}

extension StructuralSchema {
  /// Whether a number is one of the integers that the schema calls for; any is where it calls for
  /// none.
  fileprivate func holds(_ number: Int) -> Bool {
    types.first != "integer" || format != "int32" || Int32(exactly: number) != nil
  }

  fileprivate func holds(_ number: Double) -> Bool {
    guard types.first == "integer" else { return true }
    return Int(exactly: number).map(holds) ?? false
  }
}
