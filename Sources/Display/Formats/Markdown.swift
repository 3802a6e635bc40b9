/// Data in Markdown stands in code, where no mention, link, image, emoji or HTML is read.
extension Shown {
  /// Data as a code span.
  ///
  /// CommonMark §6.1: the span ends at a run of as many backticks as began it, and a space within at
  /// each end is taken away.
  ///
  /// - Parameter limit: after how many characters the data is cut; nil where it is not.
  package static func code(_ data: String, limit: Int? = nil) -> Shown {
    let text = limit.map { Shown(data, limit: $0) } ?? Shown(data)
    let delimiter = backticks(text.longestBacktickRun + 1)
    return "\(delimiter) \(text) \(delimiter)"
  }

  /// Data inside of HTML, which Markdown lets through, as code: no markup, no mention.
  package static func codeElement(_ data: String) -> Shown {
    var escaped: Shown = "<code>"
    var plain = ""
    for character in Shown(data).text {
      let entity: Shown? =
        switch character {
        case "<": "&lt;"
        case ">": "&gt;"
        case "&": "&amp;"
        case "\"": "&quot;"
        default: nil
        }
      guard let entity else {
        plain.append(character)
        continue
      }
      escaped += Shown(plain) + entity
      plain = ""
    }
    return escaped + Shown(plain) + "</code>"
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
