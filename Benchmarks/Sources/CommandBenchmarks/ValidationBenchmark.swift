import Glibc

/// What judging objects costs: many typical ones, and a few that are out of all proportion.
struct ValidationBenchmark {
  let sluice: String
  let rounds: Int
  private let directory = "/tmp/sluice-validation"

  func run() {
    mkdir(directory, 0o755)
    throughput()
    start()
    for growing in Growing.allCases { measure(growing) }
  }

  // MARK: Typical objects

  /// Objects a second, decoded from JSON, defaulted, judged and answered by one process that works
  /// on one core.
  private func throughput() {
    let count = 20_000
    let few = 400
    let mixed = Self.typical.map(\.line).joined(separator: "\n")
    for (name, line) in Self.typical + [("OneOfEach", mixed)] {
      let each = line == mixed ? Self.typical.count : 1
      let whole = command(name, write(name, repeating: line, count: count))
      let part = command(name, write("\(name)-few", repeating: line, count: few))
      _ = (whole.run(), part.run())
      let runs = (0..<rounds).map { _ in (whole: whole.run(), part: part.run()) }
      let cpu = median(runs.map { $0.whole.cpu - $0.part.cpu })
      let objects = Double((count - few) * each)
      print("\(name): \(Int(objects / cpu)) objects a second of one core")
    }
  }

  /// The whole command over one object, beside the command that reads no facts at all.
  private func start() {
    let one = command("start", write("one", repeating: Self.typical[0].line, count: 1))
    let none = Command(name: "start", script: "\(sluice) --version")
    _ = (one.run(), none.run())
    let runs = (0..<rounds * 5).map { _ in (one: one.run(), none: none.run()) }
    let wall = median(runs.map { $0.one.wall - $0.none.wall }) * 1000
    print("facts, rules and one object, beside --version: \(rounded(wall)) ms")
  }

  private func command(_ name: String, _ path: String) -> Command {
    Command(name: name, script: "\(sluice) validate --jsonl < \(path)")
  }

  private static let typical: [(name: String, line: String)] = [
    (
      "Deployment",
      """
      {"object":{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"api",\
      "labels":{"app":"api"}},"spec":{"replicas":3,"selector":{"matchLabels":{"app":"api"}},\
      "template":{"metadata":{"labels":{"app":"api"}},"spec":{"containers":[{"name":"api",\
      "image":"registry.example.com/ml/api:1.4.2","ports":[{"name":"http","containerPort":8000}],\
      "env":[{"name":"LOG_LEVEL","value":"info"}],"livenessProbe":{"httpGet":{"path":"/healthz",\
      "port":"http"}},"resources":{"requests":{"cpu":"500m","memory":"512Mi"},\
      "limits":{"cpu":"1","memory":"512Mi"}}}]}}}}}
      """
    ),
    (
      "Service",
      """
      {"object":{"apiVersion":"v1","kind":"Service","metadata":{"name":"api"},"spec":\
      {"selector":{"app":"api"},"ports":[{"name":"http","port":80,"targetPort":"http"}]}}}
      """
    ),
    (
      "ConfigMap",
      """
      {"object":{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"api"},\
      "data":{"threads":"4","endpoint":"https://features.example.com/api"}}}
      """
    ),
    (
      "HorizontalPodAutoscaler",
      """
      {"object":{"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler","metadata":\
      {"name":"api"},"spec":{"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment",\
      "name":"api"},"minReplicas":2,"maxReplicas":10,"metrics":[{"type":"Resource","resource":\
      {"name":"cpu","target":{"type":"Utilization","averageUtilization":70}}}]}}}
      """
    ),
    (
      "PodDisruptionBudget",
      """
      {"object":{"apiVersion":"policy/v1","kind":"PodDisruptionBudget","metadata":{"name":"api"},\
      "spec":{"maxUnavailable":1,"selector":{"matchLabels":{"app":"api"}}}}}
      """
    ),
  ]

  // MARK: Growing objects

  /// Objects that grow without bound in one direction.
  private enum Growing: String, CaseIterable {
    case bytes = "a ConfigMap of MB"
    case entries = "a list of entries"
    case depth = "brackets within brackets"

    var sizes: [Int] {
      switch self {
      case .bytes: [1, 10, 50]
      case .entries: [10_000, 100_000, 1_000_000]
      case .depth: [100, 1_000, 10_000]
      }
    }
  }

  private func measure(_ growing: Growing) {
    var perUnit: [String] = []
    for size in growing.sizes {
      let path = "\(directory)/growing.jsonl"
      write(growing, size, to: path)
      let command = command("\(growing.rawValue): \(size)", path)
      let runs = (0..<rounds).map { _ in command.run() }
      print(row(command.name, runs))
      perUnit.append(rounded(median(runs.map(\.cpu)) / Double(size) * 1e6))
    }
    print("  cpu a unit: \(perUnit.joined(separator: ", ")) µs")
  }

  private func write(_ growing: Growing, _ size: Int, to path: String) {
    guard let file = fopen(path, "w") else { return }
    defer { fclose(file) }
    func put(_ text: String) { fputs(text, file) }
    switch growing {
    case .bytes:
      put(#"{"object":{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"k":""#)
      let megabyte = String(repeating: "x", count: 1_000_000)
      for _ in 0..<size { put(megabyte) }
      put("\"}}}\n")
    case .entries:
      put(
        #"{"object":{"apiVersion":"v1","kind":"Service","metadata":{"name":"a"},"spec":{"ports":["#)
      for index in 0..<size {
        put("\(index == 0 ? "" : ","){\"name\":\"p\(index)\",\"port\":\(index % 65_535 + 1)}")
      }
      put("]}}}\n")
    case .depth:
      put(#"{"object":{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":"#)
      put(String(repeating: "[", count: size))
      put(String(repeating: "]", count: size) + "}}\n")
    }
  }

  private func write(_ name: String, repeating line: String, count: Int) -> String {
    let path = "\(directory)/\(name).jsonl"
    guard let file = fopen(path, "w") else { return path }
    defer { fclose(file) }
    for _ in 0..<count { fputs(line + "\n", file) }
    return path
  }
}
