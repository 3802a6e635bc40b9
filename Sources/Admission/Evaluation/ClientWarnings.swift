/// What of its warnings a server sends: each is a header of the answer, and headers have bounds.
enum ClientWarnings {
  /// How many characters all warnings of an answer may have before each is cut.
  private static let totalLimit = 4 * 1024
  /// How many characters are left of one that is cut.
  private static let itemLimit = 256

  /// The warnings that reach the client, in order.
  ///
  /// Equal ones are sent once, and one with a control character, as a line break, is dropped. When
  /// one goes over the limit of all, every one is cut, and none is added once the cut ones reach it.
  static func sent(of warnings: [String]) -> [String] {
    var distinct: Set<String> = []
    var taken: [String] = []
    var sent: [String] = []
    var length = 0
    var isCutting = false
    for warning in warnings where !warning.isEmpty {
      if isCutting, length >= totalLimit { break }
      guard distinct.insert(warning).inserted, isHeader(warning) else { continue }
      taken.append(warning)
      let text = isCutting ? cut(warning) : warning
      let count = text.unicodeScalars.count
      if isCutting || length + count <= totalLimit {
        sent.append(text)
        length += count
      } else {
        isCutting = true
        sent = taken.map(cut)
        length = sent.reduce(0) { $0 + $1.unicodeScalars.count }
      }
    }
    return sent
  }

  private static func isHeader(_ text: String) -> Bool {
    !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
  }

  private static func cut(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.prefix(itemLimit)))
  }
}
