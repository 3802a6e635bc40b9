extension Diagnostic {
  /// The field's path with `[*]` for each position in a list: `spec.containers[*].image`.
  ///
  /// A position says nothing of what stands there: entries come and go before it.
  package var fieldOfAnyEntry: String? {
    guard let field, field.utf8.contains(UInt8(ascii: "[")) else { return field }
    var text: [UInt8] = []
    var key: [UInt8]?
    for byte in field.utf8 {
      if let known = key {
        guard byte == UInt8(ascii: "]") else {
          key = known + [byte]
          continue
        }
        let isPosition = !known.isEmpty && known.allSatisfy { (0x30...0x39).contains($0) }
        text += isPosition ? [UInt8(ascii: "*")] : known
        key = nil
      } else if byte == UInt8(ascii: "[") {
        key = []
      }
      text.append(byte)
    }
    return String(decoding: text + (key ?? []), as: UTF8.self)
  }
}
