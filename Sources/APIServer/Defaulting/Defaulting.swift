package import Kubernetes
import YAML

/// Fills in what the API server fills in.
package enum Defaulting {
  /// The object as a server stores it when it is created.
  ///
  /// Quantities and times are canonical, empty fields that mean nothing are gone, and every default
  /// is there with ``Origin/Setter/defaulted`` as its setter. What only a cluster can give (uid,
  /// times, addresses, node ports) is left out, and so is the status. A field that cannot be read
  /// stays as it is, and an object of an unknown kind is returned unchanged.
  ///
  /// - Parameter facts: what the server knows.
  package static func apply(
    to object: KubernetesObject, by facts: Facts = .standard
  ) -> KubernetesObject {
    let gvk = object.gvk
    guard let schema = facts.schema(of: gvk) else { return object }
    var (root, _) = Decoder.decode(object.root, as: schema)
    DisabledFields.drop(from: &root, gvk: gvk, in: facts.described)
    var filled = fill(root, as: schema)
    Creation.create(&filled, gvk: gvk, by: facts)
    return KubernetesObject(Storage.form(of: filled, as: schema))
  }

  /// A decoded object with its defaults.
  static func fill(_ root: Node, as schema: ObjectSchema) -> Node {
    var filled = root
    DefaultingPlan.of(schema.described).fill(&filled, row: schema.row)
    return filled
  }
}

/// Which types have defaults, and how to reach them from each type.
///
/// Made once: a walk over an object then visits only fields below which something has a default.
struct DefaultingPlan: Sendable {
  /// By the numbers of the types.
  private let steps: [[Step]]
  private let rules: [[DefaultingRule]]

  /// A field below which something has a default.
  private struct Step: Sendable {
    let name: String
    let shape: Shape
    let row: Int
    /// Whether the object exists even where nothing is written.
    let isAlwaysThere: Bool
  }

  private enum Shape: Sendable { case object, list, map }

  private static let standard = DefaultingPlan(
    facts: .standard, rules: DefaultingRule.all(in: Facts.standard.described))
  private static let newest = DefaultingPlan(
    facts: .newest, rules: DefaultingRule.all(in: Facts.newest.described))

  /// The plan for the types of a release that facts describe.
  static func of(_ release: KubernetesRelease) -> DefaultingPlan {
    release == Facts.standard.described ? standard : newest
  }

  init(facts: Facts, rules all: [String: DefaultingRule]) {
    let schemas = facts.schemas
    var rules = [[DefaultingRule]](repeating: [], count: schemas.count)
    for (name, rule) in all {
      if let schema = facts.schema(named: name) { rules[schema.row] = [rule] }
    }
    var links: [(parent: Int, field: FieldSchema, shape: Shape, row: Int)] = []
    links.reserveCapacity(2 * schemas.count)
    for schema in schemas {
      for field in schema.fields {
        if let json = field.defaultJSON { rules[schema.row].append(.declared(field.name, json)) }
        guard let (shape, row) = Self.shape(of: field.type) else { continue }
        links.append((schema.row, field, shape, row))
      }
    }
    var isReaching = rules.map { !$0.isEmpty }
    // As often as types are within each other, which is a few times.
    var isComplete = false
    while !isComplete {
      isComplete = true
      for link in links where isReaching[link.row] && !isReaching[link.parent] {
        isReaching[link.parent] = true
        isComplete = false
      }
    }
    var steps = [[Step]](repeating: [], count: schemas.count)
    for (parent, field, shape, row) in links where isReaching[row] {
      steps[parent].append(
        Step(
          name: field.name, shape: shape, row: row,
          isAlwaysThere: shape == .object && field.presence == .alwaysWritten
            && field.type.object?.shortName != "LabelSelector"))
    }
    self.steps = steps
    self.rules = rules
  }

  private static func shape(of type: ValueType) -> (Shape, row: Int)? {
    switch type.kind {
    case .object: type.object.map { (.object, $0.row) }
    case .list: type.element?.object.map { (.list, $0.row) }
    case .map: type.element?.object.map { (.map, $0.row) }
    default: nil
    }
  }

  /// Applies the rules of a type, then those of the types below, as the server does.
  func fill(_ node: inout Node, row: Int) {
    node.changeMapping { mapping in
      for rule in rules[row] { rule.fill(&mapping) }
      for step in steps[row] {
        if step.isAlwaysThere { mapping.fill(step.name, .object([:])) }
        guard let position = mapping.index(of: step.name) else { continue }
        mapping.update(at: position) { child in
          switch step.shape {
          case .object: fill(&child, row: step.row)
          case .list: child.changeElements { fill(&$0, row: step.row) }
          case .map:
            child.changeMapping { entries in
              for index in 0..<entries.count {
                entries.update(at: index) { fill(&$0, row: step.row) }
              }
            }
          }
        }
      }
    }
  }
}
