import APIServer
import Admission
import Diagnostics
import Glibc
import Kubernetes
import YAML

@main struct Probe {
  static func read(_ path: String) -> [UInt8] {
    guard let f = fopen(path, "rb") else { return [] }
    defer { fclose(f) }
    var out: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 65536)
    while true {
      let n = fread(&block, 1, block.count, f)
      if n <= 0 { return out }
      out += block[..<n]
    }
  }
  static func list(_ dir: String) -> [String] {
    guard let d = opendir(dir) else { return [dir] }
    defer { closedir(d) }
    var names: [String] = []
    while let e = readdir(d) {
      let name = withUnsafePointer(to: &e.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".yaml") { names.append(dir + "/" + name) }
    }
    return names.sorted()
  }
  static func objects(_ path: String) -> [KubernetesObject] {
    list(path).flatMap { file in
      SourceFile(path: file, bytes: read(file)).parsed(as: .kustomize).documents
        .filter { !$0.isEmpty }.map { KubernetesObject($0.root) }
    }
  }
  static func show(_ d: Diagnostic) {
    func at(_ l: Location?) -> String {
      l.map { "\($0.file.path):\($0.position.line):\($0.position.column)" } ?? "?"
    }
    print("\(at(d.primary)): \(d.severity): \(d.message) [\(d.rule)] object=\(d.object ?? "") field=\(d.field ?? "")")
    for r in d.related { print("    note: \(r.message) \(at(r.location))") }
    if let h = d.help { print("    help: \(h)") }
  }
  static func main() throws {
    let args = CommandLine.arguments
    if args.contains("--validate") {
      while let line = readLine() {
        let node = try SourceFile(path: "-", text: line).parsedJSON().root
        let causes = PolicyValidation.causes(of: KubernetesObject(node))
        print(Node(causes.map { Node([.string($0.reason.rawValue), .string($0.field), .string($0.message)]) }).json)
      }
      return
    }
    let dir = args[args.firstIndex(of: "--policies")! + 1]
    let objects = objects(dir)
    let clock = ContinuousClock()
    let t0 = clock.now
    let loaded = PolicySet.load(objects)
    let t1 = clock.now
    if args.contains("--jsonl") {
      let engine = Engine(policies: loaded.policies, state: ClusterState(objects: objects, policies: loaded.policies))
      while let line = readLine() {
        do {
          let review = try AdmissionReview(json: SourceFile(path: "-", text: line), mapper: engine.state.mapper)
          print(review.answer(engine.evaluate(review.request.defaulted())).json)
        } catch { print("{\"error\":\"\(error)\"}") }
      }
      return
    }
    for d in loaded.diagnostics { show(d) }
    let manifests = Self.objects(args[args.firstIndex(of: "--on")! + 1])
    let engine = Engine(policies: loaded.policies, state: ClusterState(objects: manifests, policies: loaded.policies))
    let n = args.firstIndex(of: "--repeat").map { Int(args[$0 + 1])! } ?? 1
    let t2 = clock.now
    let requests = manifests.map { AdmissionRequest(.create, object: $0.root, mapper: engine.state.mapper).defaulted() }
    let t3 = clock.now
    var count = 0
    for _ in 0..<n {
      for r in requests { let v = engine.evaluate(r); count += v.matches.count; if n == 1 { for d in v.diagnostics(at: r.object!) { show(d) } } }
    }
    let t4 = clock.now
    print("# load \(t1 - t0) default \(t3 - t2) evaluate \(t4 - t3) objects \(requests.count * n) matches \(count)\n")
  }
}
