import Kubernetes
import YAML

/// The rules of a definition's schema: whether they compile, and what they may cost.
extension Validation {
  /// What one rule may cost by estimate.
  private static let ruleLimit: UInt64 = 10_000_000
  /// What all rules of a schema may cost by estimate.
  private static let schemaLimit: UInt64 = 100_000_000

  /// A rule's part in what all rules of a schema cost.
  private struct Share {
    let place: [Step]
    let cost: UInt64
  }

  mutating func definitionRules(_ pending: [PendingRules]) {
    var total: UInt64 = 0
    var shares: [Share] = []
    for rules in pending { definitionRules(rules, &total, &shares) }
    guard total > Self.schemaLimit else { return }
    for share in shares.sorted(by: { $0.cost > $1.cost }).prefix(4) {
      report(
        .forbidden, share.place,
        "Forbidden: contributed to estimated rule cost total exceeding cost limit for entire "
          + "OpenAPIv3 schema")
    }
    forbidden(
      because: Self.excess(
        of: "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema",
        total, Self.schemaLimit))
  }

  private mutating func definitionRules(
    _ pending: PendingRules, _ total: inout UInt64, _ shares: inout [Share]
  ) {
    guard let rules = pending.context.rules else { return }
    let list = pending.place + ["x-kubernetes-validations"]
    guard !pending.context.isTypeless else {
      report(
        .internalError, list,
        "Internal error: failed to convert to declType for CEL validation rules")
      return
    }
    func observe(_ cost: UInt64, at place: [Step]) {
      total = total.addingReportingOverflow(cost).overflow ? .max : total + cost
      // What is less than a hundredth of the limit is not told.
      if cost >= Self.schemaLimit / 100 { shares.append(Share(place: place, cost: cost)) }
    }
    let written = pending.schema.objects("x-kubernetes-validations")
    for (index, (fields, judged)) in zip(written, rules.judgements).enumerated() {
      let place = list + [.index(index)]
      let count = pending.context.cardinality ?? judged.cardinality
      let product = judged.cost.multipliedReportingOverflow(by: count)
      let cost = product.overflow ? .max : product.partialValue
      if cost > Self.ruleLimit {
        report(
          .forbidden, place + ["rule"],
          "Forbidden: " + Self.excess(of: "estimated rule cost", cost, Self.ruleLimit))
      }
      observe(cost, at: place + ["rule"])
      if let fault = judged.fault {
        report(
          .invalid, place + ["rule"],
          "Invalid value: \(GoStruct.validationRule.json(fields)): \(fault)")
      }
      if let fault = judged.messageFault {
        report(
          .invalid, place + ["messageExpression"],
          "Invalid value: \(GoStruct.validationRule.json(fields)): \(fault)")
      } else if let cost = judged.messageCost {
        if cost > Self.ruleLimit {
          report(
            .forbidden, place + ["messageExpression"],
            "Forbidden: "
              + Self.excess(of: "estimated messageExpression cost", cost, Self.ruleLimit))
        }
        observe(cost, at: place + ["messageExpression"])
      }
      transition(fields, readsOldValue: rules.readsOldValue(index), pending, at: place)
    }
  }

  private mutating func transition(
    _ rule: Fields, readsOldValue: Bool, _ pending: PendingRules, at place: [Step]
  ) {
    if readsOldValue {
      guard let path = pending.context.uncorrelatable else { return }
      report(
        .invalid, place + ["rule"],
        "Invalid value: \(ShownValue.quoted(rule.text("rule"))): oldSelf cannot be used on the "
          + "uncorrelatable portion of the schema within \(path)")
    } else if let optional = rule.bool("optionalOldSelf") {
      report(
        .invalid, place + ["optionalOldSelf"],
        "Invalid value: \(optional): may not be set if oldSelf is not used in rule")
    }
  }

  private static func excess(of name: String, _ cost: UInt64, _ limit: UInt64) -> String {
    let factor = Double(cost) / Double(limit)
    let shown =
      factor > 100
      ? "more than 100x" : factor < 1.5 ? "\(factor.fixed(6))x" : "\(factor.fixed(1))x"
    return "\(name) exceeds budget by factor of \(shown) (try simplifying the rule, or adding "
      + "maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)"
  }
}

extension Double {
  /// The number with so many digits behind the point.
  fileprivate func fixed(_ digits: Int) -> String {
    let unit = (0..<digits).reduce(1) { product, _ in product * 10 }
    let scaled = Int((self * Double(unit)).rounded(.toNearestOrEven))
    let fraction = String(scaled % unit)
    let zeros = String(repeating: "0", count: digits - fraction.count)
    return "\(scaled / unit).\(zeros)\(fraction)"
  }
}
