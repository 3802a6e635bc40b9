/// Signs commits with the program and the key that the user's configuration names, called as git
/// calls it (gpg-interface.c).
struct CommitSigner {
  private enum Format: String {
    case openpgp, x509, ssh
  }

  private let format: Format
  private let program: String
  private let key: String?
  private let committer: Identity
  private let location: RepositoryLocation
  private let configuration: Configuration

  init(_ repository: Repository, committer: Identity) throws(GitError) {
    location = repository.location
    configuration = repository.configuration
    self.committer = committer
    let name = configuration.string("gpg.format") ?? "openpgp"
    guard let format = Format(rawValue: name) else {
      throw GitError(
        .signing, "gpg.format is '\(name)', which git does not know",
        hint: "set it to openpgp, ssh or x509")
    }
    self.format = format
    let configured = configuration.path("gpg.\(name).program")
    switch format {
    case .openpgp: program = configured ?? configuration.path("gpg.program") ?? "gpg"
    case .x509: program = configured ?? "gpgsm"
    case .ssh: program = configured ?? "ssh-keygen"
    }
    key = configuration.string("user.signingkey").flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The signature in its armour.
  ///
  /// - Throws: ``GitError/Kind/signing`` with the program's own words.
  func sign(_ contents: [UInt8]) throws(GitError) -> String {
    let signature: [UInt8]
    switch format {
    case .openpgp, .x509: signature = try signWithGPG(contents)
    case .ssh: signature = try signWithSSH(contents)
    }
    var text = String(decoding: signature.filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
    while text.hasSuffix("\n") { text.removeLast() }
    return text
  }

  private func signWithGPG(_ contents: [UInt8]) throws(GitError) -> [UInt8] {
    let key = key ?? "\(committer.name) <\(committer.email)>"
    let result = try run(["--status-fd=2", "-bsau", key], input: contents)
    // gpg can end well without a signature; this line is its word that it made one.
    guard result.status == 0, result.errorText.contains("[GNUPG:] SIG_CREATED ") else {
      throw failure(result)
    }
    return result.output
  }

  private func signWithSSH(_ contents: [UInt8]) throws(GitError) -> [UInt8] {
    let scratch = try TemporaryDirectory(environment: location.environment.variables)
    let key = if let key { key } else { try defaultKey() }
    var arguments = ["-Y", "sign", "-n", "git", "-f"]
    if let literal = Self.literalKey(key) {
      // The public key; the agent has the other half.
      arguments += [try scratch.write(Array("\(literal)\n".utf8), named: "key"), "-U"]
    } else {
      arguments.append(location.environment.expand(key))
    }
    let buffer = try scratch.write(contents, named: "commit")
    let result = try run(arguments + [buffer], input: [])
    guard result.status == 0, let signature = FileSystem.bytes(of: "\(buffer).sig") else {
      throw failure(result)
    }
    return signature
  }

  private func defaultKey() throws(GitError) -> String {
    guard let command = configuration.string("gpg.ssh.defaultkeycommand") else {
      throw GitError(
        .signing, "the commit is to be signed, but no key is configured",
        hint: "set user.signingKey or gpg.ssh.defaultKeyCommand")
    }
    let result = try ChildProcess(
      "/bin/sh", ["-c", command], environment: location.environment.variables, in: location.base
    ).run()
    let line = result.outputText.split(separator: "\n").first.map(String.init) ?? ""
    guard result.status == 0, Self.literalKey(line) != nil else {
      throw GitError(.signing, "gpg.ssh.defaultKeyCommand gave no key")
    }
    return line
  }

  private static func literalKey(_ key: String) -> String? {
    if key.hasPrefix("key::") { return String(key.dropFirst(5)) }
    return key.hasPrefix("ssh-") ? key : nil
  }

  private func run(
    _ arguments: [String], input: [UInt8]
  ) throws(GitError) -> ChildProcess.Result {
    try ChildProcess(
      program, arguments, environment: location.environment.variables, in: location.base
    ).run(input: input)
  }

  private func failure(_ result: ChildProcess.Result) -> GitError {
    let lines = result.errorText.split(whereSeparator: \.isNewline)
      .filter { !$0.hasPrefix("[GNUPG:]") }
    let reason = lines.last.map { ": \($0)" } ?? ""
    return GitError(
      .signing, "\(program) did not sign the commit\(reason)",
      hint: "nothing was committed; `git commit` would fail alike")
  }
}
