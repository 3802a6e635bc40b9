import Diagnostics
import YAML

/// One entry of a generated ConfigMap or Secret.
struct DataEntry {
  var key: String
  /// As it is in the source, which need not be UTF-8.
  var value: ArraySlice<UInt8>
  /// The bytes that give the value.
  var origin: Origin
}

/// Reads the sources of a generator in Kustomize's order: env files, literals, files.
struct KeyValueSources {
  let site: Site
  let context: RenderContext

  func entries(of arguments: GeneratorArguments) throws(RenderError) -> [DataEntry] {
    var result: [DataEntry] = []
    for source in arguments.environments { result += try lines(of: source) }
    for source in arguments.literals { result.append(try literal(source)) }
    for source in arguments.files { result.append(try file(source)) }
    try checkKeys(result, arguments)
    return result
  }

  private func checkKeys(
    _ entries: [DataEntry], _ arguments: GeneratorArguments
  ) throws(RenderError) {
    var known: [String: DataEntry] = [:]
    for entry in entries {
      if let first = known[entry.key] {
        throw RenderError(
          .invalidGenerator,
          "\(arguments.name?.value ?? "the generator") gets the key \"\(entry.key)\" twice",
          at: entry.origin.location, related: [Label("first here", at: first.origin.location)])
      }
      known[entry.key] = entry
    }
  }

  // MARK: Literals

  private func literal(_ source: SourcedText) throws(RenderError) -> DataEntry {
    let bytes = Array(source.value.utf8)
    guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")), equals > 0 else {
      throw RenderError(
        .invalidGenerator, "a literal must be written key=value", at: source.location)
    }
    var value = bytes[(equals + 1)...]
    if value.count >= 2, let first = value.first, first == value.last,
      first == UInt8(ascii: "\"") || first == UInt8(ascii: "'")
    {
      value = value.dropFirst().dropLast()
    }
    return DataEntry(
      key: String(decoding: bytes[..<equals], as: UTF8.self), value: value,
      origin: Origin(
        location(of: value.startIndex..<value.endIndex, in: source), by: .generator))
  }

  /// The bytes of a part of a literal.
  private func location(of part: Range<Int>, in source: SourcedText) -> Location? {
    guard var location = source.location,
      let map = ScalarSourceMap(source.node)
    else { return source.location }
    location.range = map.range(of: ByteRange(part))
    return location
  }

  // MARK: Files

  private func file(_ source: SourcedText) throws(RenderError) -> DataEntry {
    let parts = source.value.split(separator: "=", omittingEmptySubsequences: false)
    guard parts.count <= 2 else {
      throw RenderError(
        .invalidGenerator, "a file source has one = at most", at: source.location)
    }
    if let part = parts.first(where: \.isEmpty), parts.count == 2 {
      let missing = part.startIndex == source.value.startIndex ? "key" : "file"
      throw RenderError(
        .invalidGenerator, "the source has no \(missing) beside its =", at: source.location)
    }
    let path = String(parts[parts.count - 1])
    let file = try context.load(SourcedText(path, source.origin), from: site)
    return DataEntry(
      key: parts.count == 2 ? String(parts[0]) : TreePath.name(of: path),
      value: file.bytes[...],
      origin: Origin(
        Location(file: file, range: ByteRange(0, file.bytes.count)), by: .generator))
  }

  // MARK: Env files

  private func lines(of source: SourcedText) throws(RenderError) -> [DataEntry] {
    let file = try context.load(source, from: site)
    var result: [DataEntry] = []
    var start = file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    while start < file.bytes.count {
      let end = file.bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? file.bytes.count
      if let entry = try entry(of: file, line: start..<end) { result.append(entry) }
      start = end + 1
    }
    return result
  }

  private func entry(of file: SourceFile, line: Range<Int>) throws(RenderError) -> DataEntry? {
    let location = Location(file: file, range: ByteRange(line))
    // Kustomize stops reading at a longer line without a word.
    guard line.count < 1 << 16 else {
      throw RenderError(
        .invalidGenerator, "a line of an env file may have 65535 bytes", at: location.start)
    }
    var bytes = file.bytes[line]
    if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw RenderError(.invalidGenerator, "the line is not UTF-8", at: location)
    }
    let space = text.unicodeScalars.prefix { $0.properties.isWhitespace }
    bytes = bytes.dropFirst(space.reduce(0) { $0 + UTF8.width($1) })
    guard let first = bytes.first, first != UInt8(ascii: "#") else { return nil }
    let equals = bytes.firstIndex(of: UInt8(ascii: "=")) ?? bytes.endIndex
    guard equals > bytes.startIndex else { return nil }
    let value = bytes[min(equals + 1, bytes.endIndex)...]
    return DataEntry(
      key: String(decoding: bytes[..<equals], as: UTF8.self), value: value,
      origin: Origin(
        Location(file: file, range: ByteRange(value.startIndex, value.endIndex)), by: .generator))
  }
}
