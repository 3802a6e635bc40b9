import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// A step in a schedule is shorter than what it steps through.
  static let cronStep = RelationRule(
    "surprise/cron-step", "A step in a CronJob's schedule is shorter than its field.",
    why:
      "A step begins at the field's first value and ends with it: */60 in the minutes is minute 0 "
      + "alone, once an hour, and no error.",
    instead: "Write the value that is meant: 0 * * * * for every hour.",
    examples: Examples(
      passing: [schedule("*/30 * * * *"), schedule("0 */12 1,15 * mon-fri"), schedule("@daily")],
      failing: [
        (schedule("1️⃣*/60 * * * *"), "the minutes */60 of the schedule are minute 0 alone"),
        (schedule("1️⃣0 */24 * * *"), "the hours */24 of the schedule are hour 0 alone"),
      ]), needsAll: false
  ) { graph, id in
    graph.objects(of: "CronJob").compactMap { job in
      guard let node = job.object.root["spec"]?["schedule"], let text = node.scalarText else {
        return nil
      }
      let fields = text.split(separator: " ").map(String.init)
      guard fields.count == units.count else { return nil }
      for (field, unit) in zip(fields, units) {
        guard field.hasPrefix("*/"), let step = Int(field.dropFirst(2)), step >= unit.count else {
          continue
        }
        return job.finding(
          id, .warning,
          "the \(unit.name)s \(field) of the schedule are \(unit.name) \(unit.first) alone",
          at: node,
          ["spec", "schedule"], help: "write \(unit.first) in the place of \(field)")
      }
      return nil
    }
  }

  /// The fields of a schedule: what they count, from where, and how many values they have.
  private static let units = [
    (name: "minute", first: 0, count: 60), (name: "hour", first: 0, count: 24),
    (name: "day", first: 1, count: 31), (name: "month", first: 1, count: 12),
    (name: "weekday", first: 0, count: 7),
  ]

  private static func schedule(_ text: String) -> String {
    // The mark must stand before the scalar, not in it.
    let isMarked = text.unicodeScalars.contains("\u{20E3}")
    let plain = isMarked ? String(text.dropFirst()) : text
    return """
      apiVersion: batch/v1
      kind: CronJob
      metadata: {name: report}
      spec: {schedule: \(isMarked ? "1️⃣" : "")"\(plain)"}
      """
  }
}
