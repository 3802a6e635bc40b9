import Kubernetes
import Values
import YAML

/// StorageVersionMigration (storagemigration.k8s.io/v1, KEP-4192).
extension Validation {
  mutating func storageVersionMigration(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: false)
    let resource = object.value("spec").value("resource")
    at(["spec", "resource"]) { v in
      let name = resource.text("resource")
      if name.isEmpty {
        v.required("resource", because: "resource is required to be set")
      } else {
        v.checkOnce(name, is: .dns1035Label, at: "resource")
      }
      let group = resource.text("group")
      if !group.isEmpty { v.checkOnce(group, is: .dns1123Subdomain, at: "group") }
    }
  }

  /// Reports all faults of a text as one.
  private mutating func checkOnce(_ text: String, is format: NameFormat, at place: Step) {
    let faults = format.faults(text)
    guard !faults.isEmpty else { return }
    invalid(place, value: ShownValue(text), faults.joined(separator: ","))
  }
}
