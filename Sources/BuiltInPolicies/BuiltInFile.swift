import CBuiltInPolicies

/// A file of `policies/` as it was when this was built: the set of policies that every build carries.
package struct BuiltInFile: Hashable, Sendable {
  /// The file's name without its ending, which is the policy's: `pod-security-restricted`.
  package let name: String
  /// What the file held.
  package let bytes: [UInt8]

  /// All of them, by name, with the kustomization that lists them.
  package static let all: [BuiltInFile] = (0..<built_in_file_count()).map { index in
    BuiltInFile(
      name: unsafe String(cString: built_in_file_name(index)),
      bytes: unsafe Array(
        UnsafeBufferPointer(start: built_in_file_bytes(index), count: built_in_file_size(index))))
  }
}
