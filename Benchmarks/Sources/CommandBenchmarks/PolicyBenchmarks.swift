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
        let costs = runs.map { ($0.0.wall - $0.1.wall) * 1000 }.sorted()
        let walls = runs.map { $0.0.wall * 1000 }.sorted()
        let peaks = runs.map { Double($0.0.peak) / 1024 }.sorted()
        print(
          "\(count) objects, \(jobs) jobs: check \(tenths(walls[rounds / 2])) ms, of which the "
            + "policies \(tenths(costs[rounds / 2])) ms, peak \(tenths(peaks[rounds / 2])) MiB")
      }
    }
  }

  private func command(_ name: String, _ fleet: GeneratedFleet, _ jobs: Int) -> Command {
    Command(
      name: name, script: "\(sluice) -C \(fleet.root) check --jobs \(jobs) --format json")
  }

  private func tenths(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(abs(tenths % 10))"
  }
}
