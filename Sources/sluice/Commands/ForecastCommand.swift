import ArgumentParser
import Forecast

/// Says what a change does over time.
struct ForecastCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecast",
    abstract: "Say what controllers and the scheduler do over time.",
    discussion: """
      Runs the Deployment, StatefulSet, DaemonSet, autoscaling and disruption controllers and the \
      scheduler of Kubernetes 1.36 on a virtual clock, from files alone.

      With --jsonl each line of standard input is a question, {"kind":"rollout","initial":…,"pods":…,\
      "events":…,"horizon":…}, or of kind hpa, capacity or pdb, and is answered by one line.

      EXAMPLES:
        sluice forecast --jsonl < questions.jsonl
      """
  )

  @OptionGroup var global: GlobalOptions

  @Flag(help: "Answer one JSON question a line on standard input.")
  var jsonl = false

  func run() throws {
    try answerLines { line in
      ForecastQuery(line)?.answer()
        ?? Array(#"{"error":"the line is no question with a kind"}"#.utf8)
    }
  }
}
