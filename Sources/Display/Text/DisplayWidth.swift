import Diagnostics

extension Character {
  /// How many columns a tab is shown as; the same wherever it stands.
  static let tabWidth = 4

  /// How many columns the character takes in a terminal: none, one or two.
  ///
  /// Counted by grapheme, as terminals that draw emoji sequences whole do. An active scalar counts as
  /// its visible form, and a tab as ``tabWidth`` spaces.
  var displayWidth: Int {
    if let byte = asciiValue, byte.isPlainASCII { return 1 }
    if self == "\t" { return Self.tabWidth }
    guard !unicodeScalars.contains(where: \.isActive) else {
      return unicodeScalars.reduce(0) { $0 + ($1.visibleForm?.unicodeScalars.count ?? 1) }
    }
    var width = 0
    for scalar in unicodeScalars {
      if scalar.isWide || scalar == "\u{FE0F}" { return 2 }
      if !scalar.isCombining { width = 1 }
    }
    return width
  }
}

extension Unicode.Scalar {
  /// Whether the scalar is drawn over the one before it.
  fileprivate var isCombining: Bool {
    guard value >= 0x300 else { return false }
    return switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: true
    default: false
    }
  }

  /// Whether the scalar takes two columns: UAX #11 Wide and Fullwidth, and pictures by default.
  fileprivate var isWide: Bool {
    switch value {
    case 0..<0x1100: false
    case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF: true
    case 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19: true
    case 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF: true
    case 0x1AFF0...0x1B2FF, 0x1F200...0x1F2FF, 0x20000...0x3FFFD: true
    default: properties.isEmojiPresentation
    }
  }
}
