/// Data in Markdown stands in code, where no mention, link, image, emoji or HTML is read.
extension Shown {
  /// Data as a code span.
  ///
  /// CommonMark §6.1: the span ends at a run of as many backticks as began it, and a space within at
  /// each end is taken away.
  package static func code(_ data: String) -> Shown {
    let text = Shown(data)
    let delimiter = backticks(text.longestBacktickRun + 1)
    return "\(delimiter) \(text) \(delimiter)"
  }

  /// A fence for a block of code that holds `content`.
  package static func fence(around content: Shown) -> Shown {
    backticks(max(3, content.longestBacktickRun + 1))
  }

  private static func backticks(_ count: Int) -> Shown {
    Shown(neutralised: Array(repeating: UInt8(ascii: "`"), count: count))
  }

  private var longestBacktickRun: Int {
    var longest = 0
    var current = 0
    for byte in bytes {
      current = byte == UInt8(ascii: "`") ? current + 1 : 0
      longest = max(longest, current)
    }
    return longest
  }
}
