/// What the policies cost: a check with them beside the same check without.
struct PolicyBenchmarks {
  /// The absolute directory of the policies.
  var policies: String
  var sluice: String

  func run(rounds: Int) {
    for apps in [1, 100, 1000] {
      let with = GeneratedFleet(apps: apps, policies: policies)
      let without = GeneratedFleet(apps: apps, policies: nil)
      defer {
        with.remove()
        without.remove()
      }
      let count = apps * GeneratedFleet.objectsPerApp * GeneratedFleet.environments.count
      for jobs in [1, 2] {
        let full = command("with", with, jobs)
        let bare = command("without", without, jobs)
        _ = (full.run(), bare.run())
        let runs = (0..<rounds).map { _ in (full.run(), bare.run()) }
        let wall = median(runs.map { $0.0.wall })
        let cpu = median(runs.map { $0.0.cpu })
        let policies = median(runs.map { $0.0.cpu - $0.1.cpu })
        let peak = median(runs.map { Double($0.0.peak) / 1024 / 1000 })
        let failed = runs.contains { $0.0.status > 1 || $0.1.status > 1 } ? ", FAILED" : ""
        print(
          "\(count) objects, \(jobs) jobs: wall \(tenths(wall)) ms, cpu \(tenths(cpu)) ms, of which "
            + "the policies \(tenths(policies)) ms, peak \(tenths(peak)) MiB\(failed)")
      }
    }
  }

  private func command(_ name: String, _ fleet: GeneratedFleet, _ jobs: Int) -> Command {
    Command(
      name: name, script: "\(sluice) check -C \(fleet.root) --jobs \(jobs) --format json")
  }

  private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

  /// Thousandths, with one digit after the point.
  private func tenths(_ value: Double) -> String {
    let tenths = Int((value * 10_000).rounded())
    return "\(tenths / 10).\(abs(tenths % 10))"
  }
}
