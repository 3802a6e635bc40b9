import YAML

extension KubernetesObject {
  /// Whether SOPS has encrypted values of the object, so that what its files hold is not what a cluster
  /// is sent.
  ///
  /// SOPS keeps what it needs to decrypt beside the object's own fields, under `sops`; a controller
  /// takes that away again.
  package var isEncrypted: Bool {
    guard let notes = root["sops"], notes.mapping != nil else { return false }
    return notes["mac"]?.string != nil
  }
}
