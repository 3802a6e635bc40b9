/// What the policies cost: a check with them beside the same check without.
struct PolicyBenchmark {
  /// The directory of the policies.
  var policies: String
  var sluice: String
  var rounds: Int

  func run() {
    for apps in [1, 100, 1_000] {
      let with = GeneratedFleet(apps: apps, policies: policies)
      let without = GeneratedFleet(apps: apps, policies: nil)
      defer {
        with.remove()
        without.remove()
      }
      let count = apps * GeneratedFleet.objectsPerApp * GeneratedFleet.environments.count
      for jobs in [1, 2] { measure(with, without, jobs: jobs, count: count) }
    }
  }

  private func measure(
    _ with: GeneratedFleet, _ without: GeneratedFleet, jobs: Int, count: Int
  ) {
    let full = command("check, \(count) objects, \(jobs) jobs", with, jobs)
    let bare = command("the same without policies", without, jobs)
    _ = (full.run(), bare.run())
    let runs = (0..<rounds).map { _ in (full: full.run(), bare: bare.run()) }
    print(row(full.name, runs.map(\.full)))
    print(row(bare.name, runs.map(\.bare)))
    let wall = median(runs.map { $0.full.wall - $0.bare.wall }) * 1000
    let cpu = median(runs.map { $0.full.cpu - $0.bare.cpu }) * 1000
    print("  the policies: wall \(rounded(wall)) ms, cpu \(rounded(cpu)) ms")
  }

  private func command(_ name: String, _ fleet: GeneratedFleet, _ jobs: Int) -> Command {
    Command(
      name: name, script: "\(sluice) check -C \(fleet.root) --jobs \(jobs) --format json")
  }
}
