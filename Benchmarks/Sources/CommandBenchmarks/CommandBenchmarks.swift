/// Times `sluice` beside the tools that people use today, on this repository.
@main
struct CommandBenchmarks {
  static let sluice = "../.build/release/sluice"
  static let environments = ["development", "staging", "production"]

  static let pairs: [(ours: Command, theirs: Command)] = [
    (
      Command(name: "check --staged", script: "\(sluice) check -C .. --staged"),
      Command(
        name: "kubectl kustomize, once an environment",
        script: environments.map { "kubectl kustomize ../clusters/\($0)" }
          .joined(separator: " && "))
    ),
    (
      Command(
        name: "render clusters/production", script: "\(sluice) render -C .. clusters/production"),
      Command(
        name: "kubectl kustomize clusters/production",
        script: "kubectl kustomize ../clusters/production")
    ),
  ]

  /// `CommandBenchmarks [ROUNDS]`, `CommandBenchmarks overlays [ROUNDS]`,
  /// `CommandBenchmarks policies DIRECTORY`, `CommandBenchmarks validation [ROUNDS]`.
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    let rounds = arguments.last.flatMap { Int($0) }
    if arguments.first == "overlays" {
      OverlayBenchmark(sluice: sluice, rounds: rounds ?? 5).run()
      return
    }
    if arguments.first == "policies", let directory = arguments.dropFirst().first {
      PolicyBenchmark(policies: directory, sluice: sluice, rounds: 5).run()
      return
    }
    if arguments.first == "validation" {
      ValidationBenchmark(sluice: sluice, rounds: rounds ?? 5).run()
      return
    }
    compareCommands(rounds: rounds ?? 15)
  }

  private static func compareCommands(rounds: Int) {
    for (ours, theirs) in pairs {
      let (left, right) = measure(ours, theirs, rounds: rounds)
      print("\(ours.name)")
      print(row("sluice", left))
      print(row(theirs.name, right))
      let ratios = zip(left, right).map { $1.wall / $0.wall }
      print("  wall ratio \(rounded(median(ratios))) (median of \(rounds) pairs)")
      if let instructions = ours.instructions(of: sluice) {
        print("  \(rounded(Double(instructions) / 1e6)) million instructions\n")
      }
    }
  }

  private static func measure(
    _ ours: Command, _ theirs: Command, rounds: Int
  ) -> (ours: [Command.Run], theirs: [Command.Run]) {
    _ = (ours.run(), theirs.run())
    let runs = (0..<rounds).map { _ in (ours.run(), theirs.run()) }
    return (runs.map(\.0), runs.map(\.1))
  }
}
