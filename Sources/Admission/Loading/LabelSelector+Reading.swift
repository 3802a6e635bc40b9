import Kubernetes
import YAML

extension LabelSelector {
  /// Reads a selector with the server's strict validation of it.
  static func read(_ reader: ObjectReader) -> LabelSelector {
    var requirements: [Requirement] = []
    let labels = reader.object("matchLabels")
    for entry in labels.node?.mapping?.entries ?? [] {
      let field = reader.field("matchLabels")
      let value = labels.string(entry.name)
      for fault in NameFormat.qualifiedName.faults(entry.name) {
        reader.causes.invalid(field, value: entry.name, fault)
      }
      for fault in NameFormat.labelValue.faults(value) {
        reader.causes.invalid(field, value: value, fault)
      }
      requirements.append(Requirement(key: entry.name, operator: .in, values: [value]))
    }
    requirements += reader.objects("matchExpressions").compactMap(Requirement.read)
    return LabelSelector(requirements)
  }
}

extension LabelSelector.Requirement {
  static func read(_ reader: ObjectReader) -> Self? {
    let key = reader.string("key")
    let values = reader.strings("values")
    let word = reader.string("operator")
    let known = LabelSelector.Operator(rawValue: word)
    let field = reader.field("values")
    switch known {
    case .in, .notIn:
      if values.isEmpty {
        reader.causes.required(field, "must be specified when `operator` is 'In' or 'NotIn'")
      }
    case .exists, .doesNotExist:
      if !values.isEmpty {
        reader.causes.forbidden(
          field, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
      }
    case nil:
      reader.causes.invalid(
        reader.field("operator"), value: word, "not a valid selector operator")
    }
    for fault in NameFormat.qualifiedName.faults(key) {
      reader.causes.invalid(reader.field("key"), value: key, fault)
    }
    for (index, value) in values.enumerated() {
      for fault in NameFormat.labelValue.faults(value) {
        reader.causes.invalid(reader.element("values", index), value: value, fault)
      }
    }
    return known.map { Self(key: key, operator: $0, values: values) }
  }
}
