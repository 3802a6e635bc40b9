/// Which table of costs an environment charges by.
package enum CostModel: Sendable {
  /// What the language itself defines; calls of Kubernetes' libraries cost one.
  case language
  /// What an API server charges, which weighs the calls of its libraries too.
  case server
}

/// What a call costs, when it runs and as far as it can be told before.
package struct CallCost: Sendable {
  /// The cost of a call that was made; nil for 1.
  let actual: Actual?
  /// The cost of a call that may be made; nil for 1.
  let estimate: (@Sendable (CallEstimation) -> CallEstimate)?

  /// How the cost of a call that was made follows from its arguments.
  ///
  /// Most calls have one or two, which are told without making an array of them.
  package enum Actual: Sendable {
    case fixed(UInt64)
    case unary(@Sendable (Value) -> UInt64)
    case binary(@Sendable (Value, Value) -> UInt64)
    case computed(@Sendable (_ arguments: [Value], _ result: Value) -> UInt64)

    func cost(_ arguments: [Value], _ result: Value) -> UInt64 {
      switch self {
      case .fixed(let cost): cost
      case .unary(let cost): arguments.isEmpty ? 1 : cost(arguments[0])
      case .binary(let cost): arguments.count < 2 ? 1 : cost(arguments[0], arguments[1])
      case .computed(let cost): cost(arguments, result)
      }
    }
  }

  package init(
    actual: Actual?,
    estimate: (@Sendable (CallEstimation) -> CallEstimate)?
  ) {
    self.actual = actual
    self.estimate = estimate
  }

  /// One unit.
  package static let unit = CallCost(actual: nil, estimate: nil)

  /// Always that much.
  package static func fixed(_ cost: UInt64) -> CallCost {
    CallCost(
      actual: .fixed(cost), estimate: { _ in CallEstimate(cost: CostEstimate(cost, cost)) })
  }

  /// A tenth of a unit, times `factor`, for each unit of size of one argument.
  package static func traversal(
    of index: Int = 0, factor: Double = 1, resultHasItsSize: Bool = false
  ) -> CallCost {
    CallCost(
      actual: .computed { arguments, _ in
        index < arguments.count ? arguments[index].costSize.scaled(0.1 * factor) : 1
      },
      estimate: { call in
        guard index < call.arguments.count else { return CallEstimate() }
        let size = call.size(index)
        return CallEstimate(
          cost: size.scaled(0.1 * factor), resultSize: resultHasItsSize ? size : nil)
      })
  }

  /// The cost of running a pattern over a text.
  package static func pattern(
    text: Int = 0, pattern: Int = 1, resultIsPart: Bool = false
  ) -> CallCost {
    CallCost(
      actual: .computed { arguments, _ in
        // One is added to the text's size, since a pattern costs something on an empty text too.
        let textCost = (arguments[text].costSize + 1).scaled(0.1)
        return textCost * arguments[pattern].costSize.scaled(0.25)
      },
      estimate: { call in
        let size = call.size(text)
        let textCost = size.adding(SizeEstimate(1, 1)).scaled(0.1)
        let cost = textCost.multiplied(by: call.size(pattern).scaled(0.25))
        return CallEstimate(cost: cost, resultSize: resultIsPart ? SizeEstimate(0, size.max) : nil)
      })
  }
}

extension UInt64 {
  /// The product with a factor, rounded up, stopping at the largest number.
  func scaled(_ factor: Double) -> UInt64 {
    let product = (Double(self) * factor).rounded(.up)
    return product >= 18_446_744_073_709_551_616 ? .max : UInt64(product)
  }

  func addingSaturated(_ other: UInt64) -> UInt64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }

  func multipliedSaturated(by other: UInt64) -> UInt64 {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? .max : product
  }
}

/// The least and the most that something may be: a cost, or the size of a value.
package struct CostEstimate: Hashable, Sendable {
  /// The least that it may be.
  package var min: UInt64
  /// The most that it may be; `UInt64.max` where nothing bounds it.
  package var max: UInt64

  package init(_ min: UInt64, _ max: UInt64) {
    self.min = min
    self.max = max
  }

  static let zero = CostEstimate(0, 0)
  static let one = CostEstimate(1, 1)
  /// Nothing is known.
  package static let unknown = CostEstimate(0, .max)

  /// The estimate of two things one after the other, never beyond `UInt64.max`.
  package func adding(_ other: CostEstimate) -> CostEstimate {
    CostEstimate(min.addingSaturated(other.min), max.addingSaturated(other.max))
  }

  /// The estimate of one thing done as often as another one says, never beyond `UInt64.max`.
  package func multiplied(by other: CostEstimate) -> CostEstimate {
    CostEstimate(min.multipliedSaturated(by: other.min), max.multipliedSaturated(by: other.max))
  }

  /// The estimate times a factor, each bound rounded up.
  package func scaled(_ factor: Double) -> CostEstimate {
    CostEstimate(min.scaled(factor), max.scaled(factor))
  }

  /// The estimate of one of two things, whichever it is.
  package func union(_ other: CostEstimate) -> CostEstimate {
    CostEstimate(Swift.min(min, other.min), Swift.max(max, other.max))
  }
}

/// How large a value may be: scalars of a string, bytes, elements or entries.
package typealias SizeEstimate = CostEstimate

/// What a call may cost and how large its result may be.
package struct CallEstimate: Sendable {
  /// What the call may cost, its arguments not counted.
  package var cost: CostEstimate
  /// How large the result may be; nil where its type decides.
  package var resultSize: SizeEstimate?

  package init(cost: CostEstimate = CostEstimate(1, 1), resultSize: SizeEstimate? = nil) {
    self.cost = cost
    self.resultSize = resultSize
  }
}

/// A call whose cost is asked for before it is made.
package struct CallEstimation: Sendable {
  /// The operand of a member call first, then the arguments.
  package let arguments: [Argument]

  /// An argument as far as it is known.
  package struct Argument: Sendable {
    /// The type as the checker knows it.
    package let type: CELType
    /// Its size when known.
    package let size: SizeEstimate?
    /// The size of its elements when known.
    package let elementSize: SizeEstimate?
    /// Its value when it is a literal.
    package let literal: Value?
  }

  /// The size of an argument, or everything when it is not known.
  package func size(_ index: Int) -> SizeEstimate { arguments[index].size ?? .unknown }
}
