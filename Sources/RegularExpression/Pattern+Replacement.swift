extension Pattern {
  /// The text with each match replaced by what `replacement` answers for it.
  package func replacingMatches(
    in text: String, limit: Int = .max, with replacement: (Match, [UInt8]) -> [UInt8]
  ) -> String {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var position = 0
    for match in matches(in: text, limit: limit) {
      result += bytes[position..<match.range.lowerBound]
      result += replacement(match, bytes)
      position = match.range.upperBound
    }
    result += bytes[position...]
    return String(decoding: result, as: UTF8.self)
  }

  /// The text with each match replaced by `replacement` taken literally.
  package func replacingMatches(in text: String, with replacement: String) -> String {
    let bytes = Array(replacement.utf8)
    return replacingMatches(in: text) { _, _ in bytes }
  }
}
