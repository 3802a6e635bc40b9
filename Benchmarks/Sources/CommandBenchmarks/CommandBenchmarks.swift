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
      Command(name: "render clusters/production", script: "\(sluice) render -C .. clusters/production"),
      Command(
        name: "kubectl kustomize clusters/production",
        script: "kubectl kustomize ../clusters/production")
    ),
  ]

  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    let rounds = arguments.first.flatMap { Int($0) } ?? 15
    // `policies DIR`, where DIR is absolute, times a generated fleet instead.
    if arguments.first == "policies", let directory = arguments.dropFirst().first {
      return PolicyBenchmarks(policies: directory, sluice: "../.build/release/sluice")
        .run(rounds: 5)
    }
    for (ours, theirs) in pairs {
      let (left, right) = measure(ours, theirs, rounds: rounds)
      print("\(ours.name)")
      print(row("sluice", left))
      print(row(theirs.name, right))
      let ratios = zip(left, right).map { $1.wall / $0.wall }
      print("  wall ratio \(rounded(median(ratios))) (median of \(rounds) pairs)")
      if let instructions = ours.instructions() {
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

  private static func row(_ name: String, _ runs: [Command.Run]) -> String {
    let wall = rounded(median(runs.map(\.wall)) * 1000)
    let cpu = rounded(median(runs.map(\.cpu)) * 1000)
    let peak = rounded(median(runs.map { Double($0.peak) / 1024 }))
    let failed = runs.contains { $0.status > 1 } ? ", FAILED" : ""
    return "  \(name): wall \(wall) ms, cpu \(cpu) ms, peak \(peak) MiB\(failed)"
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted[sorted.count / 2]
  }

  private static func rounded(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
