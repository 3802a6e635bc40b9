import Values
import YAML

extension Warning {
  /// What the server says of the finalizers that a custom resource gets.
  static func finalizers(of root: Node, before: Node?) -> [Warning] {
    let meta = root["metadata"]?.mapping ?? Mapping()
    let known = Set(before?["metadata"]?.mapping?.strings("finalizers") ?? [])
    let location = meta["finalizers"]?.origin.location
    return Set(meta.strings("finalizers")).subtracting(known).sorted().flatMap { name in
      faults(of: name).map { fault in
        Warning(
          message: "metadata.finalizers: \(ShownValue.quoted(name)): \(fault)", location: location)
      }
    }
  }

  private static func faults(of name: String) -> [String] {
    let faults = NameFormat.qualifiedName.faults(name)
    guard !name.contains("/"), !["orphan", "foregroundDeletion", "kubernetes"].contains(name) else {
      return faults
    }
    let path = name.contains(".") ? " including a path (/)" : ""
    return faults + [
      "prefer a domain-qualified finalizer name\(path) to avoid accidental conflicts with other "
        + "finalizer writers"
    ]
  }
}
