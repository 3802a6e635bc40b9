import Glibc
import Values

/// Offsets from UTC of zones by name.
enum TimeZone {
  /// Seconds east of UTC of a zone, `US/Central` or `-08:00`, at that time.
  static func offset(named name: String, at seconds: Int64) -> Result<Int64, EvaluationError> {
    if name.isEmpty || name == "UTC" { return .success(0) }
    let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count == 2 { return fixedOffset(String(parts[0]), String(parts[1])) }
    guard let zone = load(name) else {
      return .failure(EvaluationError("unknown time zone \(name)"))
    }
    return .success(zone.offset(at: seconds))
  }

  private static func fixedOffset(
    _ hours: String, _ minutes: String
  ) -> Result<Int64, EvaluationError> {
    guard let hourCount = Int64(hours) else { return .failure(invalid(hours)) }
    guard let minuteCount = Int64(minutes) else { return .failure(invalid(minutes)) }
    let isWest = hours.utf8.first == UInt8(ascii: "-")
    let total = hourCount.multipliedReportingOverflow(by: 60)
    let sum = total.partialValue.addingReportingOverflow(isWest ? -minuteCount : minuteCount)
    let product = sum.partialValue.multipliedReportingOverflow(by: 60)
    guard !total.overflow, !sum.overflow, !product.overflow, abs(product.partialValue) < 1 << 40
    else { return .failure(invalid(hours)) }
    return .success(product.partialValue)
  }

  private static func invalid(_ text: String) -> EvaluationError {
    EvaluationError("strconv.Atoi: parsing \(text.goQuoted): invalid syntax")
  }

  private static func load(_ name: String) -> ZoneFile? {
    // A name is a path below the database, never out of it.
    guard !name.hasPrefix("/"), !name.utf8.contains(UInt8(ascii: "\\")),
      !name.utf8.contains(0), !name.split(separator: "/").contains("..")
    else { return nil }
    return read("/usr/share/zoneinfo/\(name)").flatMap { ZoneFile($0) }
  }

  private static func read(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "rb") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 17)
    let count = fread(&bytes, 1, bytes.count, file)
    return count > 0 ? Array(bytes.prefix(count)) : nil
  }
}

/// A compiled zone: RFC 8536.
struct ZoneFile {
  private var times: [Int64] = []
  private var offsets: [Int64] = []
  private var initialOffset: Int64 = 0
  private var rule: ZoneRule?

  init?(_ bytes: [UInt8]) {
    guard let first = Header(bytes, at: 0) else { return nil }
    // Versions from 2 on repeat the data with 64-bit times behind the 32-bit ones.
    guard first.version >= UInt8(ascii: "2"), let header = Header(bytes, at: first.end(timeSize: 4))
    else { return nil }
    let start = header.offset + 44
    let kinds = start + header.timeCount * 8
    let types = kinds + header.timeCount
    guard header.end(timeSize: 8) <= bytes.count, header.typeCount > 0 else { return nil }
    func type(_ index: Int) -> Int64 {
      Int64(Int32(truncatingIfNeeded: ZoneFile.number(bytes, at: types + index * 6, size: 4)))
    }
    initialOffset = type(0)
    for index in 0..<header.timeCount {
      times.append(ZoneFile.number(bytes, at: start + index * 8, size: 8))
      let kind = Int(bytes[kinds + index])
      guard kind < header.typeCount else { return nil }
      offsets.append(type(kind))
    }
    let footer = bytes[header.end(timeSize: 8)...].dropFirst().prefix { $0 != UInt8(ascii: "\n") }
    rule = ZoneRule(String(decoding: footer, as: UTF8.self))
  }

  fileprivate static func number(_ bytes: [UInt8], at offset: Int, size: Int) -> Int64 {
    var result: UInt64 = 0
    for byte in bytes[offset..<offset + size] { result = result << 8 | UInt64(byte) }
    return Int64(bitPattern: result)
  }

  /// Seconds east of UTC at that time.
  func offset(at seconds: Int64) -> Int64 {
    guard let last = times.last else { return rule?.offset(at: seconds) ?? initialOffset }
    if seconds >= last, let rule { return rule.offset(at: seconds) }
    var low = 0
    var high = times.count
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= seconds { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? initialOffset : offsets[low - 1]
  }

  private struct Header {
    let offset: Int
    let version: UInt8
    let utcCount, standardCount, leapCount, timeCount, typeCount, characterCount: Int

    init?(_ bytes: [UInt8], at offset: Int) {
      guard offset + 44 <= bytes.count, bytes[offset..<offset + 4].elementsEqual("TZif".utf8) else {
        return nil
      }
      self.offset = offset
      version = bytes[offset + 4]
      func count(_ index: Int) -> Int {
        Int(ZoneFile.number(bytes, at: offset + 20 + index * 4, size: 4))
      }
      utcCount = count(0)
      standardCount = count(1)
      leapCount = count(2)
      timeCount = count(3)
      typeCount = count(4)
      characterCount = count(5)
    }

    func end(timeSize: Int) -> Int {
      offset + 44 + timeCount * (timeSize + 1) + typeCount * 6 + characterCount
        + leapCount * (timeSize + 4) + standardCount + utcCount
    }
  }
}
