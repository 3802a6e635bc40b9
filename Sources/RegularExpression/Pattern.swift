import CRE2

/// A compiled RE2 pattern.
///
/// Matching takes time linear in the text whatever the pattern. A compiled pattern never changes,
/// and RE2 allows any number of threads to use one at once, so it is `Sendable`.
@safe package final class Pattern: @unchecked Sendable {
  /// How many bytes a compiled pattern and its caches may take.
  package static let defaultMemoryBudget = 8 << 20

  /// The text that was compiled.
  package let source: String
  /// How many groups the pattern captures, the whole match not counted.
  package let groupCount: Int
  private let handle: OpaquePointer

  /// Compiles `source`.
  ///
  /// - Throws: ``InvalidPattern`` when it is no RE2 pattern or exceeds the memory budget.
  package init(
    _ source: String, caseSensitive: Bool = true, memoryBudget: Int = defaultMemoryBudget
  ) throws(InvalidPattern) {
    var source = source
    let handle = source.withUTF8 { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
        unsafe cre2_pattern_new(
          characters.baseAddress, characters.count, Int64(memoryBudget), caseSensitive)
      }
    }
    guard let handle = unsafe handle else { preconditionFailure("RE2 made no pattern") }
    guard unsafe cre2_pattern_error_code(handle) == 0 else {
      let reason = unsafe String(cString: cre2_pattern_error(handle))
      let fragment = unsafe String(cString: cre2_pattern_error_argument(handle))
      unsafe cre2_pattern_delete(handle)
      throw InvalidPattern(pattern: source, reason: reason, fragment: fragment)
    }
    self.source = source
    groupCount = Int(unsafe cre2_pattern_group_count(handle))
    unsafe self.handle = unsafe handle
  }

  deinit { unsafe cre2_pattern_delete(handle) }

  /// The name of a group, if the pattern gives it one.
  package func name(ofGroup group: Int) -> String? {
    unsafe cre2_pattern_group_name(handle, Int32(group)).map { unsafe String(cString: $0) }
  }

  /// Whether the pattern matches anywhere in `text`.
  package func matches(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in unsafe search(bytes, from: 0, groups: 0) != nil }
  }

  /// The first match in `text` at or after the byte offset `start`.
  package func firstMatch(in text: String, from start: Int = 0) -> Match? {
    var text = text
    return text.withUTF8 { bytes in
      unsafe search(bytes, from: start, groups: groupCount + 1)
    }
  }

  /// The first match in `bytes` at or after the offset `start`.
  package func firstMatch(in bytes: [UInt8], from start: Int = 0) -> Match? {
    unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe search(bytes, from: start, groups: groupCount + 1)
    }
  }

  /// The matches from left to right that do not overlap, at most `limit` of them.
  ///
  /// An empty match right behind another match does not count.
  package func matches(in text: String, limit: Int = .max) -> [Match] {
    var text = text
    return text.withUTF8 { bytes in
      unsafe collectMatches(in: bytes, limit: limit)
    }
  }

  private func collectMatches(in bytes: UnsafeBufferPointer<UInt8>, limit: Int) -> [Match] {
    var found: [Match] = []
    var position = 0
    var previousEnd = -1
    while found.count < limit, position <= bytes.count,
      let match = unsafe search(bytes, from: position, groups: groupCount + 1)
    {
      if !match.range.isEmpty || match.range.lowerBound != previousEnd {
        found.append(match)
        previousEnd = match.range.upperBound
      }
      position = match.range.upperBound
      if match.range.isEmpty { position += unsafe scalarLength(in: bytes, at: position) }
    }
    return found
  }

  /// How many bytes the scalar at `offset` takes; 1 at the end, so that a scan always advances.
  private func scalarLength(in bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> Int {
    var length = 1
    while offset + length < bytes.count, unsafe bytes[offset + length] & 0b1100_0000 == 0b1000_0000
    {
      length += 1
    }
    return length
  }

  private func search(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, groups: Int
  ) -> Match? {
    guard start <= bytes.count else { return nil }
    // Empty text has no address, but RE2 tells a missing group by its null address.
    return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1) { empty in
      unsafe withUnsafeTemporaryAllocation(of: CRE2Range.self, capacity: max(groups, 1)) { ranges in
        let text = unsafe UnsafeRawPointer(bytes.baseAddress).map {
          unsafe $0.assumingMemoryBound(to: CChar.self)
        }
        guard
          unsafe cre2_pattern_match(
            handle, text ?? UnsafePointer(empty.baseAddress), bytes.count, start,
            ranges.baseAddress, Int32(groups))
        else { return nil }
        var found: [Range<Int>?] = []
        found.reserveCapacity(groups)
        for index in 0..<groups {
          let range = unsafe ranges[index]
          found.append(range.start < 0 ? nil : Int(range.start)..<Int(range.end))
        }
        return Match(groups: found)
      }
    }
  }
}

/// Where a pattern matched, in byte offsets of the text.
package struct Match: Hashable, Sendable {
  /// The whole match first, then each group, nil for a group that took no part.
  package let groups: [Range<Int>?]

  /// The range of the whole match; empty when groups were not asked for.
  package var range: Range<Int> { groups.first.flatMap { $0 } ?? 0..<0 }
}

/// Why a pattern does not compile.
package struct InvalidPattern: Error, Hashable, CustomStringConvertible {
  /// The text that was to be compiled, whole.
  package let pattern: String
  /// RE2's sentence: `missing closing )`.
  package let reason: String
  /// The part of the pattern that RE2 names.
  package let fragment: String

  /// The reason with the fragment it is about.
  package var description: String {
    fragment.isEmpty ? reason : "\(reason): `\(fragment)`"
  }

  /// What Go's package of regular expressions says, as the API server shows it.
  package var goDescription: String {
    var reason = Self.goReasons[reason] ?? reason
    var fragment = fragment
    // Go takes what follows for the name of a group.
    if fragment == "(?<", let start = pattern.firstRange(of: "(?<")?.lowerBound {
      reason = "invalid named capture"
      fragment = String(pattern[start...])
    }
    let message = "error parsing regexp: \(reason)"
    return fragment.isEmpty ? message : "\(message): `\(fragment)`"
  }

  /// RE2's reasons where Go words them otherwise.
  private static let goReasons = [
    "missing )": "missing closing )",
    "missing ]": "missing closing ]",
    "invalid perl operator": "invalid or unsupported Perl syntax",
    "bad repetition operator": "invalid nested repetition operator",
    "invalid repetition size": "invalid repeat count",
    "no argument for repetition operator": "missing argument to repetition operator",
    "trailing \\": "trailing backslash at end of expression",
    "invalid named capture group": "invalid named capture",
  ]
}
