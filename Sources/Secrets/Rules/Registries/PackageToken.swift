import Diagnostics

extension SecretRule {
  /// No token of npm, PyPI, RubyGems, crates.io or NuGet stands in the repository.
  static let packageToken = SecretRule(
    "secret/package-token", "a token of a package registry",
    check: "No token of npm, PyPI, RubyGems, crates.io or NuGet stands in the repository.",
    why:
      """
      Whoever reads it publishes what others install. The last six characters of npm’s are check digits.
      """,
    formats: [
      TokenFormat("npm_", followedBy: 36, like: #"npm_[0-9A-Za-z]{36}"#, judge: checksumOfNPM),
      TokenFormat("pypi-AgE", like: #"pypi-AgE[0-9A-Za-z_-]{50,}"#),
      TokenFormat("rubygems_", like: #"rubygems_[0-9a-f]{48}"#),
      TokenFormat("cio", followedBy: 32, like: #"cio[0-9A-Za-z]{32}"#),
      TokenFormat("oy2", followedBy: 43, like: #"oy2[0-9a-z]{43}"#),
      TokenFormat(":_authToken=", within: #":_authToken=([0-9A-Za-z/+_.=-]{20,})"#),
      TokenFormat(
        ":_password=", ":_auth=", within: #":_(?:password|auth)=([0-9A-Za-z/+]{8,}={0,2})"#),
    ],
    passing: [
      Example("//registry.npmjs.org/:_authToken=${NPM_TOKEN}\n", in: ".npmrc")
    ],
    failing: [
      Example("//registry.npmjs.org/:_authToken=1️⃣npm_⟨crc:30⟩\n", in: ".npmrc"),
      Example("[pypi]\nusername = __token__\npassword = 1️⃣pypi-AgE⟨b62:80⟩\n", in: ".pypirc"),
    ])

  @Sendable private static func checksumOfNPM(_ token: String) -> TokenVerdict {
    let body = token.dropFirst(4).dropLast(6)
    return CheckDigits.areCRC(token.suffix(6), of: body) ? .sound : .unsound
  }
}
