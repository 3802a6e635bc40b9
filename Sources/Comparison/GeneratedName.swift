import Kubernetes

/// The name of an object that a generator made: the generator's own with a hash of the content.
enum GeneratedName {
  private static let hashLength = 10
  /// The characters of Kustomize's hashes: hexadecimal digits but for those that could spell words.
  private static let alphabet = Set("bcdfghkmt2456789".utf8)

  /// The generator's name where `object` bears a hash, or else nil.
  static func generator(of object: KubernetesObject) -> String? {
    guard object.gvk.group.isEmpty, object.kind == "ConfigMap" || object.kind == "Secret" else {
      return nil
    }
    return withoutHash(object.name)
  }

  private static func withoutHash(_ name: String) -> String? {
    let hash = name.utf8.suffix(hashLength)
    let rest = name.utf8.dropLast(hashLength)
    guard hash.count == hashLength, rest.count > 1, rest.last == UInt8(ascii: "-"),
      hash.allSatisfy(alphabet.contains)
    else { return nil }
    return String(Substring(rest.dropLast()))
  }
}
