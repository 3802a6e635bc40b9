import Values
import YAML

extension GoFunctions {
  /// What `until` and its like make at most.
  private static let longestList = 10_000

  static func list(_ arguments: Arguments) throws(GoTemplateError) -> Result? {
    switch arguments.function {
    case "list", "tuple": return Result(arguments.all.map { $0 ?? .null() })
    case "first": return Result(try arguments.elements(0).first)
    case "last": return Result(try arguments.elements(0).last)
    case "rest": return Result(Array(try arguments.elements(0).dropFirst()))
    case "initial": return Result(Array(try arguments.elements(0).dropLast()))
    case "append", "push":
      return Result(try arguments.elements(0) + [try arguments.value(1) ?? .null()])
    case "prepend": return Result([try arguments.value(1) ?? .null()] + (try arguments.elements(0)))
    case "concat":
      var joined: [Node] = []
      for index in arguments.all.indices { joined += try arguments.elements(index) }
      return Result(joined)
    case "reverse": return Result(try arguments.elements(0).reversed())
    case "compact": return Result(try arguments.elements(0).filter { GoValue.isTrue($0) })
    case "uniq":
      var unique: [Node] = []
      for element in try arguments.elements(0) where !unique.contains(where: element.isEqual) {
        unique.append(element)
      }
      return Result(unique)
    case "without":
      let unwanted = arguments.all.dropFirst().compactMap(\.self)
      return Result(
        try arguments.elements(0).filter { element in !unwanted.contains(where: element.isEqual) })
    case "has":
      guard let wanted = try arguments.value(0) else { return Result(false) }
      return Result(try arguments.elements(1).contains(where: wanted.isEqual))
    case "slice":
      let elements = try arguments.elements(0)
      let start = arguments.all.count > 1 ? try arguments.integer(1) : 0
      let end = arguments.all.count > 2 ? try arguments.integer(2) : elements.count
      guard 0...elements.count ~= start, start...elements.count ~= end else {
        throw GoTemplateError("slice is out of the list's bounds")
      }
      return Result(Array(elements[start..<end]))
    case "sortAlpha":
      let texts = try arguments.elements(0).map { GoValue.printed($0) }
      return Result(texts.sorted(by: isBefore).map { .string($0) })
    case "join":
      let separator = try arguments.text(0)
      let value = try arguments.value(1)
      guard let elements = value?.elements else { return Result(GoValue.printed(value)) }
      return Result(
        elements.filter { !$0.isNull }.map { GoValue.printed($0) }.joined(separator: separator))
    case "splitList":
      return Result(parts(of: try arguments.text(1), at: try arguments.text(0)).map { .string($0) })
    case "split", "splitn":
      let isLimited = arguments.function == "splitn"
      let text = try arguments.text(isLimited ? 2 : 1)
      let limit = isLimited ? try arguments.integer(1) : .max
      var mapping = Mapping()
      let parts = parts(of: text, at: try arguments.text(0), limit: limit)
      for (index, part) in parts.enumerated() { mapping["_\(index)"] = .string(part) }
      return Result(Node(mapping))
    case "until": return try numbers(from: 0, to: arguments.integer(0), by: 1)
    case "untilStep":
      return try numbers(
        from: arguments.integer(0), to: arguments.integer(1), by: arguments.integer(2))
    case "seq":
      var bounds: [Int] = []
      for index in arguments.all.indices { bounds.append(try arguments.integer(index)) }
      guard bounds.count < 3 else { throw GoTemplateError("seq with a step is not known here") }
      let (start, end) = (bounds.count == 2 ? bounds[0] : 1, bounds.last ?? 0)
      guard abs(end - start) < longestList else { throw GoTemplateError("seq makes too much") }
      let all = Array(stride(from: start, through: end, by: end < start ? -1 : 1))
      return Result(all.map(String.init).joined(separator: " "))
    case "len":
      let value = try arguments.value(0)
      let count = value?.elements?.count ?? value?.mapping?.count ?? value?.string?.utf8.count
      guard let count else {
        throw GoTemplateError("error calling len: len of type \(GoValue.typeName(value))")
      }
      return Result(.integer(count))
    case "index":
      var node = try arguments.value(0)
      for key in arguments.all.dropFirst() { node = try element(key, of: node) }
      return Result(node)
    default: return nil
    }
  }

  static func dictionary(_ arguments: Arguments) throws(GoTemplateError) -> Result? {
    switch arguments.function {
    case "dict":
      var mapping = Mapping()
      for index in stride(from: 0, to: arguments.all.count, by: 2) {
        let key = try arguments.printed(index)
        let value = index + 1 < arguments.all.count ? arguments.all[index + 1] : nil
        mapping[key] = value ?? .string("")
      }
      return Result(Node(mapping))
    case "get":
      let mapping = try arguments.mapping(0)
      let name = try arguments.text(1)
      return Result(
        mapping[name] ?? UnknownParameter.value(of: name, in: mapping) ?? .string(""))
    case "hasKey": return Result(try arguments.mapping(0)[arguments.text(1)] != nil)
    case "keys":
      var names: [String] = []
      for index in arguments.all.indices { names += try arguments.mapping(index).names }
      return Result(names.sorted(by: isBefore).map { .string($0) })
    case "values":
      let entries = try arguments.mapping(0).entries.sorted { isBefore($0.name, $1.name) }
      return Result(entries.map(\.value))
    case "pick", "omit":
      var names: [String] = []
      for index in arguments.all.indices.dropFirst() { names.append(try arguments.text(index)) }
      var mapping = try arguments.mapping(0)
      mapping.removeAll { names.contains($0.name) == (arguments.function == "omit") }
      return Result(Node(mapping))
    case "pluck":
      let name = try arguments.text(0)
      var found: [Node] = []
      for index in arguments.all.indices.dropFirst() {
        if let value = try arguments.mapping(index)[name] { found.append(value) }
      }
      return Result(found)
    case "dig":
      let count = arguments.all.count
      guard count > 2 else { throw GoTemplateError("dig needs at least three arguments") }
      var node: Node? = Node(try arguments.mapping(count - 1))
      for index in 0..<(count - 2) { node = node?[try arguments.text(index)] }
      if let node { return Result(node) }
      return Result(try arguments.value(count - 2))
    case "merge", "mergeOverwrite":
      var result = Node(try arguments.mapping(0))
      for index in arguments.all.indices.dropFirst() {
        let other = Node(try arguments.mapping(index))
        result =
          arguments.function == "merge"
          ? other.overlaid(by: result, keepingWhereEmpty: true) : result.overlaid(by: other)
      }
      return Result(result)
    case "deepCopy", "mustDeepCopy": return Result(try arguments.value(0))
    default: return nil
    }
  }

  private static func parts(of text: String, at separator: String, limit: Int = .max) -> [String] {
    guard !separator.isEmpty else { return text.map { String($0) } }
    return text.split(
      separator: separator, maxSplits: max(limit - 1, 0), omittingEmptySubsequences: false
    ).map(String.init)
  }

  private static func numbers(
    from start: Int, to end: Int, by step: Int
  ) throws(GoTemplateError) -> Result {
    guard step != 0, abs((end - start) / step) < longestList else {
      throw GoTemplateError("a list of numbers is too long")
    }
    return Result(stride(from: start, to: end, by: step).map { .integer($0) })
  }

  private static func element(_ key: Node?, of node: Node?) throws(GoTemplateError) -> Node? {
    guard let node, !node.isNull else {
      throw GoTemplateError("error calling index: index of untyped nil")
    }
    if let elements = node.elements {
      guard let index = key?.scalar?.integer else {
        throw GoTemplateError(
          "error calling index: cannot index slice/array with type \(GoValue.typeName(key))")
      }
      guard elements.indices.contains(index) else {
        throw GoTemplateError("error calling index: index out of range: \(index)")
      }
      return elements[index]
    }
    guard let mapping = node.mapping, let name = key?.string else {
      throw GoTemplateError(
        "error calling index: can't index item of type \(GoValue.typeName(node))")
    }
    return mapping[name] ?? UnknownParameter.value(of: name, in: mapping)
  }

  private static func isBefore(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }
}
