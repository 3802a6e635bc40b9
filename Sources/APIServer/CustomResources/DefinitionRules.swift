import Kubernetes
import Values
import YAML

/// Rules of apiextensions/v1: CustomResourceDefinition.
extension Validation {
  mutating func customResourceDefinition(
    _ object: Fields, rules: (any SchemaRuleEvaluating)?
  ) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: false)
    let spec = object.value("spec")
    let names = spec.value("names")
    let expected = "\(names.text("plural")).\(spec.text("group"))"
    let prefix = object.value("metadata").text("generateName")
    for (field, name) in [
      ("generateName", prefix), ("name", object.value("metadata").text("name")),
    ] where name != expected && !name.isEmpty {
      at("metadata") { v in
        v.invalid(
          .field(field), value: ShownValue(name), "must be spec.names.plural+\".\"+spec.group")
      }
    }
    let form = DefinitionForm(spec.objects("versions"))
    at("spec") { v in
      v.definitionGroup(spec.text("group"))
      v.oneOfRequired(spec, "scope", ["Cluster", "Namespaced"])
      v.definitionVersions(spec, form, rules: rules)
      v.at("names") { $0.definitionNames(names) }
      v.sharedParts(spec, form, rules: rules)
      v.within("conversion", of: spec) { v, conversion in v.definitionConversion(conversion) }
    }
    storedVersions(object, spec.objects("versions"))
    approval(object, group: spec.text("group"))
    if spec.isTrue("preserveUnknownFields") {
      at("spec") { v in
        v.invalid(
          "preserveUnknownFields", value: ShownValue(true),
          "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in "
            + "spec.versions[*].schema instead")
      }
    }
  }

  private mutating func definitionGroup(_ group: String) {
    guard !group.isEmpty else { return required("group") }
    let faults = NameFormat.dns1123Subdomain.faults(group)
    if !faults.isEmpty {
      invalid("group", value: ShownValue(group), faults.joined(separator: ","))
    } else if !group.contains(".") {
      invalid("group", value: ShownValue(group), "should be a domain with at least one dot")
    }
  }

  private mutating func definitionNames(_ names: Fields) {
    for name in ["plural", "singular", "kind", "listKind"] where names.text(name).isEmpty {
      required(.field(name))
    }
    for name in ["plural", "singular"] { label(names.text(name), at: .field(name)) }
    for name in ["kind", "listKind"] {
      let text = names.text(name)
      let faults = text.isEmpty ? [] : NameFormat.dns1035Label.faults(text.lowercased())
      guard !faults.isEmpty else { continue }
      invalid(
        .field(name), value: ShownValue(text),
        "may have mixed case, but should otherwise match: \(faults.joined(separator: ","))")
    }
    for list in ["shortNames", "categories"] {
      for (index, name) in names.strings(list).enumerated() {
        at([.field(list), .index(index)]) { v in v.label(name, isOptional: false) }
      }
    }
    if !names.text("kind").isEmpty, names.text("kind") == names.text("listKind") {
      invalid(
        "listKind", value: ShownValue(names.text("listKind")),
        "kind and listKind may not be the same")
    }
  }

  /// A DNS-1035 label, all faults of which the server tells in one sentence.
  private mutating func label(_ text: String, at place: Step..., isOptional: Bool = true) {
    if isOptional, text.isEmpty { return }
    let faults = NameFormat.dns1035Label.faults(text)
    guard !faults.isEmpty else { return }
    report(
      .invalid, place, "Invalid value: \(ShownValue.quoted(text)): \(faults.joined(separator: ","))"
    )
  }

  // MARK: Versions

  private mutating func definitionVersions(
    _ spec: Fields, _ form: DefinitionForm, rules: (any SchemaRuleEvaluating)?
  ) {
    let versions = spec.objects("versions")
    each("versions", of: spec) { v, version, _ in
      if version.value("schema")["openAPIV3Schema"] == nil {
        v.required("schema", "openAPIV3Schema")
      }
    }
    each("versions", of: spec) { v, version, _ in
      v.at("name") { v in v.label(version.text("name"), isOptional: false) }
      v.deprecationWarning(version)
      if !form.sharesSchema {
        v.at("schema") { v in
          v.versionSchema(version, hasStatus: version.value("subresources").has("status"), rules)
        }
      }
      if !form.sharesSubresources { v.subresources(version, under: "subresources") }
      if !form.sharesColumns { v.printerColumns(version, under: "additionalPrinterColumns") }
      if !form.sharesSelectableFields {
        v.selectableFields(
          version, under: "selectableFields", isShared: false, hasSchema: !form.sharesSchema)
      }
    }
    if Set(versions.map { $0.text("name") }).count < versions.count {
      invalid("versions", value: ShownValue(spec["versions"]), "must contain unique version names")
    }
    if versions.count(where: { $0.isTrue("storage") }) != 1 {
      invalid(
        "versions", value: ShownValue(spec["versions"]),
        "must have exactly one version marked as storage version")
    }
    guard let first = versions.first else { return }
    // The server keeps the first version's name under the field of an API without versions.
    at(.named("version", ["versions", 0, "name"])) { v in
      v.label(first.text("name"))
    }
  }

  /// What all versions share, which the server holds outside of them.
  private mutating func sharedParts(
    _ spec: Fields, _ form: DefinitionForm, rules: (any SchemaRuleEvaluating)?
  ) {
    let versions = spec.objects("versions")
    guard let first = versions.first else { return }
    if form.sharesSchema {
      at(DefinitionForm.shared("validation", in: "schema")) { v in
        let hasStatus = versions.contains { $0.value("subresources").has("status") }
        v.versionSchema(first, hasStatus: hasStatus, rules)
      }
    }
    if form.sharesSubresources {
      subresources(first, under: DefinitionForm.shared("subresources", in: "subresources"))
    }
    if form.sharesColumns {
      let name = "additionalPrinterColumns"
      printerColumns(first, under: DefinitionForm.shared(name, in: name))
    }
    if form.sharesSelectableFields {
      let name = "selectableFields"
      selectableFields(
        first, under: DefinitionForm.shared(name, in: name),
        isShared: true, hasSchema: form.sharesSchema)
    }
  }

  private mutating func versionSchema(
    _ version: Fields, hasStatus: Bool, _ rules: (any SchemaRuleEvaluating)?
  ) {
    within("openAPIV3Schema", of: version.value("schema")) { v, schema in
      v.definitionSchema(schema, hasStatus: hasStatus, rules: rules)
    }
  }

  private mutating func deprecationWarning(_ version: Fields) {
    guard let warning = version.optionalText("deprecationWarning") else { return }
    var faults: [String] = []
    if !version.isTrue("deprecated") {
      faults.append("can only be set for deprecated versions")
    } else {
      if warning.utf8.count > 256 { faults.append("must be <= 256 characters long") }
      if warning.isEmpty { faults.append("must not be an empty string") }
      if let index = warning.unprintableOffset {
        faults.append(
          "must only contain printable UTF-8 characters; non-printable character found at index "
            + "\(index)")
      }
    }
    for fault in faults { invalid("deprecationWarning", value: ShownValue(warning), fault) }
  }

  // MARK: What lies outside of the specification

  private mutating func storedVersions(_ object: Fields, _ versions: [Fields]) {
    guard !versions.contains(where: { $0.isTrue("storage") }), !isUpdate else { return }
    at("status") { v in
      v.invalid(
        "storedVersions", value: ShownValue(nil as Node?), "must have at least one stored version")
    }
  }

  /// Groups of the Kubernetes community are protected (KEP-1111).
  private mutating func approval(_ object: Fields, group: String) {
    let isProtected = ["k8s.io", "kubernetes.io"].contains {
      group == $0 || group.hasSuffix(".\($0)")
    }
    guard isProtected, !isUpdate else { return }
    let key = "api-approved.kubernetes.io"
    let place: [Step] = ["metadata", "annotations", .key(key)]
    guard let value = object.value("metadata").dictionary("annotations")[key] else {
      report(
        .required, place,
        "Required value: protected groups must have approval annotation \"\(key)\", see "
          + "https://github.com/kubernetes/enhancements/pull/1111")
      return
    }
    guard !value.hasPrefix("unapproved"), !value.isAbsoluteURL else { return }
    report(
      .invalid, place,
      "Invalid value: \(ShownValue.quoted(value)): protected groups must have approval annotation "
        + "\"\(key)\" with either a URL or a reason starting with \"unapproved\", see "
        + "https://github.com/kubernetes/enhancements/pull/1111")
  }
}

extension String {
  /// The byte of the first character that no terminal shows.
  fileprivate var unprintableOffset: Int? {
    var offset = 0
    for scalar in unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate,
        .unassigned:
        return offset
      case .spaceSeparator where scalar != " ": return offset
      default: offset += UTF8.width(scalar)
      }
    }
    return nil
  }

  fileprivate var isAbsoluteURL: Bool {
    guard let colon = firstRange(of: "://") else { return false }
    return !self[..<colon.lowerBound].isEmpty && !self[colon.upperBound...].isEmpty
  }
}
