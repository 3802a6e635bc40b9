import Kubernetes
import YAML

/// What may change in a CustomResourceDefinition that is there.
extension Validation {
  mutating func definitionUpdate(_ new: Fields, _ old: Fields) {
    let (spec, before) = (new.value("spec"), old.value("spec"))
    at("spec") { v in
      v.unchanged("scope", spec, before)
      v.at("names") { v in
        for field in ["kind", "plural"] {
          v.unchanged(field, spec.value("names"), before.value("names"))
        }
      }
      v.unchanged("group", spec, before)
    }
    let stored = old.value("status").strings("storedVersions")
    let kept = before.objects("versions").filter { $0.isTrue("storage") }.map { $0.text("name") }
    let names = Set(spec.objects("versions").map { $0.text("name") })
    for (index, name) in (stored.isEmpty ? kept : stored).enumerated() where !names.contains(name) {
      at(["status", "storedVersions", .index(index)]) { v in
        v.invalid(
          value: ShownValue(name),
          "missing from spec.versions; \(name) was previously a storage version, and must remain in "
            + "spec.versions until a storage migration ensures no data remains persisted in \(name) "
            + "and removes \(name) from status.storedVersions")
      }
    }
  }
}
