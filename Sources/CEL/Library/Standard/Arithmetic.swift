import Values

extension FunctionLibrary {
  /// `+ - * / %` and negation.
  static let arithmetic: [Function] = [
    Function(
      Operator.add, "The sum of two numbers, or two values behind each other.",
      overloads: [
        .global("add_bytes", [.bytes, .bytes], .bytes, cost: .concatenation),
        .global("add_double", [.double, .double], .double),
        .global("add_duration_duration", [.duration, .duration], .duration),
        .global("add_duration_timestamp", [.duration, .timestamp], .timestamp),
        .global("add_timestamp_duration", [.timestamp, .duration], .timestamp),
        .global("add_int64", [.int, .int], .int),
        .global(
          "add_list", [.list(.parameter("A")), .list(.parameter("A"))], .list(.parameter("A")),
          cost: .listConcatenation),
        .global("add_string", [.string, .string], .string, cost: .concatenation),
        .global("add_uint64", [.uint, .uint], .uint),
      ], implementation: .binary(Arithmetic.add),
      examples: [
        Example("1 + 2", "3"), Example("'a' + 'b'", "'ab'"), Example("[1] + [2]", "[1, 2]"),
        Example("9223372036854775807 + 1", nil),
      ]),
    Function(
      Operator.subtract, "The difference of two numbers or times.",
      overloads: [
        .global("subtract_double", [.double, .double], .double),
        .global("subtract_duration_duration", [.duration, .duration], .duration),
        .global("subtract_int64", [.int, .int], .int),
        .global("subtract_timestamp_duration", [.timestamp, .duration], .timestamp),
        .global("subtract_timestamp_timestamp", [.timestamp, .timestamp], .duration),
        .global("subtract_uint64", [.uint, .uint], .uint),
      ], implementation: .binary(Arithmetic.subtract),
      examples: [Example("3 - 1", "2"), Example("1u - 2u", nil)]),
    Function(
      Operator.multiply, "The product of two numbers.",
      overloads: numeric("multiply", [.double, .int, .uint]),
      implementation: .binary(Arithmetic.multiply), examples: [Example("2 * 3", "6")]),
    Function(
      Operator.divide, "The quotient of two numbers, cut to a whole number for int and uint.",
      overloads: numeric("divide", [.double, .int, .uint]),
      implementation: .binary(Arithmetic.divide),
      examples: [Example("-7 / 2", "-3"), Example("1 / 0", nil)]),
    Function(
      Operator.modulo, "What a division leaves, with the sign of the dividend.",
      overloads: numeric("modulo", [.int, .uint]), implementation: .binary(Arithmetic.modulo),
      examples: [Example("-7 % 2", "-1")]),
    Function(
      Operator.negate, "The number with the other sign.",
      overloads: [
        .global("negate_double", [.double], .double), .global("negate_int64", [.int], .int),
      ], implementation: .unary(Arithmetic.negate), examples: [Example("-(2)", "0 - 2")]),
  ]

  private static func numeric(_ name: String, _ types: [CELType]) -> [Overload] {
    types.map { type in
      .global("\(name)_\(type.name)\(type == .double ? "" : "64")", [type, type], type)
    }
  }
}

extension CallCost {
  fileprivate static let listConcatenation = CallCost(
    actual: nil,
    estimate: { CallEstimate(resultSize: $0.size(0).adding($0.size(1))) })
}

/// The arithmetic of the language: 64 bits, and an error where a result does not fit.
enum Arithmetic {
  static let integerOverflow = Value.failure("integer overflow")
  static let unsignedOverflow = Value.failure("unsigned integer overflow")
  static let durationOverflow = Value.failure("integer overflow")
  static let timestampOverflow = Value.failure("timestamp overflow")

  private static func int(_ result: (partialValue: Int64, overflow: Bool)) -> Value {
    result.overflow ? integerOverflow : .int(result.partialValue)
  }

  private static func uint(_ result: (partialValue: UInt64, overflow: Bool)) -> Value {
    result.overflow ? unsignedOverflow : .uint(result.partialValue)
  }

  private static func duration(_ result: (partialValue: Int64, overflow: Bool)) -> Value {
    result.overflow ? durationOverflow : .duration(Duration(nanoseconds: result.partialValue))
  }

  static func add(_ left: Value, _ right: Value) -> Value {
    switch (left, right) {
    case (.int(let left), .int(let right)): int(left.addingReportingOverflow(right))
    case (.uint(let left), .uint(let right)): uint(left.addingReportingOverflow(right))
    case (.double(let left), .double(let right)): .double(left + right)
    case (.string(let left), .string(let right)): .string(left + right)
    case (.bytes(let left), .bytes(let right)): .bytes(left + right)
    case (.duration(let left), .duration(let right)):
      duration(left.nanoseconds.addingReportingOverflow(right.nanoseconds))
    case (.duration(let duration), .timestamp(let time)),
      (.timestamp(let time), .duration(let duration)):
      time.adding(duration).flatMap { Value.timestamp(checking: $0) } ?? timestampOverflow
    default: concatenate(left, right)
    }
  }

  private static func concatenate(_ left: Value, _ right: Value) -> Value {
    guard left.elementCount != nil, right.elementCount != nil else { return .noSuchOverload }
    return left.joined(with: right) ?? .list(left.elements + right.elements)
  }

  static func subtract(_ left: Value, _ right: Value) -> Value {
    switch (left, right) {
    case (.int(let left), .int(let right)): int(left.subtractingReportingOverflow(right))
    case (.uint(let left), .uint(let right)): uint(left.subtractingReportingOverflow(right))
    case (.double(let left), .double(let right)): .double(left - right)
    case (.duration(let left), .duration(let right)):
      duration(left.nanoseconds.subtractingReportingOverflow(right.nanoseconds))
    case (.timestamp(let time), .duration(let duration)):
      subtract(duration, from: time)
    case (.timestamp(let left), .timestamp(let right)):
      left.subtracting(right).map(Value.duration) ?? durationOverflow
    default: .noSuchOverload
    }
  }

  private static func subtract(_ duration: Duration, from time: Timestamp) -> Value {
    let (negated, overflow) = Int64(0).subtractingReportingOverflow(duration.nanoseconds)
    guard !overflow, let result = time.adding(Duration(nanoseconds: negated)) else {
      return timestampOverflow
    }
    return .timestamp(checking: result) ?? timestampOverflow
  }

  static func multiply(_ left: Value, _ right: Value) -> Value {
    switch (left, right) {
    case (.int(let left), .int(let right)): int(left.multipliedReportingOverflow(by: right))
    case (.uint(let left), .uint(let right)): uint(left.multipliedReportingOverflow(by: right))
    case (.double(let left), .double(let right)): .double(left * right)
    default: .noSuchOverload
    }
  }

  static func divide(_ left: Value, _ right: Value) -> Value {
    switch (left, right) {
    case (.int, .int(0)), (.uint, .uint(0)): .failure("division by zero")
    case (.int(let left), .int(let right)): int(left.dividedReportingOverflow(by: right))
    case (.uint(let left), .uint(let right)): uint(left.dividedReportingOverflow(by: right))
    case (.double(let left), .double(let right)): .double(left / right)
    default: .noSuchOverload
    }
  }

  static func modulo(_ left: Value, _ right: Value) -> Value {
    switch (left, right) {
    case (.int, .int(0)), (.uint, .uint(0)): .failure("modulus by zero")
    case (.int(let left), .int(let right)):
      int(left.remainderReportingOverflow(dividingBy: right))
    case (.uint(let left), .uint(let right)): .uint(left % right)
    default: .noSuchOverload
    }
  }

  static func negate(_ value: Value) -> Value {
    switch value {
    case .int(let value): int(Int64(0).subtractingReportingOverflow(value))
    case .double(let value): .double(-value)
    case .duration(let value): duration(Int64(0).subtractingReportingOverflow(value.nanoseconds))
    default: .noSuchOverload
    }
  }
}
