import Kubernetes
import Values
import YAML

/// Typed reads of an object's fields; what is absent, null or of another type reads as absent.
extension Mapping {
  /// A text that tells an absent field from an empty one.
  func optionalText(_ name: String) -> String? { self[name]?.string }

  func int(_ name: String) -> Int? { self[name]?.scalar?.integer }

  func bool(_ name: String) -> Bool? { self[name]?.scalar?.boolean }

  /// Whether a boolean field is there and true.
  func isTrue(_ name: String) -> Bool { bool(name) == true }

  /// An object field; nil when it is absent.
  func object(_ name: String) -> Fields? { self[name]?.mapping }

  /// An object field that always exists; empty when nothing is written.
  func value(_ name: String) -> Fields { self[name]?.mapping ?? Mapping() }

  func list(_ name: String) -> [Node] { self[name]?.elements ?? [] }

  func objects(_ name: String) -> [Fields] {
    list(name).map { $0.mapping ?? Mapping() }
  }

  func strings(_ name: String) -> [String] { list(name).map { $0.scalarText ?? "" } }

  /// The entries of a map of texts, sorted by key as messages about them are.
  func map(_ name: String) -> [(key: String, value: String)] {
    (self[name]?.mapping?.entries ?? []).map { ($0.name, $0.value.scalarText ?? "") }
      .sorted { $0.key < $1.key }
  }

  func dictionary(_ name: String) -> [String: String] {
    Dictionary(map(name).map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
  }

  /// Whether a list or map is absent or has nothing in it.
  func isEmptyCollection(_ name: String) -> Bool {
    switch self[name]?.content {
    case .sequence(let elements): elements.isEmpty
    case .mapping(let mapping): mapping.isEmpty
    case .scalar, nil: true
    }
  }

  func intOrString(_ name: String) -> IntOrString? { self[name].flatMap { IntOrString($0) } }

  func quantity(_ name: String) -> Quantity? {
    self[name]?.scalarText.flatMap { try? Quantity($0) }
  }

  /// The entries of a map of quantities.
  func quantities(_ name: String) -> [(name: String, quantity: Quantity)] {
    (self[name]?.mapping?.entries ?? []).map { entry in
      (entry.name, entry.value.scalarText.flatMap { try? Quantity($0) } ?? .zero)
    }
  }
}
