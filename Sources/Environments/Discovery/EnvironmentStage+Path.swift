extension Environment {
  /// Whether a path says that what stands there is this environment's: a segment is its name, or a word
  /// for what its directories are called.
  package func isNamed(by path: String) -> Bool {
    stageWord(of: path) != nil
      || path.split(separator: "/").contains { $0 == name }
  }

  /// The segment of a path that names this environment, as `prd` of `clusters/prd/base`.
  package func stageWord(of path: String) -> String? {
    let own =
      EnvironmentStage.found(in: name)?.stage
      ?? targets.lazy.compactMap { target in
        target.directory.path.split(separator: "/").lazy
          .compactMap { EnvironmentStage.found(in: String($0))?.stage }.last
      }.first
    guard let own else { return nil }
    return path.split(separator: "/").map(String.init)
      .last { EnvironmentStage.found(in: $0)?.stage == own }
  }
}
