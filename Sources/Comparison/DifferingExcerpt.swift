import Display

/// Two texts as they are shown side by side: whole where they are short, else around the first character
/// that differs.
struct DifferingExcerpt {
  let old: Shown
  let new: Shown

  /// How much of what is alike is shown before the difference.
  private static let lead = 40

  /// - Parameter limit: how many characters of each are shown.
  init(_ old: String, _ new: String, limit: Int) {
    guard old.count > limit || new.count > limit else {
      (self.old, self.new) = (Shown(old), Shown(new))
      return
    }
    let alike = zip(old, new).prefix { $0 == $1 }.count
    let start = alike + Self.lead < limit ? 0 : max(0, alike - Self.lead)
    self.old = Self.excerpt(old, from: start, limit: limit)
    self.new = Self.excerpt(new, from: start, limit: limit)
  }

  private static func excerpt(_ text: String, from start: Int, limit: Int) -> Shown {
    let rest = Shown(String(text.dropFirst(start)), limit: limit)
    return start > 0 ? "…\(rest)" : rest
  }
}
