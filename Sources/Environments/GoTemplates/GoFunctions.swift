import YAML

/// The functions that templates may call: those of Go and, of Sprig and Argo CD, those that need no
/// clock, no chance, no network and no cryptography.
///
/// A value that only the cluster knows goes through functions that put text together; others give one
/// that is not known either, and what decides by such a value is refused.
enum GoFunctions {
  /// - Throws: ``GoTemplateError`` for a function that is not known here, or for arguments that it does
  ///   not take.
  static func call(_ name: String, _ values: [Node?]) throws(GoTemplateError) -> Node? {
    let arguments = Arguments(name, values)
    if arguments.haveUnknown, !transparent.contains(name) {
      guard texts.contains(name) else { throw .unknown(in: name) }
      return .string(UnknownParameter.text(name))
    }
    if let result = try logic(arguments) { return result.value }
    if let result = try text(arguments) { return result.value }
    if let result = try list(arguments) { return result.value }
    if let result = try dictionary(arguments) { return result.value }
    if let result = try number(arguments) { return result.value }
    if let result = try conversion(arguments) { return result.value }
    throw GoTemplateError("function \"\(name)\" is not known here")
  }

  /// A result, which may be nothing.
  struct Result {
    var value: Node?
    init(_ value: Node?) { self.value = value }
    init(_ text: String) { value = .string(text) }
    init(_ claim: Bool) { value = .boolean(claim) }
    init(_ elements: [Node]) { value = Node(elements) }
  }

  /// Functions in whose results the text of their arguments stands as it is.
  private static let transparent: Set<String> = [
    "cat", "coalesce", "concat", "default", "dict", "first", "get", "index", "join", "last", "list",
    "print", "printf", "println", "squote", "toString", "values",
  ]

  /// Functions that make one text of another.
  private static let texts: Set<String> = [
    "b64dec", "b64enc", "kebabcase", "lower", "normalize", "nospace", "quote", "regexFind",
    "regexReplaceAll", "regexReplaceAllLiteral", "replace", "slugify", "snakecase", "substr",
    "title", "trim", "trimAll", "trimPrefix", "trimSuffix", "trunc", "upper",
  ]

  private static func logic(_ arguments: Arguments) throws(GoTemplateError) -> Result? {
    let isTrue = GoValue.isTrue
    switch arguments.function {
    case "and": return Result(arguments.all.first { !isTrue($0) } ?? arguments.all.last ?? nil)
    case "or", "coalesce":
      let found = arguments.all.first { isTrue($0) }
      return Result(found ?? (arguments.function == "or" ? arguments.all.last ?? nil : nil))
    case "not", "empty": return Result(!isTrue(try arguments.value(0)))
    case "eq":
      for other in arguments.all.dropFirst()
      where try GoValue.isEqual(try arguments.value(0), other) {
        return Result(true)
      }
      _ = try arguments.value(1)
      return Result(false)
    case "ne": return Result(!(try GoValue.isEqual(arguments.value(0), arguments.value(1))))
    case "lt": return Result(try GoValue.isLess(arguments.value(0), arguments.value(1)))
    case "gt": return Result(try GoValue.isLess(arguments.value(1), arguments.value(0)))
    case "le": return Result(!(try GoValue.isLess(arguments.value(1), arguments.value(0))))
    case "ge": return Result(!(try GoValue.isLess(arguments.value(0), arguments.value(1))))
    case "default":
      guard arguments.all.count > 1 else { return Result(try arguments.value(0)) }
      let given = try arguments.value(1)
      return Result(isTrue(given) ? given : try arguments.value(0))
    case "ternary": return Result(try arguments.value(isTrue(try arguments.value(2)) ? 0 : 1))
    case "all": return Result(arguments.all.allSatisfy { isTrue($0) })
    case "any": return Result(arguments.all.contains { isTrue($0) })
    case "fail": throw GoTemplateError(try arguments.text(0))
    case "kindOf": return Result(GoValue.kindName(try arguments.value(0)))
    case "typeOf": return Result(GoValue.typeName(try arguments.value(0)))
    case "kindIs":
      return Result(try arguments.text(0) == GoValue.kindName(try arguments.value(1)))
    case "typeIs":
      return Result(try arguments.text(0) == GoValue.typeName(try arguments.value(1)))
    default: return nil
    }
  }
}

extension GoTemplateError {
  static func unknown(in function: String) -> GoTemplateError {
    GoTemplateError("\(function) decides by what only the cluster knows")
  }
}

/// What a function is called with.
struct Arguments {
  let function: String
  let all: [Node?]

  init(_ function: String, _ all: [Node?]) {
    self.function = function
    self.all = all
  }

  /// Whether something in them is known to the cluster alone.
  var haveUnknown: Bool { all.contains { $0.map(UnknownParameter.isIn) ?? false } }

  func value(_ index: Int) throws(GoTemplateError) -> Node? {
    guard all.indices.contains(index) else {
      throw GoTemplateError(
        "wrong number of args for \(function): want at least \(index + 1) got \(all.count)")
    }
    return all[index]
  }

  /// An argument that must be a text.
  func text(_ index: Int) throws(GoTemplateError) -> String {
    let value = try value(index)
    guard let text = value?.string else {
      throw GoTemplateError(
        value == nil || value?.isNull == true
          ? "error calling \(function): invalid value; expected string"
          : "wrong type for value; expected string; got \(GoValue.typeName(value))")
    }
    return text
  }

  /// An argument of any type, as text.
  func printed(_ index: Int) throws(GoTemplateError) -> String {
    GoValue.printed(try value(index))
  }

  func elements(_ index: Int) throws(GoTemplateError) -> [Node] {
    guard let elements = try value(index)?.elements else {
      throw GoTemplateError("\(function) needs a list")
    }
    return elements
  }

  func mapping(_ index: Int) throws(GoTemplateError) -> Mapping {
    guard let mapping = try value(index)?.mapping else {
      throw GoTemplateError("\(function) needs a dict")
    }
    return mapping
  }

  /// An argument as a number: texts are read, as Sprig does, and what is none is nought.
  func integer(_ index: Int) throws(GoTemplateError) -> Int {
    let value = try value(index)
    if let text = value?.string { return Int(text) ?? 0 }
    if let claim = value?.scalar?.boolean { return claim ? 1 : 0 }
    return (value?.scalar?.number).flatMap { Int(exactly: $0.rounded(.towardZero)) } ?? 0
  }
}
