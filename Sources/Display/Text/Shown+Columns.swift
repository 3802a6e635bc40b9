extension Shown {
  /// Data on one line, cut in its middle where it takes more than so many columns: names that have one
  /// beginning are told apart by their ends.
  package init(_ data: String, columns: Int) {
    let whole = Shown(data)
    guard whole.byteCount > columns, whole.width > columns else {
      self = whole
      return
    }
    let tail = columns / 3
    self = "\(Self.fitting(data, columns: columns - tail - 1))…"
    append(Shown(String(Self.fitting(data.reversed(), columns: tail).reversed())))
  }

  /// As many of the first characters as fit.
  private static func fitting(_ characters: some Sequence<Character>, columns: Int) -> String {
    var text = ""
    var width = 0
    for character in characters {
      width += character.displayWidth
      guard width <= columns else { break }
      text.append(character)
    }
    return text
  }
}
