/// A text that names a commit and can hardly be anything else: ten or more hexadecimal digits, some of them
/// letters and some not.
struct CommitName: Hashable {
  let text: String

  init?(_ text: String) {
    guard (10...64).contains(text.utf8.count),
      text.allSatisfy({ $0.isASCII && $0.isHexDigit && !$0.isUppercase }),
      text.contains(where: \.isLetter), text.contains(where: \.isNumber)
    else { return nil }
    self.text = text
  }
}
