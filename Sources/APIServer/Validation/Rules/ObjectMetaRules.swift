import Kubernetes
import Values
import YAML

/// Rules of meta/v1: ObjectMeta and LabelSelector.
extension Validation {
  /// `metadata` of an object of a kind whose names follow `name`.
  mutating func metadata(_ object: Fields, name format: NameFormat, isNamespaced: Bool) {
    let meta = object.value("metadata")
    at("metadata") { v in
      v.name(meta, format)
      v.namespace(meta, isNamespaced: isNamespaced)
      if let generation = meta.int("generation"), generation < 0 {
        v.invalid("generation", value: ShownValue(generation), Self.notNegative)
      }
      v.labels(meta, "labels")
      v.annotations(meta, "annotations")
      v.ownerReferences(meta)
      v.finalizers(meta)
    }
  }

  /// A namespaced object with standard metadata, and its `spec`.
  mutating func standardObject(
    _ object: Fields, name format: NameFormat = .dns1123Subdomain,
    spec body: (inout Validation, Fields) -> Void
  ) {
    metadata(object, name: format, isNamespaced: true)
    standardFinalizers(object)
    at("spec") { v in body(&v, object.value("spec")) }
  }

  private mutating func name(_ meta: Fields, _ format: NameFormat) {
    let prefix = meta.text("generateName")
    var name = meta.text("name")
    if !prefix.isEmpty {
      check(prefix, is: format.ofPrefix, at: "generateName")
      // The server cuts the prefix and adds five characters.
      if name.isEmpty { name = String(prefix.prefix(58)) + "xxxxx" }
    }
    if name.isEmpty {
      required("name", because: "name or generateName is required")
    } else {
      check(name, is: format, at: "name")
    }
  }

  private mutating func namespace(_ meta: Fields, isNamespaced: Bool) {
    let namespace = meta.text("namespace")
    // An object of the whole cluster has lost its namespace by now.
    guard isNamespaced, !namespace.isEmpty else { return }
    check(namespace, is: .dns1123Label, at: "namespace")
  }

  /// A map of labels: every fault is told of the map itself.
  mutating func labels(_ fields: Fields, _ name: String) {
    for entry in fields[name]?.mapping?.entries ?? [] {
      for fault in NameFormat.qualifiedName.faults(entry.name) {
        invalid(.field(name), value: ShownValue(entry.name), fault)
      }
      let value = entry.value.scalarText ?? ""
      for fault in NameFormat.labelValue.faults(value) {
        invalid(.field(name), value: ShownValue(value), fault)
      }
    }
  }

  mutating func annotations(_ fields: Fields, _ name: String) {
    var size = 0
    for entry in fields[name]?.mapping?.entries ?? [] {
      for fault in NameFormat.qualifiedName.faults(entry.name.lowercased()) {
        invalid(.field(name), value: ShownValue(entry.name), fault)
      }
      size += entry.name.utf8.count + (entry.value.scalarText ?? "").utf8.count
    }
    if size > 256 << 10 { tooLong(.field(name), limit: 256 << 10) }
  }

  private mutating func ownerReferences(_ meta: Fields) {
    var controllers = 0
    // The server does not tell which of them it means.
    for (index, owner) in meta.objects("ownerReferences").enumerated() {
      at(.named("ownerReferences", ["ownerReferences", .index(index)])) { v in
        v.ownerReference(owner)
      }
      if owner.isTrue("controller") { controllers += 1 }
    }
    if controllers > 1 {
      invalid(
        "ownerReferences", value: ShownValue(meta["ownerReferences"], as: .ownerReference),
        "Only one reference can have Controller set to true.")
    }
  }

  private mutating func ownerReference(_ owner: Fields) {
    let version = GroupVersionKind(apiVersion: owner.text("apiVersion"), kind: "")
    if owner.text("apiVersion").isEmpty || version.version.isEmpty {
      invalid(
        "apiVersion", value: ShownValue(owner.text("apiVersion")), "version must not be empty")
    }
    for field in ["kind", "name", "uid"] where owner.text(field).isEmpty {
      invalid(.field(field), value: "", "must not be empty")
    }
    if owner.text("apiVersion") == "v1", owner.text("kind") == "Event" {
      invalid(
        value: ShownValue(owner, as: .ownerReference),
        "\(owner.text("kind")) is disallowed from being an owner")
    }
  }

  private mutating func finalizers(_ meta: Fields) {
    let finalizers = meta.strings("finalizers")
    for finalizer in finalizers { check(finalizer, is: .qualifiedName, at: "finalizers") }
    if finalizers.contains("orphan"), finalizers.contains("foregroundDeletion") {
      invalid(
        "finalizers", value: ShownValue(meta["finalizers"]),
        "finalizer orphan and foregroundDeletion cannot be both set")
    }
  }

  /// Finalizers of core/v1 kinds without a domain must be well known.
  mutating func standardFinalizers(_ object: Fields) {
    at("metadata") { v in
      for (index, name) in object.value("metadata").strings("finalizers").enumerated() {
        v.standardFinalizer(name, at: "finalizers", .index(index))
      }
    }
  }

  mutating func standardFinalizer(_ name: String, at place: Step...) {
    let standard = ["kubernetes", "orphan", "foregroundDeletion"]
    guard !name.contains("/"), !standard.contains(name) else { return }
    report(
      .invalid, place,
      "Invalid value: \(ShownValue.quoted(name)): name is neither a standard finalizer name nor is it "
        + "fully qualified")
  }

  /// A LabelSelector under a field; absent is fine.
  ///
  /// - Parameter place: how the path shows the field, where not by its name.
  mutating func labelSelector(_ fields: Fields, _ name: String, shownAt place: Step? = nil) {
    guard let selector = fields.object(name) else { return }
    at(place ?? .field(name)) { v in v.labelSelectorTerms(selector) }
  }

  private mutating func labelSelectorTerms(_ selector: Fields) {
    labels(selector, "matchLabels")
    each("matchExpressions", of: selector) { v, requirement, _ in
      let values = requirement.strings("values")
      switch LabelSelector.Operator(rawValue: requirement.text("operator")) {
      case .in, .notIn:
        if values.isEmpty {
          v.required("values", because: "must be specified when `operator` is 'In' or 'NotIn'")
        }
      case .exists, .doesNotExist:
        if !values.isEmpty {
          v.forbidden(
            "values", because: "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
        }
      case nil:
        v.invalid(
          "operator", value: ShownValue(requirement.text("operator")),
          "not a valid selector operator")
      }
      v.check(requirement.text("key"), is: .qualifiedName, at: "key")
      for (index, value) in values.enumerated() {
        v.check(value, is: .labelValue, at: "values", .index(index))
      }
    }
  }

  static let notNegative = "must be greater than or equal to 0"

  mutating func notNegative(_ fields: Fields, _ name: String) {
    guard let value = fields.int(name), value < 0 else { return }
    invalid(.field(name), value: ShownValue(value), Self.notNegative)
  }

  mutating func port(_ number: Int, at place: Step) {
    guard !(1...65_535).contains(number) else { return }
    invalid(place, value: ShownValue(number), "must be between 1 and 65535, inclusive")
  }

  /// A port by number or name.
  mutating func port(_ port: IntOrString?, at place: Step) {
    switch port {
    case .int(let number): self.port(number, at: place)
    case .string(let name): check(name, is: .portName, at: place)
    case nil: self.port(0, at: place)
    }
  }

  /// A text that must be one of a few.
  mutating func oneOf(_ value: String, _ allowed: [String], at place: Step) {
    guard !allowed.contains(value) else { return }
    notSupported(place, value: ShownValue(value), allowed)
  }
}
