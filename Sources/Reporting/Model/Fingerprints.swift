import Diagnostics

/// Names for findings that stay the same while the files around them change.
///
/// A fingerprint depends on the rule, the path, the object and the field, never on a line number or on
/// the wording. Findings that share all four are told apart by their order.
struct Fingerprints {
  private var occurrences: [UInt64: Int] = [:]

  /// The fingerprint of the next finding in report order: sixteen hexadecimal digits and its number
  /// among those alike.
  mutating func next(for finding: Diagnostic) -> String {
    var hash = FNV1a()
    hash.combine(finding.rule.text)
    hash.combine(finding.primary?.file.path ?? "")
    hash.combine(finding.object ?? "")
    hash.combine(finding.field ?? "")
    let number = occurrences[hash.value, default: 0] + 1
    occurrences[hash.value] = number
    let digits = String(hash.value, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits + ":\(number)"
  }
}

/// The 64-bit FNV-1a hash, which is the same on every machine and in every process.
private struct FNV1a {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  /// Combines `text` and an end mark, so that the parts of a key cannot run into each other.
  mutating func combine(_ text: String) {
    for byte in text.utf8 { combine(byte) }
    combine(0xFF)
  }

  private mutating func combine(_ byte: UInt8) {
    value ^= UInt64(byte)
    value &*= 0x100_0000_01b3
  }
}
