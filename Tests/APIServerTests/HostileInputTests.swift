import APIServer
import Diagnostics
import Kubernetes
import Testing
import YAML

struct HostileInputTests {
  private static let values: [Node] = [
    .null(), .boolean(true), .integer(-1), .string(""), .string("x"), Node([]), Node(Mapping()),
    Node([.null()]), Node([Node([])]), object("a", .null()),
    Node(Scalar(text: "1.5", type: .float)),
  ]

  private static func object(_ name: String, _ value: Node) -> Node {
    Node(Mapping(entries: [Mapping.Entry(key: .string(name), value: value)]))
  }

  private func resource(_ gvk: GroupVersionKind, _ fields: [(String, Node)]) -> KubernetesObject {
    var root = Mapping()
    root["apiVersion"] = .string(gvk.apiVersion)
    root["kind"] = .string(gvk.kind)
    root["metadata"] = Self.object("name", .string("x"))
    for (name, value) in fields { root[name] = value }
    return KubernetesObject(Node(root))
  }

  /// Wraps a value in what leads to it from the root of a kind.
  private func check(
    _ schema: ObjectSchema, _ seen: inout Set<ObjectSchema>,
    _ wrap: (Node) -> KubernetesObject, _ judged: inout Int
  ) {
    guard seen.insert(schema).inserted else { return }
    for field in schema.fields {
      // Deterministic: each field meets three of the values, each value every kind of field.
      for offset in 0..<3 {
        let value = Self.values[(judged + offset * 4) % Self.values.count]
        _ = Validator().verdict(on: wrap(Self.object(field.name, value)))
        judged += 1
      }
      switch field.type.kind {
      case .object:
        guard let child = field.type.object else { continue }
        check(child, &seen, { wrap(Self.object(field.name, $0)) }, &judged)
      case .list:
        guard let child = field.type.element?.object else { continue }
        check(child, &seen, { wrap(Self.object(field.name, Node([$0]))) }, &judged)
      case .map:
        guard let child = field.type.element?.object else { continue }
        check(child, &seen, { wrap(Self.object(field.name, Self.object("k", $0))) }, &judged)
      default: continue
      }
    }
  }

  @Test func `what is longer than a request may be is refused as a whole, and judged no further`() {
    let gvk = GroupVersionKind(group: "", version: "v1", kind: "Service")
    let port = Node(Mapping(entries: [Mapping.Entry(key: .string("port"), value: .integer(80))]))
    let object = { (count: Int) in
      self.resource(
        gvk, [("spec", Self.object("ports", Node([Node](repeating: port, count: count))))])
    }
    let refused = Validator().verdict(on: object(1_000_000))
    #expect(refused.refusal == "Request entity too large: limit is 3145728")
    #expect(refused.causes.isEmpty)
    let judged = Validator().verdict(on: object(1000))
    #expect(judged.refusal == nil)
    #expect(judged.causes.count >= 999)
  }

  @Test(arguments: [
    Node([]), Node(Mapping()), .null(), .string("text"), .boolean(false), .integer(-12),
    Node([.integer(1), .null(), Node([])]),
    object("a", Node([object("b", .string("c")), .boolean(true)])),
  ])
  func `the length of JSON is known without writing it`(_ node: Node) {
    let length = node.json.utf8.count
    #expect(node.isLongerInJSON(than: length - 1))
    #expect(!node.isLongerInJSON(than: length))
  }

  @Test func `no value of a wrong type stops the validator at any field of any type`() {
    var judged = 0
    var seen: Set<ObjectSchema> = []
    for kind in Facts.standard.kinds where kind.resource != nil {
      guard let schema = kind.schema else { continue }
      for value in Self.values {
        for field in schema.fields {
          _ = Validator().verdict(on: resource(kind.gvk, [(field.name, value)]))
          judged += 1
        }
      }
      check(
        schema, &seen,
        { node in
          resource(kind.gvk, (node.mapping?.entries ?? []).map { ($0.name, $0.value) })
        }, &judged)
    }
    #expect(judged > 5_000)
  }
}
