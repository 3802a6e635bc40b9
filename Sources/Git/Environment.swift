/// The environment variables that Git reads, as values.
struct Environment: Sendable, Hashable {
  let variables: [String: String]

  init(_ variables: [String: String]) { self.variables = variables }

  /// The value of a variable; nil when it is unset or empty.
  subscript(name: String) -> String? {
    guard let value = variables[name], !value.isEmpty else { return nil }
    return value
  }

  /// A variable read as git reads Booleans.
  func boolean(_ name: String, default fallback: Bool) throws(GitError) -> Bool {
    guard let value = variables[name] else { return fallback }
    guard let boolean = Configuration.boolean(value) else {
      throw GitError(
        .invalidConfiguration, "\(name) is '\(value)', which is neither true nor false")
    }
    return boolean
  }

  /// The elements of a colon-separated list of paths.
  func paths(_ name: String) throws(GitError) -> [String] {
    let paths = (self[name] ?? "").split(separator: ":").map(String.init)
    // git quotes an element that holds a colon, as C strings are quoted.
    guard !paths.contains(where: { $0.hasPrefix("\"") }) else {
      throw GitError(
        .invalidConfiguration, "\(name) holds a quoted path, which is not supported",
        hint: "move the directory to a path without a colon")
    }
    return paths
  }

  /// A path with a leading `~/` replaced by the home directory.
  func expand(_ path: String) -> String {
    guard path == "~" || path.hasPrefix("~/"), let home = self["HOME"] else { return path }
    return home + path.dropFirst()
  }
}
