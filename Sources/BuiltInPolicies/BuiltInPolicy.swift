/// One policy of the set that every build carries, with its bindings and its parameters.
package struct BuiltInPolicy: Hashable, Sendable {
  /// The file that holds it.
  package let file: BuiltInFile

  /// The name of the policy, as `pod-security-restricted`.
  package var name: String { file.name }

  /// Whether it holds for any repository as it is.
  ///
  /// The others judge by the conventions of one fleet, its registries and its labels, so they are asked
  /// where somebody names them.
  package var holdsAnywhere: Bool { !Self.conventions.contains(name) }

  /// All of them, by name.
  package static let all = BuiltInFile.all.filter { !companions.contains($0.name) }
    .map(BuiltInPolicy.init)

  /// The names of those that are for any repository.
  package static let standard = all.filter(\.holdsAnywhere).map(\.name)

  private static let conventions: Set<String> = ["image-registries", "labels-required"]
  /// Files of the set that hold no policy.
  private static let companions: Set<String> = ["kustomization", "namespace"]
}
