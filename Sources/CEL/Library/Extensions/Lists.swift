extension FunctionLibrary {
  private static let t = CELType.parameter("T")
  private static let comparable: [CELType] = [
    .int, .uint, .double, .bool, .duration, .timestamp, .string, .bytes,
  ]

  /// The list extensions, version 3.
  package static let lists = FunctionLibrary(
    "lists",
    functions: [
      Function(
        "slice", "The elements from an index up to another.",
        overloads: [
          .member(
            "list_slice", [.list(t), .int, .int], .list(t), .variadic(Lists.slice),
            cost: .outputList { call in
              let start = Lists.literal(call, 1, or: 0)
              return SizeEstimate.exactly(Lists.literal(call, 2, or: call.size(0).max) &- start)
            })
        ], examples: [Example("[1, 2, 3].slice(1, 3)", "[2, 3]"), Example("[1].slice(0, 2)", nil)]),
      Function(
        "flatten", "The elements of the lists in a list.",
        overloads: [
          .member(
            "list_flatten", [.list(.list(t))], .list(t),
            .unary { Lists.flatten($0, depth: .int(1)) }, cost: .flattening),
          .member(
            "list_flatten_int", [.list(.dyn), .int], .list(.dyn),
            .binary { Lists.flatten($0, depth: $1) }, cost: .flattening),
        ], examples: [Example("[[1], [2, 3]].flatten()", "[1, 2, 3]")]),
      Function(
        "sort", "The elements in ascending order.",
        overloads: comparable.map { type in
          .member(
            "list_\(type.name)_sort", [.list(type)], .list(type),
            .unary { Lists.sort($0, by: $0) }, cost: .sorting(0, of: type))
        }, examples: [Example("[3, 1, 2].sort()", "[1, 2, 3]")]),
      Function(
        "@sortByAssociatedKeys", "The elements in the order of the keys beside them.",
        overloads: comparable.map { type in
          .member(
            "list_\(type.name)_sortByAssociatedKeys", [.list(t), .list(type)], .list(t),
            .binary { Lists.sort($0, by: $1) }, cost: .sorting(1, of: type))
        }),
      Function(
        "lists.range", "The ints from 0 up to a number.",
        overloads: [
          .global(
            "lists_range", [.int], .list(.int), .unary(Lists.range),
            cost: .outputList { SizeEstimate.exactly(Lists.literal($0, 0, or: .max)) })
        ], examples: [Example("lists.range(3)", "[0, 1, 2]")]),
      Function(
        "reverse", "The elements from last to first.",
        overloads: [
          .member(
            "list_reverse", [.list(t)], .list(t),
            .unary { list in
              list.elementCount == nil ? .noSuchOverload : .list(list.elements.reversed())
            }, cost: .outputList { $0.size(0) })
        ], examples: [Example("[1, 2].reverse()", "[2, 1]")]),
      Function(
        "distinct", "The elements without those that equal an earlier one.",
        overloads: [
          .member(
            "list_distinct", [.list(t)], .list(t), .unary(Lists.distinct),
            cost: .sorting(0, of: .int))
        ], examples: [Example("[1, 2, 1].distinct()", "[1, 2]")]),
    ],
    macros: [
      Macro(
        "sortBy", arguments: 2, documentation: "The elements in the order of a key of each.",
        examples: [Example("['bb', 'a'].sortBy(s, s.size())", "['a', 'bb']")], expand: expandSortBy)
    ])

  private static func expandSortBy(
    _ factory: inout ExpressionFactory, _ target: Expression?, _ arguments: [Expression]
  ) throws(MacroError) -> Expression {
    let input = "@__sortBy_input__"
    let list = target ?? arguments[0]
    switch list.kind {
    case .list, .select, .identifier, .comprehension, .call: break
    default:
      throw MacroError(
        "sortBy can only be applied to a list, identifier, comprehension, call or "
          + "select expression", at: list)
    }
    let variable = try iterationVariable(arguments[0], message: "argument is not an identifier")
    let keys = Macro.listFold(
      "sortBy", over: factory.identifier(input), variable, second: nil, filter: nil,
      element: arguments[1], &factory)
    let sorted = factory.call("@sortByAssociatedKeys", on: factory.identifier(input), [keys])
    return factory.bind("sortBy", input, to: list, in: sorted)
  }
}

extension SizeEstimate {
  fileprivate static func exactly(_ size: UInt64) -> SizeEstimate { SizeEstimate(size, size) }
}

extension CallCost {
  /// A call that makes a list: its size, one for the call, ten for the list.
  fileprivate static func list(_ size: UInt64, _ factor: Double) -> UInt64 {
    UInt64(Double(size) * factor) + 11
  }

  private static func estimate(_ size: SizeEstimate, _ factor: Double) -> CallEstimate {
    CallEstimate(cost: size.scaled(factor).adding(CostEstimate(11, 11)), resultSize: size)
  }

  fileprivate static func outputList(
    size: @escaping @Sendable (CallEstimation) -> SizeEstimate
  ) -> CallCost {
    CallCost(
      actual: .computed { _, result in list(result.costSize, 1) },
      estimate: { estimate(size($0), 1) })
  }

  fileprivate static let flattening = CallCost(
    actual: .computed { arguments, _ in
      var depth = 1.0
      if arguments.count == 2, case .int(let given) = arguments[1] { depth = max(0, Double(given)) }
      return list(arguments[0].costSize, depth)
    },
    estimate: { call in
      let depth = call.arguments.count == 2 ? Lists.literal(call, 1, or: .max) : 1
      return estimate(call.size(0), Double(depth))
    })

  /// Each element compared with each other one.
  fileprivate static func sorting(_ keys: Int, of type: CELType) -> CallCost {
    CallCost(
      actual: .computed { arguments, _ in
        let size = arguments[keys].costSize
        guard size > 0 else { return list(0, 2) }
        switch arguments[keys].element(at: 0) {
        case .string, .bytes: return list(size * size, 2.1)
        default: return list(size * size, 2)
        }
      },
      estimate: { call in
        let size = call.size(keys)
        return estimate(
          size.multiplied(by: size), type == .string || type == .bytes ? 2.1 : 2)
      })
  }
}

/// The list extensions' bodies.
enum Lists {
  fileprivate static func literal(
    _ call: CallEstimation, _ index: Int, or other: UInt64
  ) -> UInt64 {
    guard case .int(let number)? = call.arguments[index].literal else { return other }
    return UInt64(bitPattern: number)
  }

  static func slice(_ arguments: [Value]) -> Value {
    guard let count = arguments[0].elementCount, case .int(let start) = arguments[1],
      case .int(let end) = arguments[2]
    else { return .noSuchOverload }
    let call = "cannot slice(\(start), \(end))"
    if start < 0 || end < 0 { return .failure("\(call), negative indexes not supported") }
    guard start <= end else {
      return .failure("\(call), start index must be less than or equal to end index")
    }
    guard end <= count else { return .failure("\(call), list is length \(count)") }
    return .list((Int(start)..<Int(end)).map { arguments[0].element(at: $0) })
  }

  static func flatten(_ list: Value, depth: Value) -> Value {
    guard list.elementCount != nil, case .int(let depth) = depth else { return .noSuchOverload }
    guard depth >= 0 else { return .failure("level must be non-negative") }
    // Level by level, so that a deep list cannot exhaust the stack.
    var elements = list.elements
    for _ in 0..<depth {
      guard elements.contains(where: { $0.elementCount != nil }) else { break }
      elements = elements.flatMap { $0.elementCount == nil ? [$0] : $0.elements }
    }
    return .list(elements)
  }

  static func sort(_ list: Value, by keys: Value) -> Value {
    guard let count = list.elementCount, keys.elementCount == count else { return .noSuchOverload }
    guard count > 0 else { return list }
    let keyed = zip(list.elements, keys.elements).map { (element: $0, key: $1) }
    let kind = keyed[0].key.type
    guard keyed[0].key.order(keyed[0].key) != nil else {
      return .failure("list elements must be comparable")
    }
    guard keyed.allSatisfy({ $0.key.type == kind }) else {
      return .failure("list elements must have the same type")
    }
    return .list(keyed.sorted { $0.key.order($1.key) == .before }.map(\.element))
  }

  /// More elements than any cost limit would pay for are refused before they are made.
  private static let longestRange: Int64 = 10_000_000

  static func range(_ count: Value) -> Value {
    guard case .int(let count) = count else { return .noSuchOverload }
    guard count <= longestRange else { return .failure("lists.range(\(count)) is too long") }
    return .list((0..<max(0, count)).map(Value.int))
  }

  static func distinct(_ list: Value) -> Value {
    guard list.elementCount != nil else { return .noSuchOverload }
    var unique: [Value] = []
    for element in list.elements
    where !unique.contains(where: { $0.isEqual(to: element) == true }) {
      unique.append(element)
    }
    return .list(unique)
  }
}
