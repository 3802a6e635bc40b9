extension String {
  /// The text with every character that could act on a terminal or hide text made visible.
  ///
  /// Names and values come from the repository, which may be hostile.
  package var shown: String {
    guard unicodeScalars.contains(where: { !$0.isHarmless }) else { return self }
    var result = ""
    for scalar in unicodeScalars {
      if scalar.isHarmless {
        result.unicodeScalars.append(scalar)
      } else {
        result += "\\u{" + String(scalar.value, radix: 16) + "}"
      }
    }
    return result
  }

  /// The text in one line of at most `limit` characters.
  package func shown(limit: Int) -> String {
    guard count > limit else { return shown }
    return String(prefix(limit - 1)).shown + "…"
  }
}

extension Unicode.Scalar {
  fileprivate var isHarmless: Bool {
    if value >= 0x20, value < 0x7F { return true }
    // Scripts and emoji need the joiners.
    if value == 0x200C || value == 0x200D { return true }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned,
      .privateUse:
      return false
    default: return true
    }
  }
}
