internal import CGit2

/// The files and variables that a configuration is read from.
///
/// libgit2 would look for them by the variables of this process; here they come from the
/// environment that the caller gave, and `git -c` and `GIT_CONFIG_COUNT` count as they do in git.
struct ConfigurationReader {
  let environment: Environment

  /// What no repository can change.
  func protectedConfiguration() throws(GitError) -> Configuration {
    let files = try makeFiles()
    try unsafe addProtectedFiles(to: files, repository: nil)
    return Configuration(try entries(of: files) + commandEntries(), environment: environment)
  }

  /// Everything that holds in a repository, which from then on uses the same files itself.
  func configuration(
    of repository: borrowing Handle, in directory: GitDirectory
  ) throws(GitError) -> Configuration {
    let files = try makeFiles()
    try unsafe addProtectedFiles(to: files, repository: repository.pointer)
    try unsafe add(
      "\(directory.common)/config", as: GIT_CONFIG_LEVEL_LOCAL, to: files,
      repository: repository.pointer)
    var values = Configuration(try entries(of: files), environment: environment)
    if try values.boolean("extensions.worktreeconfig", at: [.repository], default: false) {
      // 1.5 has no level for the configuration of one work tree; this one is above the repository's.
      try unsafe add(
        "\(directory.path)/config.worktree", as: GIT_CONFIG_LEVEL_APP, to: files,
        repository: repository.pointer)
    }
    values = Configuration(try entries(of: files) + commandEntries(), environment: environment)
    try check("use the configuration of \(directory.path)") {
      unsafe git_repository_set_config(repository.pointer, files.pointer)
    }
    return values
  }

  private func makeFiles() throws(GitError) -> Handle {
    try unsafe Handle("prepare the configuration", release: git_config_free) {
      unsafe git_config_new(&$0)
    }
  }

  private func addProtectedFiles(
    to files: borrowing Handle, repository: OpaquePointer?
  ) throws(GitError) {
    if let system = try systemFile() {
      try unsafe add(system, as: GIT_CONFIG_LEVEL_SYSTEM, to: files, repository: repository)
    }
    if let named = environment.variables["GIT_CONFIG_GLOBAL"] {
      return try unsafe add(named, as: GIT_CONFIG_LEVEL_GLOBAL, to: files, repository: repository)
    }
    let home = environment["HOME"]
    if let folder = environment["XDG_CONFIG_HOME"] ?? home.map({ "\($0)/.config" }) {
      try unsafe add(
        "\(folder)/git/config", as: GIT_CONFIG_LEVEL_XDG, to: files, repository: repository)
    }
    if let home {
      try unsafe add(
        "\(home)/.gitconfig", as: GIT_CONFIG_LEVEL_GLOBAL, to: files, repository: repository)
    }
  }

  private func systemFile() throws(GitError) -> String? {
    if try environment.boolean("GIT_CONFIG_NOSYSTEM", default: false) { return nil }
    if let named = environment["GIT_CONFIG_SYSTEM"] { return named }
    var buffer = unsafe git_buf()
    defer { unsafe git_buf_dispose(&buffer) }
    let exists = try found("find the system's configuration") {
      unsafe git_config_find_system(&buffer)
    }
    return exists ? unsafe String(cString: buffer.ptr) : nil
  }

  private func add(
    _ path: String, as level: git_config_level_t, to files: borrowing Handle,
    repository: OpaquePointer?
  ) throws(GitError) {
    // /dev/null and a missing file are both no configuration.
    guard FileSystem.isFile(path) else { return }
    try check("read the configuration \(path)") {
      unsafe git_config_add_file_ondisk(files.pointer, path, level, repository, 0)
    }
  }

  private func entries(of files: borrowing Handle) throws(GitError) -> [Configuration.Entry] {
    let iterator = try unsafe Handle("read the configuration", release: git_config_iterator_free) {
      unsafe git_config_iterator_new(&$0, files.pointer)
    }
    var entries: [Configuration.Entry] = []
    var entry: UnsafeMutablePointer<git_config_entry>?
    while unsafe git_config_next(&entry, iterator.pointer) == 0, let found = unsafe entry?.pointee {
      entries.append(
        Configuration.Entry(
          key: unsafe String(cString: found.name),
          value: unsafe found.value.map { unsafe String(cString: $0) },
          level: unsafe Self.level(found.level)))
    }
    git_error_clear()
    return entries
  }

  private static func level(_ level: git_config_level_t) -> Configuration.Level {
    switch level {
    case GIT_CONFIG_LEVEL_APP: .workTree
    case GIT_CONFIG_LEVEL_LOCAL: .repository
    case GIT_CONFIG_LEVEL_GLOBAL, GIT_CONFIG_LEVEL_XDG: .user
    default: .system
    }
  }

  /// `GIT_CONFIG_COUNT` and its pairs, then what `git -c` left in `GIT_CONFIG_PARAMETERS`.
  private func commandEntries() throws(GitError) -> [Configuration.Entry] {
    var pairs: [(String, String?)] = []
    for number in 0..<(environment["GIT_CONFIG_COUNT"].flatMap { Int($0) } ?? 0) {
      guard let key = environment["GIT_CONFIG_KEY_\(number)"],
        let value = environment.variables["GIT_CONFIG_VALUE_\(number)"]
      else {
        throw GitError(
          .invalidConfiguration, "GIT_CONFIG_COUNT promises a key and a value number \(number)")
      }
      pairs.append((key, value))
    }
    if let text = environment["GIT_CONFIG_PARAMETERS"] {
      guard let parameters = ConfigurationParameters(text) else {
        throw GitError(.invalidConfiguration, "GIT_CONFIG_PARAMETERS cannot be read")
      }
      pairs += parameters.pairs
    }
    return pairs.map { key, value in
      Configuration.Entry(key: Self.canonical(key), value: value, level: .command)
    }
  }

  /// The section and the name in lower case, the subsection as it is.
  private static func canonical(_ key: String) -> String {
    guard let first = key.firstIndex(of: "."), let last = key.lastIndex(of: ".") else {
      return key.lowercased()
    }
    return key[..<first].lowercased() + key[first..<last] + key[last...].lowercased()
  }
}

/// The form in which `git -c` hands its settings to hooks: `'key'='value'`, quoted for a shell.
struct ConfigurationParameters {
  private(set) var pairs: [(String, String?)] = []

  /// Nil when the text is not of that form.
  init?(_ text: String) {
    var rest = Substring(text)
    while true {
      rest = rest.drop { $0 == " " }
      guard !rest.isEmpty else { return }
      guard let word = Self.takeQuoted(from: &rest) else { return nil }
      if rest.first == "=" {
        rest.removeFirst()
        let hasValue = rest.first != nil && rest.first != " "
        let value = hasValue ? Self.takeQuoted(from: &rest) : nil
        if hasValue, value == nil { return nil }
        pairs.append((word, value))
      } else if let sign = word.firstIndex(of: "=") {
        // Written by git before 2.31.
        pairs.append((String(word[..<sign]), String(word[word.index(after: sign)...])))
      } else {
        pairs.append((word, nil))
      }
    }
  }

  private static func takeQuoted(from text: inout Substring) -> String? {
    guard text.popFirst() == "'" else { return nil }
    var word = ""
    while let character = text.popFirst() {
      guard character == "'" else {
        word.append(character)
        continue
      }
      // The quote and the exclamation mark stand outside: 'a'\''b'.
      guard text.hasPrefix("\\'") || text.hasPrefix("\\!") else { return word }
      text.removeFirst()
      word.append(text.removeFirst())
      guard text.popFirst() == "'" else { return nil }
    }
    return nil
  }
}
