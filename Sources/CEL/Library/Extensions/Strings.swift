extension FunctionLibrary {
  /// The string extensions, version 2.
  package static let strings = FunctionLibrary(
    "strings",
    functions: [
      Function(
        "charAt", "The scalar at an index; empty just past the end.",
        overloads: [
          .member("string_char_at_int", [.string, .int], .string, .binary(Strings.character))
        ], examples: [Example("'tacocat'.charAt(3)", "'o'"), Example("'a'.charAt(2)", nil)]),
      Function(
        "indexOf", "Where a string first occurs at or after an offset, or -1.",
        overloads: [
          .member(
            "string_index_of_string", [.string, .string], .int,
            .binary { Strings.index($0, $1, offset: .int(0)) }),
          .member(
            "string_index_of_string_int", [.string, .string, .int], .int,
            .variadic { Strings.index($0[0], $0[1], offset: $0[2]) }),
        ], cost: .bytesTraversal,
        examples: [Example("'hello'.indexOf('l')", "2"), Example("'hello'.indexOf('l', 3)", "3")]),
      Function(
        "lastIndexOf", "Where a string last occurs at or before an offset, or -1.",
        overloads: [
          .member(
            "string_last_index_of_string", [.string, .string], .int,
            .binary { Strings.lastIndex($0, $1, offset: nil) }),
          .member(
            "string_last_index_of_string_int", [.string, .string, .int], .int,
            .variadic { Strings.lastIndex($0[0], $0[1], offset: $0[2]) }),
        ], cost: .bytesTraversal, examples: [Example("'hello'.lastIndexOf('l')", "3")]),
      Function(
        "lowerAscii", "The string with A to Z as a to z.",
        overloads: [
          .member(
            "string_lower_ascii", [.string], .string,
            .unary {
              Strings.mapBytes($0) { byte in
                (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
              }
            })
        ], cost: .traversal(resultHasItsSize: true),
        examples: [Example("'AbÇ'.lowerAscii()", "'abÇ'")]),
      Function(
        "upperAscii", "The string with a to z as A to Z.",
        overloads: [
          .member(
            "string_upper_ascii", [.string], .string,
            .unary {
              Strings.mapBytes($0) { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte - 32 : byte
              }
            })
        ], cost: .traversal(resultHasItsSize: true),
        examples: [Example("'abç'.upperAscii()", "'ABç'")]),
      Function(
        "replace", "The string with each occurrence, or the first few, replaced.",
        overloads: [
          .member(
            "string_replace_string_string", [.string, .string, .string], .string,
            .variadic { Strings.replace($0, limit: .int(-1)) }),
          .member(
            "string_replace_string_string_int", [.string, .string, .string, .int], .string,
            .variadic { Strings.replace($0, limit: $0[3]) }),
        ], cost: .replacement, examples: [Example("'hello'.replace('l', 'L', 1)", "'heLlo'")]),
      Function(
        "split", "The parts between separators, or at most so many.",
        overloads: [
          .member(
            "string_split_string", [.string, .string], .list(.string),
            .binary { Strings.split($0, $1, limit: .int(-1)) }),
          .member(
            "string_split_string_int", [.string, .string, .int], .list(.string),
            .variadic { Strings.split($0[0], $0[1], limit: $0[2]) }),
        ], cost: .splitting, examples: [Example("'a,b,c'.split(',', 2)", "['a', 'b,c']")]),
      Function(
        "substring", "The scalars from an index on, or up to another.",
        overloads: [
          .member(
            "string_substring_int", [.string, .int], .string,
            .binary { Strings.substring($0, from: $1, to: nil) }),
          .member(
            "string_substring_int_int", [.string, .int, .int], .string,
            .variadic { Strings.substring($0[0], from: $0[1], to: $0[2]) }),
        ], cost: .traversal(resultHasItsSize: true),
        examples: [Example("'hello'.substring(1, 3)", "'el'"), Example("'a'.substring(2)", nil)]),
      Function(
        "trim", "The string without white space at its ends.",
        overloads: [.member("string_trim", [.string], .string, .unary(Strings.trim))],
        cost: .traversal(resultHasItsSize: true), examples: [Example("' a '.trim()", "'a'")]),
      Function(
        "join", "The strings of a list behind each other, with a separator.",
        overloads: [
          .member(
            "list_join", [.list(.string)], .string,
            .unary { Strings.join($0, separator: .string("")) }),
          .member(
            "list_join_string", [.list(.string), .string], .string,
            .binary { Strings.join($0, separator: $1) }),
        ], cost: .joining, examples: [Example("['a', 'b'].join('-')", "'a-b'")]),
      Function(
        "format", "A string with its clauses replaced by the elements of a list.",
        overloads: [
          .member(
            "string_format", [.string, .list(.dyn)], .string,
            .binary { format, arguments in
              guard case .string(let format) = format, arguments.elementCount != nil else {
                return .noSuchOverload
              }
              return FormatString.format(format, arguments.elements)
            }, cost: .formatting)
        ],
        examples: [
          Example("'%s is %d'.format(['a', 1])", "'a is 1'"),
          Example("'%.2f'.format([1.5])", "'1.50'"),
        ]),
      Function(
        "strings.quote", "The string in double quotes with escapes.",
        overloads: [
          .global("strings_quote", [.string], .string, .unary(Strings.quote), cost: .quoting)
        ], examples: [Example(#"strings.quote("a\"b")"#, #"'"a\\"b"'"#)]),
    ])
}

extension CallCost {
  /// A tenth of a unit for each byte of a string, cut; or a unit for each element of a list.
  static let bytesTraversal = CallCost(
    actual: .computed { arguments, _ in arguments[0].traversalCost },
    estimate: { call in
      guard case .list(let element) = call.arguments[0].type else {
        return CallEstimate(cost: call.size(0).scaled(0.1))
      }
      var cost = CostEstimate(1, 1)
      if element == .string || element == .bytes {
        cost = cost.adding((call.arguments[0].elementSize ?? .unknown).scaled(0.1))
      }
      return CallEstimate(cost: call.size(0).multiplied(by: cost))
    })

  fileprivate static let replacement = CallCost(
    actual: .computed { arguments, _ in arguments[0].costSize.scaled(0.2) },
    estimate: { call in
      let size = call.size(0)
      return CallEstimate(
        cost: size.scaled(0.2),
        resultSize: replacedSize(size, part: call.size(1), replacement: call.size(2)))
    })

  private static func replacedSize(
    _ size: SizeEstimate, part: SizeEstimate, replacement: SizeEstimate
  ) -> SizeEstimate {
    var count = SizeEstimate(0, 0)
    var retained = SizeEstimate(0, 0)
    if part.min == 0 {
      // An empty part is found around every scalar.
      count.max = size.max.addingSaturated(1)
      retained.max = size.max
    } else if replacement.max <= part.min {
      retained.max = size.max
    } else {
      count.max = size.max.scaled(1 / Double(part.min))
    }
    if part.max == 0 {
      count.min = size.min.addingSaturated(1)
      retained.min = size.min
    } else if part.max <= replacement.min {
      retained.min = size.min
    } else {
      count.min = size.min.scaled(1 / Double(part.max))
    }
    return count.multiplied(by: replacement).adding(retained)
  }

  fileprivate static let splitting = CallCost(
    actual: .computed { arguments, _ in arguments[0].costSize.scaled(0.2) },
    estimate: { call in
      var most = call.size(0).max
      if call.arguments.count > 2, case .int(let limit)? = call.arguments[2].literal {
        most = UInt64(bitPattern: limit)
      }
      return CallEstimate(cost: call.size(0).scaled(0.2), resultSize: SizeEstimate(0, most))
    })

  fileprivate static let joining = CallCost(
    actual: .computed { _, result in result.costSize.scaled(0.2) },
    estimate: { call in
      let count = call.size(0)
      var size = count.multiplied(by: call.arguments[0].elementSize ?? .unknown)
      if call.arguments.count > 1 {
        let separators = SizeEstimate(
          count.min > 0 ? count.min - 1 : 0, count.max > 0 ? count.max - 1 : 0)
        size = size.adding(call.size(1).multiplied(by: separators))
      }
      return CallEstimate(cost: size.scaled(0.1), resultSize: size)
    })

  fileprivate static let formatting = CallCost(
    actual: .computed { arguments, _ in arguments[0].costSize.scaled(0.1) },
    estimate: { CallEstimate(cost: $0.size(0).scaled(0.1)) })

  fileprivate static let quoting = CallCost(
    actual: .computed { arguments, _ in arguments[0].costSize.scaled(0.1) },
    estimate: { call in
      let size = call.size(0)
      return CallEstimate(
        cost: size.scaled(0.1),
        resultSize: SizeEstimate(
          size.min.addingSaturated(2), size.max.multipliedSaturated(by: 2).addingSaturated(2)))
    })
}

extension Value {
  /// What reading the whole value costs: its strings by length, everything else by one.
  var traversalCost: UInt64 {
    switch self {
    case .string(let text): return UInt64(Double(text.utf8.count) * 0.1)
    case .bytes(let bytes): return UInt64(Double(bytes.count) * 0.1)
    default: break
    }
    if elementCount != nil { return elements.reduce(0) { $0 + $1.traversalCost } }
    guard entryCount != nil else { return 1 }
    return entries.reduce(0) { $0 + $1.key.traversalCost + $1.value.traversalCost }
  }
}
