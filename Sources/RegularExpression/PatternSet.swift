import CRE2

/// Several patterns that are searched for in one pass over a text.
///
/// It answers which patterns match, not where; ask the single ``Pattern`` for that.
@safe package final class PatternSet: @unchecked Sendable {
  /// The patterns in the order of their numbers.
  package let sources: [String]
  private let handle: OpaquePointer

  /// Compiles all of `sources` together.
  ///
  /// - Throws: ``InvalidPattern`` for the first that is no RE2 pattern, and with the reason
  ///   `out of memory` when the set exceeds the budget.
  package init(
    _ sources: [String], memoryBudget: Int = 8 * Pattern.defaultMemoryBudget
  ) throws(InvalidPattern) {
    guard let handle = unsafe cre2_set_new(Int64(memoryBudget)) else {
      preconditionFailure("RE2 made no set")
    }
    for source in sources {
      if let reason = unsafe PatternSet.add(source, to: handle) {
        unsafe cre2_set_delete(handle)
        throw InvalidPattern(pattern: source, reason: reason, fragment: "")
      }
    }
    guard unsafe cre2_set_compile(handle) else {
      unsafe cre2_set_delete(handle)
      throw InvalidPattern(
        pattern: sources.joined(separator: "|"), reason: "out of memory", fragment: "")
    }
    self.sources = sources
    unsafe self.handle = unsafe handle
  }

  deinit { unsafe cre2_set_delete(handle) }

  /// The numbers of the patterns that match somewhere in `text`, ascending.
  ///
  /// - Returns: nil when the memory budget ran out, so that the answer is not known.
  package func matches(in text: String) -> [Int]? {
    var text = text
    return text.withUTF8 { unsafe search($0) }
  }

  /// The same for bytes that need not be UTF-8.
  package func matches(in bytes: [UInt8]) -> [Int]? {
    unsafe bytes.withUnsafeBufferPointer { unsafe search($0) }
  }

  private func search(_ bytes: UnsafeBufferPointer<UInt8>) -> [Int]? {
    guard !sources.isEmpty else { return [] }
    return unsafe withUnsafeTemporaryAllocation(of: Int32.self, capacity: sources.count) {
      numbers in
      let text = unsafe UnsafeRawPointer(bytes.baseAddress).map {
        unsafe $0.assumingMemoryBound(to: CChar.self)
      }
      let count = unsafe cre2_set_match(
        handle, text, bytes.count, numbers.baseAddress, Int32(sources.count))
      guard count >= 0 else { return nil }
      return unsafe numbers.prefix(Int(count)).map(Int.init)
    }
  }

  private static func add(_ source: String, to handle: OpaquePointer) -> String? {
    var source = source
    return source.withUTF8 { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { error in
          let number = unsafe cre2_set_add(
            handle, characters.baseAddress, characters.count, error.baseAddress, error.count)
          guard number < 0, let reason = error.baseAddress else { return nil }
          return unsafe String(cString: reason)
        }
      }
    }
  }
}
