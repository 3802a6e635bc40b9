import Display
import Environments
import YAML

/// What is filled into the message of a plan's commit.
///
/// What comes from the repository stands on one line, so that nothing in it can pass for a trailer.
struct MessageWords {
  private let plan: PromotionPlan

  init(_ plan: PromotionPlan) { self.plan = plan }

  /// The lines of the subject, of an empty one and of the body.
  func filled(_ message: MessageTemplate.Message) -> [String] {
    var body = message.body.lines.flatMap(filled)
    while body.last?.allSatisfy(\.isWhitespace) == true { body.removeLast() }
    return message.subject.lines.flatMap(filled) + [""] + body
  }

  /// A line; with what changes in it, one for each field.
  private func filled(_ line: [MessageTemplate.Part]) -> [String] {
    let changes = line.contains(.place(.changes)) ? self.changes : [""]
    return changes.map { change in
      line.map { part in
        switch part {
        case .text(let text): Shown(text).text
        case .place(.changes): change
        case .place(let place): self[place]
        }
      }.joined()
    }
  }

  private subscript(_ place: MessageTemplate.Place) -> String {
    switch place {
    case .source: Shown(plan.source.title).text
    case .target: Shown(plan.target.title).text
    case .apps: apps
    case .count: String(plan.promoted.count)
    case .summary: summary
    case .changes: changes.joined(separator: "; ")
    }
  }

  /// Three of the apps, and how many more.
  private var apps: String {
    let names = Set(plan.promoted.flatMap(\.apps)).filter { !$0.isEmpty }.sorted()
    guard !names.isEmpty else { return summary }
    let shown = names.prefix(3).map { Shown($0, limit: 40).text }.joined(separator: ", ")
    return names.count > 3 ? "\(shown) and \(names.count - 3) more" : shown
  }

  /// The first thing that changes, and how many more.
  var summary: String {
    guard let first = plan.promoted.first else { return "nothing" }
    let rest = plan.promoted.count > 1 ? " and \(plan.promoted.count - 1) more" : ""
    return "\(Shown(first.shortName, limit: 40).text)\(rest)"
  }

  /// A line for each field.
  var changes: [String] {
    plan.promoted.map { planned in
      let (old, new) = (planned.targetText, planned.text(planned.value))
      return "\(Shown(planned.field.description).text): "
        + "\(Shown(old, limit: 100).text) → \(Shown(new, limit: 100).text)"
    }
  }
}

extension PlannedField {
  /// What a person calls it in a word: the image without its registry, the literal's key, the file.
  fileprivate var shortName: String {
    guard field.document != .file else { return String(file.split(separator: "/").last ?? "") }
    for step in field.steps.reversed() {
      if case .entry(_, _, let name, _) = step {
        return String(name.split(separator: "/").last ?? "")
      }
    }
    return field.object.isEmpty ? field.description : field.object
  }
}
