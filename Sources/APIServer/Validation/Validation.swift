import Diagnostics
import Kubernetes
import Values
import YAML

/// The fields of an object while it is validated: decoded and with defaults.
typealias Fields = Mapping

/// Collects what is wrong with one object, field by field.
///
/// A rule names a field relative to where the validation stands; `at` goes one step down.
struct Validation {
  private let root: Node
  private var path: [Step] = []
  private(set) var causes: [Cause] = []
  private(set) var warnings: [Warning] = []
  /// What the rules of admission policies and webhooks ask about an expression.
  let expressions: ExpressionRules
  /// Whether the object is there already.
  let isUpdate: Bool
  /// The release of the server, some of whose rules others have not.
  let release: KubernetesRelease

  /// One step of a field's path in the server's notation.
  enum Step: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    case field(String)
    case index(Int)
    /// A key of a map, in brackets.
    case key(String)
    /// What the server calls otherwise than the object does: its name, and the way to it.
    indirect case named(String, [Step])

    init(stringLiteral name: String) { self = .field(name) }
    init(integerLiteral index: Int) { self = .index(index) }

    /// The steps through the object itself.
    fileprivate var way: [Step] {
      if case .named(_, let steps) = self { return steps }
      return [self]
    }
  }

  init(
    _ root: Node, expressions: ExpressionRules = .unchecked, isUpdate: Bool = false,
    release: KubernetesRelease = Facts.release
  ) {
    self.root = root
    self.release = release
    self.isUpdate = isUpdate
    self.expressions = expressions
  }

  // MARK: Where

  mutating func at(_ name: String, _ body: (inout Validation) -> Void) {
    path.append(.field(name))
    body(&self)
    path.removeLast()
  }

  mutating func at(_ step: Step, _ body: (inout Validation) -> Void) {
    path.append(step)
    body(&self)
    path.removeLast()
  }

  mutating func at(_ steps: [Step], _ body: (inout Validation) -> Void) {
    path += steps
    body(&self)
    path.removeLast(steps.count)
  }

  /// Visits the elements of a list field; an element that is no object reads as an empty one.
  mutating func each(
    _ name: String, of fields: Fields, _ body: (inout Validation, Fields, Int) -> Void
  ) {
    guard case .sequence(let elements)? = fields[name]?.content, !elements.isEmpty else { return }
    path.append(.field(name))
    for (index, element) in elements.enumerated() {
      path.append(.index(index))
      body(&self, element.mapping ?? Mapping(), index)
      path.removeLast()
    }
    path.removeLast()
  }

  /// Visits the object under a field, when it is there.
  mutating func within(
    _ name: String, of fields: Fields, _ body: (inout Validation, Fields) -> Void
  ) {
    guard case .mapping(let object)? = fields[name]?.content else { return }
    path.append(.field(name))
    body(&self, object)
    path.removeLast()
  }

  // MARK: What

  mutating func required(_ place: Step..., because detail: String = "") {
    report(.required, place, detail.isEmpty ? "Required value" : "Required value: \(detail)")
  }

  mutating func forbidden(_ place: Step..., because detail: String) {
    report(.forbidden, place, "Forbidden: \(detail)")
  }

  mutating func invalid(_ place: Step..., value: ShownValue, _ detail: String) {
    report(
      .invalid, place,
      "Invalid value: \(value.text)" + (detail.isEmpty ? "" : ": \(detail)"))
  }

  /// A value that the server does not show.
  mutating func invalid(_ place: Step..., because detail: String) {
    report(.invalid, place, "Invalid value: \(detail)")
  }

  mutating func notSupported(_ place: Step..., value: ShownValue, _ allowed: [String]) {
    let list = allowed.map { ShownValue.quoted($0) }.joined(separator: ", ")
    report(.notSupported, place, "Unsupported value: \(value.text): supported values: \(list)")
  }

  mutating func duplicate(_ place: Step..., value: ShownValue) {
    report(.duplicate, place, "Duplicate value: \(value.text)")
  }

  mutating func notFound(_ place: Step..., value: ShownValue, because detail: String = "") {
    report(
      .notFound, place, "Not found: \(value.text)" + (detail.isEmpty ? "" : ": \(detail)"))
  }

  mutating func tooLong(_ place: Step..., limit: Int) {
    report(.tooLong, place, "Too long: may not be more than \(limit) bytes")
  }

  mutating func tooMany(_ place: Step..., count: Int, limit: Int) {
    report(.tooMany, place, Self.tooMany(count, limit: limit))
  }

  /// The server's sentence about a list or map with too much in it.
  static func tooMany(_ count: Int, limit: Int) -> String {
    "Too many: \(count): must have at most \(limit) item\(limit == 1 ? "" : "s")"
  }

  /// Reports each fault that a grammar finds in a text.
  mutating func check(_ text: String, is format: NameFormat, at place: Step...) {
    for fault in format.faults(text) {
      report(.invalid, place, "Invalid value: \(ShownValue.quoted(text)): \(fault)")
    }
  }

  /// - Parameter problems: what is wrong inside the value, with the places.
  mutating func report(
    _ reason: Cause.Reason, _ place: [Step], _ message: String, problems: [Label] = []
  ) {
    let steps = path + place
    causes.append(
      Cause(
        reason: reason, field: Self.text(steps), message: message,
        location: problems.first?.location ?? location(steps), problems: problems))
  }

  /// Reports a field that does not lie below where the validation stands.
  mutating func reportElsewhere(_ reason: Cause.Reason, _ field: String, _ message: String) {
    causes.append(
      Cause(reason: reason, field: field, message: message, location: root.origin.location))
  }

  /// Warns of a field that the server accepts.
  mutating func warn(_ place: Step..., because message: String) {
    warn(place, message)
  }

  mutating func warn(_ place: [Step], _ message: String) {
    let steps = path + place
    warnings.append(
      Warning(message: "\(Self.text(steps)): \(message)", location: location(steps)))
  }

  /// Warns in words that do not begin with the field; `place` is where it lies.
  mutating func warn(saying message: String, at place: Step...) {
    warnings.append(Warning(message: message, location: location(path + place)))
  }

  /// How the server names a field below where the validation stands.
  func name(of place: Step...) -> String { name(of: place) }

  func name(of place: [Step]) -> String { Self.text(path + place) }

  // MARK: Paths

  static func text(_ steps: [Step]) -> String {
    var text = ""
    for step in steps {
      switch step {
      case .field(let name), .named(let name, _): text += text.isEmpty ? name : ".\(name)"
      case .index(let index): text += "[\(index)]"
      case .key(let key): text += "[\(key)]"
      }
    }
    return text
  }

  /// Where the value stands; for one that is not there, the name of the field that should hold it,
  /// or the last value on the way to it that a source holds.
  private func location(_ steps: [Step]) -> Location? {
    var node = root
    var location = root.origin.location
    // A mapping begins with its first field, which is not what is wrong with it.
    var holder: Location?
    for step in steps.lazy.flatMap(\.way) {
      let next: Node?
      var key: Location?
      switch step {
      case .field(let name), .key(let name):
        let entry = node.mapping?.entry(name)
        (next, key) = (entry?.value, entry?.key.origin.location)
      case .index(let index):
        next = node.elements.flatMap { $0.indices.contains(index) ? $0[index] : nil }
      case .named: next = nil
      }
      guard let next else { return holder ?? location }
      node = next
      holder = next.mapping == nil || next.origin.location == nil ? nil : key
      location = next.origin.location ?? location
    }
    return location
  }

  /// Puts the causes from the first one on into the order of their sentences, as the server does
  /// with those of a structural schema.
  mutating func sortCauses(from first: Int) {
    causes[first...].sort { ($0.field, $0.message) < ($1.field, $1.message) }
  }
}

/// A value as the server shows it in a message.
struct ShownValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  let text: String

  init(stringLiteral value: String) { text = Self.quoted(value) }
  init(integerLiteral value: Int) { text = String(value) }
  init(_ value: String) { text = Self.quoted(value) }
  init(_ value: Int) { text = String(value) }
  init(_ value: Bool) { text = String(value) }
  init(_ value: Quantity) { text = Self.quoted(value.description) }
  init(_ value: Node?) { self.init(value, as: nil) }

  /// A value that the server holds as a struct, or a list of such.
  init(_ value: Node?, as type: GoStruct?) {
    if let string = value?.string {
      text = Self.quoted(string)
    } else {
      text = value.map { GoStruct.json($0, type) } ?? "null"
    }
  }

  /// A text that stands for the value as it is.
  init(verbatim text: String) { self.text = text }
  init(_ value: Fields) { self.init(Node(value)) }
  init(_ value: Fields, as type: GoStruct) { text = type.json(value) }
  init(_ value: IntOrString) {
    switch value {
    case .int(let number): text = String(number)
    case .string(let string): text = Node.string(string).json
    }
  }

  static func quoted(_ value: String) -> String { value.goQuoted }
}
