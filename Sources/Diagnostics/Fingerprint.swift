extension Diagnostic {
  /// The finding's identity: sixteen hexadecimal digits that stay the same while the files around
  /// it change.
  ///
  /// It follows from the rule and its aspect, the path, the object, the field and the origin, never
  /// from a line number, a position in a list, the wording or the value at fault. Two findings that agree in all of these
  /// are one finding to whoever compares runs; see ``Swift/Array/fingerprints``.
  package var fingerprint: String {
    var hash = FNV1a()
    hash.combine(rule.text)
    hash.combine(aspect ?? "")
    hash.combine(primary?.file.path ?? "")
    hash.combine(object ?? "")
    hash.combine(fieldOfAnyEntry ?? "")
    for name in entries { hash.combine(name) }
    // Where there is a field, its path says enough, whichever overlay happens to set it.
    if field == nil {
      for name in primary?.origin(namingValues: !hidesSource) ?? [] { hash.combine(name) }
    }
    return hash.value.hexadecimal
  }
}

extension [Diagnostic] {
  /// The fingerprint of each finding, for services that want each once: where several are alike in
  /// all, the second ends with `:2`.
  package var fingerprints: [String] {
    var occurrences: [String: Int] = [:]
    return map { finding in
      let fingerprint = finding.fingerprint
      let number = occurrences[fingerprint, default: 0] + 1
      occurrences[fingerprint] = number
      return number == 1 ? fingerprint : "\(fingerprint):\(number)"
    }
  }
}

/// The 64-bit FNV-1a hash, which is the same on every machine and in every process.
private struct FNV1a {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  /// Combines `text` and an end mark, so that the parts of a key cannot run into each other.
  mutating func combine(_ text: String) { combine(Array(text.utf8)[...]) }

  mutating func combine(_ bytes: ArraySlice<UInt8>) {
    for byte in bytes { combine(byte) }
    combine(0xFF)
  }

  private mutating func combine(_ byte: UInt8) {
    value ^= UInt64(byte)
    value &*= 0x100_0000_01b3
  }
}

extension UInt64 {
  fileprivate var hexadecimal: String {
    let digits = String(self, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}
