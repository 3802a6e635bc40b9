extension Repository {
  /// The object that stands in for another one; the same where none does.
  func replacement(of id: ObjectID) -> ObjectID {
    replacements.isEmpty ? id : replacements[id] ?? id
  }

  /// Reads `refs/replace/` (git-replace(1)), which libgit2 does not heed; nothing where git is told not to.
  func readReplacements() -> [ObjectID: ObjectID] {
    guard location.environment["GIT_NO_REPLACE_OBJECTS"] == nil,
      (try? configuration.boolean("core.usereplacerefs", default: true)) ?? true, mayReplace
    else { return [:] }
    var replacements: [ObjectID: ObjectID] = [:]
    for name in (try? references(below: "refs/replace")) ?? [] {
      guard let id = ObjectID(hex: name.dropFirst("refs/replace/".count)),
        let other = try? reference(name)
      else { continue }
      replacements[id] = other
    }
    // A replacement may be replaced in turn; more often than there are of them it is a circle.
    for id in replacements.keys {
      for _ in replacements {
        guard let next = replacements[id].flatMap({ replacements[$0] }) else { break }
        replacements[id] = next
      }
    }
    return replacements
  }

  /// Whether there may be such references; looked at before all are listed, which takes longer.
  private var mayReplace: Bool {
    let directory = location.commonDirectory
    if FileSystem.isDirectory("\(directory)/refs/replace") { return true }
    return FileSystem.line(of: "\(directory)/packed-refs")?.contains(" refs/replace/") ?? false
  }
}
