import CBuiltInPolicies

/// A file of `policies/` as it was when this was built: the set of policies that every build carries.
///
/// The labels and annotations by which an object answers a policy are called after the tool here, and what is
/// said of this repository's own platform is said of any, since it means nothing in another one.
package struct BuiltInFile: Hashable, Sendable {
  /// The file's name without its ending, which is the policy's: `pod-security-restricted`.
  package let name: String
  /// What the file held, for other repositories.
  package let bytes: [UInt8]

  /// All of them, by name, with the kustomization that lists them.
  package static let all: [BuiltInFile] = (0..<built_in_file_count()).map { index in
    BuiltInFile(
      name: unsafe String(cString: built_in_file_name(index)),
      bytes: adopted(
        unsafe Array(
          UnsafeBufferPointer(start: built_in_file_bytes(index), count: built_in_file_size(index))))
    )
  }

  /// What stands in `policies/`, and what is written in its place.
  private static let adoptions = [
    ("ml.example.com/", "sluice.dev/"),
    ("the labels of the platform", "the labels that are required"),
  ].map { (Array($0.utf8), Array($1.utf8)) }

  private static func adopted(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var rest = bytes[...]
    while let byte = rest.first {
      if let (own, other) = adoptions.first(where: { byte == $0.0[0] && rest.starts(with: $0.0) }) {
        result += other
        rest = rest.dropFirst(own.count)
      } else {
        result.append(byte)
        rest = rest.dropFirst()
      }
    }
    return result
  }
}
