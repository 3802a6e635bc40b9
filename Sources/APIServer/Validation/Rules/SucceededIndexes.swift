import YAML

/// The indexes of a Job that must succeed: `0-1,3` (KEP-3998).
extension Validation {
  /// - Returns: how many indexes the text names; nil where there is no text.
  mutating func succeededIndexes(_ rule: Fields, below completions: Int) -> Int? {
    guard let text = rule.optionalText("succeededIndexes") else { return nil }
    do throws(SucceededIndexes.Fault) {
      return try SucceededIndexes.count(in: text, below: completions)
    } catch {
      invalid(
        "succeededIndexes", value: ShownValue(text),
        "error parsing succeededIndexes: \(error.message)")
      return 0
    }
  }
}

private enum SucceededIndexes {
  struct Fault: Error {
    let message: String
  }

  static func count(in text: String, below completions: Int) throws(Fault) -> Int {
    var total = 0
    var last: Int?
    for interval in text.split(separator: ",", omittingEmptySubsequences: false) {
      let limits = interval.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
      guard limits.count <= 2 else {
        throw Fault(
          message:
            "the fragment \"\(interval)\" violates the requirement that an index interval can "
            + "have at most two parts separated by '-'")
      }
      let first = try index(limits[0])
      guard first < completions else { throw Fault(message: "too large index: \"\(limits[0])\"") }
      if let last, last >= first {
        throw Fault(message: "non-increasing order, previous: \(last), current: \(first)")
      }
      var end = first
      if limits.count == 2 {
        end = try index(limits[1])
        guard end < completions else { throw Fault(message: "too large index: \"\(limits[1])\"") }
        guard first < end else {
          throw Fault(message: "non-increasing order, previous: \(first), current: \(end)")
        }
      }
      total += end - first + 1
      last = end
    }
    return total
  }

  private static func index(_ text: String) throws(Fault) -> Int {
    guard let index = Int(text) else {
      throw Fault(message: "cannot convert string to integer for index: \"\(text)\"")
    }
    return index
  }
}
