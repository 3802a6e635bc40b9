/// Whether a file keeps secrets, or settings that may have some, by its name.
package enum SecretFileName {
  private static let names: Set<String> = [
    ".env", ".npmrc", ".pypirc", ".netrc", "_netrc", ".dockerconfigjson", ".dockercfg", ".htpasswd",
    "htpasswd", "kubeconfig", "credentials", "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519",
    "values.yaml", "values.yml", "config.json",
  ]
  private static let endings = [
    ".env", ".pem", ".key", ".kubeconfig", ".dockerconfigjson", ".htpasswd", ".ppk", ".netrc",
    "-values.yaml", ".values.yaml", "_values.yaml",
  ]

  /// Whether a name is one of such files.
  package static func isOne(_ name: String) -> Bool {
    names.contains(name) || endings.contains(where: name.hasSuffix) || name.hasPrefix(".env.")
      || name.hasPrefix("values-") && name.hasSuffix(".yaml")
      || name.hasPrefix("values.") && name.hasSuffix(".yaml")
  }
}
