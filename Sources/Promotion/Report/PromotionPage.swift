import Comparison
import Diagnostics
package import Display
import Environments
import Git
import Pages

extension PromotionReport {
  /// The promotion as one page: what moves and what stays, what it changes in the rendered target, and what
  /// else differs.
  ///
  /// - Parameter forecast: what becomes of the target's workloads over time; nil where none changes.
  package func page(forecast: XMLText?) -> MachineText {
    let way: Shown =
      plan.undoing == nil
      ? "\(plan.source.title) → \(plan.target.title)" : "\(plan.target.title) goes back"
    var page = Page("\(way)", lead: lead)
    var positions = SourcePositions()
    let moving = plan.promoted.count
    page.chapters.append(Page.Chapter("Plan", count: moving, plan.table(&positions)))
    if !findings.isEmpty {
      page.chapters.append(
        Page.Chapter("Findings", count: findings.count, findingList(&positions)))
    }
    var budget = SemanticDiff.pageRoom
    if let delta {
      page.chapters.append(delta.chapter("What changes in \(plan.target.title)", &budget))
    }
    if let forecast { page.chapters.append(Page.Chapter("Over time", forecast)) }
    if let uncovered, !uncovered.isEmpty {
      page.chapters.append(uncovered.chapter("What differs all the same", &budget))
    }
    return page.finished()
  }

  private var lead: XMLText {
    var facts: [(Shown, XMLText)] = [
      ("result", "\(result.rawValue)"), ("upon", .code(base)),
      ("source", .code(plan.sourceCommit.short)), ("target", .code(plan.targetCommit.short)),
    ]
    if let last = plan.lastPromotion { facts.append(("last promoted from", .code(last.short))) }
    if !plan.promoted.isEmpty { facts.append(("branch", .code(plan.branch))) }
    if let commit { facts.append(("commit", .code(commit.short))) }
    let list = facts.reduce(into: "" as XMLText) { $0 += "<dt>\($1.0)</dt><dd>\($1.1)</dd>\n" }
    let remarks = plan.warnings + notes
    let earlier = superseded.map { "earlier plan that is not merged: \($0.name)" }
    return "<dl>\n\(list)</dl>\n\(XMLText.list((remarks + earlier).map { "\($0)" }))"
  }

  private func findingList(_ positions: inout SourcePositions) -> XMLText {
    var items: [XMLText] = []
    for finding in findings.prefix(500) {
      let place: XMLText =
        finding.primary.map { " <span class=\"place\">\(positions.shown($0))</span>" } ?? ""
      let object: XMLText = finding.object.map { "\(XMLText.code($0)): " } ?? ""
      items.append(
        """
        \(XMLText.badge(finding.severity)) \(object)\(finding.message) \
        <code>\(finding.rule.text)</code>\(place)
        """)
    }
    if findings.count > 500 { items.append("and \(findings.count - 500) more") }
    return .list(items)
  }
}

extension PromotionPlan {
  /// What moves, what stays and why, a row a field.
  fileprivate func table(_ positions: inout SourcePositions) -> XMLText {
    var table = Table(
      "Each field that differs", heads: ["field", "what is done", "change", "lines"])
    let rows = fields.filter { $0.decision != .keep(.unreferenced) }
    for field in rows.prefix(3_000) { table.add(field.cells(of: self, &positions)) }
    guard table.count > 0 else { return "<p>Nothing that a promotion moves differs.</p>\n" }
    let rest = rows.count - table.count
    return rest == 0 ? table.text : table.text + "<p>and \(rest) more</p>\n"
  }
}

extension PlannedField {
  fileprivate func cells(
    of plan: PromotionPlan, _ positions: inout SourcePositions
  ) -> [XMLText] {
    let action: XMLText
    switch decision {
    case .promote(let why): action = "<strong class=\"added\">promote</strong>: \(why.description)"
    case .keep(let why): action = "keep: \(why.description)"
    case .refuse: action = "<strong class=\"removed\">refuse</strong>: changed on both sides"
    }
    var places = [source?.location, target?.location].compactMap { $0 }.map { positions.shown($0) }
    if places.isEmpty { places = ["\(file)"] }
    return [
      .code(field.description), action, "<span class=\"difference\">\(marked: change)</span>",
      "<span class=\"place\">\(places.joined(separator: " → "))</span>",
    ]
  }
}
