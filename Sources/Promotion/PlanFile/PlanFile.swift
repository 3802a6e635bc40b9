internal import Crypto
package import Diagnostics
import Environments
package import Values
import YAML

/// A plan that is kept in a file, to be looked at and applied later.
///
/// A plan is a function of what was asked for and of two commits, so a file is valid where the same comes
/// out again: whatever else was written into it, it is not applied. No secret stands in it in clear.
package struct PlanFile: Sendable {
  /// What was asked for.
  package let choices: PromotionChoices
  private let text: String

  /// The file of a plan.
  package init(_ plan: PromotionPlan, of choices: PromotionChoices) throws(PromotionError) {
    self.choices = choices
    text = String(decoding: try Self.node(plan, choices).answer, as: UTF8.self) + "\n"
  }

  /// Reads a file; whether it is what it says shows ``requireMade(of:)``.
  ///
  /// - Parameters:
  ///   - terms: what is said by whoever applies it.
  ///   - now: what the clock says; what is ripe at a time is ripe ever after, and not before.
  /// - Throws: ``PromotionError/impossible(_:)`` for a file that is no plan, or one on other terms.
  package init(
    _ file: SourceFile, on terms: PlanTerms, at now: Timestamp
  ) throws(PromotionError) {
    let log = FindingLog()
    choices = try Self.choices(file, log)
    try choices.terms.requireSaid(terms)
    if let moment = choices.moment, now < moment {
      throw .impossible([
        .plan("the plan is of \(moment.textInSeconds), which is yet to come")
      ])
    }
    text = file.text(in: ByteRange(0, file.bytes.count))
  }

  /// The whole file.
  package var bytes: [UInt8] { Array(text.utf8) }

  private static let (kind, version) = ("PromotionPlan", "sluice.dev/v1alpha1")

  private static func choices(
    _ file: SourceFile, _ log: FindingLog
  ) throws(PromotionError) -> PromotionChoices {
    let parsed = file.parsed(as: .kubernetes)
    log.add(parsed.errors.map(\.diagnostic))
    guard !log.hasErrors else { throw .impossible(log.findings) }
    guard parsed.documents.count == 1, let root = parsed.documents.first?.root,
      root["kind"]?.string == kind, root["apiVersion"]?.string == version
    else {
      throw .impossible([.plan("\(file.path) holds no plan that promote --plan wrote")])
    }
    // What the fields that are not read say is compared with what comes out again.
    let fields = StrictMapping(
      root, describing: "a plan",
      known: [
        "apiVersion", "kind", "request", "branch", "digest", "result", "fields", "warnings",
      ], as: .planFile, log: log)
    let request = fields.mapping(
      "request", describing: "a plan's request", known: PromotionChoices.fields)
    let choices = request.flatMap(PromotionChoices.init)
    guard !log.hasErrors, let choices else {
      let nothing = Diagnostic.plan("\(file.path) says of no promotion what is asked for")
      throw .impossible(log.hasErrors ? log.findings : [nothing])
    }
    return choices
  }

  private static func node(
    _ plan: PromotionPlan, _ choices: PromotionChoices
  ) throws(PromotionError) -> Node {
    .object([
      ("apiVersion", .string(version)), ("kind", .string(kind)), ("request", choices.node),
      ("branch", .string(plan.branch)), ("digest", .string(plan.digest)),
      ("result", .string(try resultDigest(plan))),
      (
        "fields",
        Node(
          plan.fields.map { field in
            .object([
              ("file", .string(field.file)), ("field", .string(field.field.description)),
              ("old", field.target.map { _ in .string(field.targetText) }),
              ("new", field.isPromoted ? .string(field.text(field.value)) : nil),
              ("decision", .string(field.decisionText)),
            ])
          })
      ),
      ("warnings", Node(plan.warnings.map { .string($0) })),
    ])
  }

  /// The name of what becomes of the target's files.
  private static func resultDigest(_ plan: PromotionPlan) throws(PromotionError) -> String {
    var hash = SHA256()
    for (path, bytes) in try PlannedChanges(plan).contents.sorted(by: { $0.key < $1.key }) {
      hash.update(data: Array("\(path)\0\(bytes?.count ?? -1)\0".utf8))
      hash.update(data: bytes ?? [])
    }
    return hash.finalize().hexadecimal
  }

  // MARK: Applying it

  /// Requires that the plan which comes out again is the one of the file.
  ///
  /// - Throws: ``PromotionError/impossible(_:)`` where it is another one.
  package func requireMade(of plan: PromotionPlan) throws(PromotionError) {
    guard try PlanFile(plan, of: choices).text != text else { return }
    throw .impossible([
      .plan(
        "the plan was changed since it was written, or another version of sluice wrote it: "
          + "what it asks for comes to something else")
    ])
  }
}

extension PlannedField {
  fileprivate var decisionText: String {
    switch decision {
    case .promote(let why): "promote: \(why)"
    case .keep(let why): "keep: \(why)"
    case .refuse: "refuse"
    }
  }
}

extension Diagnostic {
  static func plan(_ message: String, help: String = "write a plan anew with --plan") -> Diagnostic
  {
    Diagnostic(rule: .promotionPlan, severity: .error, message: message, help: help)
  }
}
