package import Diagnostics
import Kubernetes
import RegularExpression
import YAML

extension PolicyTest {
  /// Reads the tests of a file, one a document.
  ///
  /// A case that cannot be read is left out and told of; the others are kept.
  package static func read(
    _ file: SourceFile
  ) -> (tests: [PolicyTest], diagnostics: [Diagnostic]) {
    let parsed = file.parsed(as: .kubernetes)
    let log = FindingLog()
    log.add(parsed.errors.map(\.diagnostic))
    var tests: [PolicyTest] = []
    for document in parsed.documents where !document.isEmpty {
      var reader = PolicyTestReader(file: file, log: log)
      if let test = reader.read(document.root) { tests.append(test) }
    }
    return (tests, log.findings)
  }
}

/// Reads one document of a test file.
private struct PolicyTestReader {
  private let file: SourceFile
  private let log: FindingLog
  private var objects: [String: Node] = [:]
  private var namespaceLabels: [String: String] = [:]
  private var sharedAnswers: [AuthorizationAnswer]?
  private var names: Set<String> = []

  init(file: SourceFile, log: FindingLog) {
    self.file = file
    self.log = log
  }

  mutating func read(_ root: Node) -> PolicyTest? {
    guard root["apiVersion"]?.string == "sluice.dev/v1alpha1",
      root["kind"]?.string == "PolicyTest"
    else {
      log.add(
        "a policy test is of apiVersion sluice.dev/v1alpha1 and kind PolicyTest", at: root,
        help: "sluice test --help shows one; other files do not belong into a folder tests")
      return nil
    }
    let fields = StrictMapping(
      root, describing: "a policy test",
      known: [
        "apiVersion", "kind", "policy", "namespace", "objects", "roles", "authorizer", "cases",
      ], as: .policyTest, log: log)
    guard let policy = fields.requiredText("policy")?.value else { return nil }
    namespaceLabels = fields.textsByName("namespace") ?? [:]
    for entry in fields.entries("objects") {
      if let object = object(entry.value) { objects[entry.name] = object }
    }
    sharedAnswers = answers(fields)
    let roles = fields.elements("roles").compactMap(object).map { KubernetesObject($0) }
    let cases = fields.elements("cases").compactMap { read(case: $0) }
    if fields.value("cases") == nil { log.add("'cases' is missing", at: root) }
    return PolicyTest(
      file: file, policy: policy, policyLocation: fields.value("policy")?.origin.location,
      roles: roles, cases: cases)
  }

  private mutating func read(case node: Node) -> PolicyTest.Case? {
    let known = log.findings.count
    let fields = StrictMapping(
      node, describing: "a case",
      known: [
        "name", "base", "object", "patch", "oldObject", "oldPatch", "operation", "subresource",
        "request", "namespace", "params", "user", "authorizer", "expect", "mutated", "annotations",
        "message",
      ], as: .policyTest, log: log)
    let name = fields.requiredText("name")?.value ?? ""
    if !name.isEmpty, !names.insert(name).inserted {
      log.add("another case has the name '\(name)'", at: fields.value("name") ?? node)
    }
    let operation = fields.choice("operation", of: AdmissionRequest.Operation.allCases)
    let base = base(fields, isDeletion: operation == .delete)
    let old = oldObject(fields, base: base)
    let object = operation == .delete ? nil : base.flatMap { patched($0, by: "patch", fields) }
    let part = object.flatMap { SubresourceKind.named(KubernetesObject($0).gvk) }
    let expected = fields.choice(
      "expect", of: PolicyTest.Outcome.allCases.filter { $0 != .undecided })
    if fields.value("expect") == nil { log.add("'expect' is missing", at: node) }
    let messages = fields.value("message").map(messages)
    if let expected, [.allow, .skip].contains(expected), messages != nil {
      log.add("what is allowed has no message", at: fields.value("message") ?? node)
    }
    let mutated =
      fields.has("mutated") ? object.flatMap { patched($0, by: "mutated", fields) } : nil
    if let node = fields.value("mutated"), object == nil || expected.map(Self.stores) == false {
      log.add("only what is let through can be mutated", at: node)
    }
    let annotations = annotations(fields)
    let answers = answers(fields) ?? sharedAnswers
    let request = fields.value("request").map {
      StrictMapping(
        $0, describing: "a request", known: ["resource", "name", "namespace"], as: .policyTest,
        log: log)
    }
    let params = params(fields)
    let user = user(fields)
    guard log.findings.count == known, let expected else { return nil }
    return PolicyTest.Case(
      name: name, location: (fields.value("name") ?? node).origin.location,
      operation: operation ?? part?.operation ?? (old == nil ? .create : .update),
      subresource: fields.text("subresource")?.value,
      resource: request?.text("resource")?.value, requestName: request?.text("name")?.value,
      requestNamespace: request?.text("namespace")?.value, object: object,
      oldObject: old ?? (operation == .delete ? base : nil),
      namespaceLabels: fields.textsByName("namespace") ?? namespaceLabels, params: params,
      user: user, answers: answers, expected: expected, mutated: mutated,
      annotations: annotations, messages: messages)
  }

  /// Whether an object is stored after that.
  private static func stores(_ outcome: PolicyTest.Outcome) -> Bool {
    [.allow, .warn, .audit].contains(outcome)
  }

  // MARK: Objects

  /// What the case starts from.
  private func base(_ fields: StrictMapping, isDeletion: Bool) -> Node? {
    switch (fields.value("base"), fields.value("object")) {
    case (let name?, nil):
      guard let text = fields.text("base")?.value else { return nil }
      if let object = objects[text] { return object }
      let nearest = Spelling.nearest(to: text, among: objects.keys.sorted())
      log.add(
        "there is no object '\(text)' to start from", at: name,
        help: nearest.map { "write '\($0)'" } ?? "add it to 'objects'")
      return nil
    case (nil, let node?): return object(node)
    case (nil, nil) where isDeletion && fields.has("oldObject"): return nil
    default:
      log.add("a case has either 'base' or 'object'", at: fields.node)
      return nil
    }
  }

  private func oldObject(_ fields: StrictMapping, base: Node?) -> Node? {
    if let node = fields.value("oldObject") { return object(node) }
    guard fields.value("oldPatch") != nil, let base else { return nil }
    return patched(base, by: "oldPatch", fields)
  }

  private func object(_ node: Node) -> Node? {
    let object = KubernetesObject(node)
    guard !object.apiVersion.isEmpty, !object.kind.isEmpty else {
      log.add("an object has apiVersion and kind", at: node)
      return nil
    }
    return node
  }

  private func patched(_ base: Node, by name: String, _ fields: StrictMapping) -> Node? {
    guard let node = fields.value(name) else { return base }
    do throws(ObjectPatch.Failure) {
      return try ObjectPatch(node).applied(to: base)
    } catch {
      log.add(error.message, at: error.node)
      return nil
    }
  }

  // MARK: The rest

  private func params(_ fields: StrictMapping) -> PolicyTest.Params {
    guard let node = fields.value("params") else { return .ofSet }
    if let elements = node.elements {
      return .objects(elements.compactMap(object).map { KubernetesObject($0) })
    }
    if node.mapping == nil {
      log.add(
        "'params' must be a patch or a list of objects, not of type \(node.kindName)", at: node)
    }
    return .patched(.merge(node))
  }

  private func user(_ fields: StrictMapping) -> UserInfo {
    guard let node = fields.value("user") else { return .administrator }
    let user = StrictMapping(
      node, describing: "a user", known: ["username", "uid", "groups"], as: .policyTest, log: log)
    return UserInfo(
      username: user.requiredText("username")?.value ?? "", uid: user.text("uid")?.value ?? "",
      groups: user.texts("groups").map(\.value))
  }

  private func messages(_ node: Node) -> [PolicyTest.MessagePattern] {
    (node.elements ?? [node]).compactMap { pattern($0, describing: "a message") }
  }

  private func annotations(_ fields: StrictMapping) -> [String: PolicyTest.MessagePattern] {
    Dictionary(
      fields.entries("annotations").compactMap { entry in
        pattern(entry.value, describing: "an annotation").map { (entry.name, $0) }
      }, uniquingKeysWith: { $1 })
  }

  private func pattern(_ node: Node, describing subject: String) -> PolicyTest.MessagePattern? {
    if let text = node.string { return .text(text) }
    guard node.mapping != nil else {
      log.add("\(subject) must be a text or {matches: …}, not of type \(node.kindName)", at: node)
      return nil
    }
    let fields = StrictMapping(
      node, describing: subject, known: ["matches"], as: .policyTest, log: log)
    guard let source = fields.requiredText("matches")?.value else { return nil }
    do throws(InvalidPattern) {
      return .pattern(try Pattern(source))
    } catch {
      log.add("the pattern is not RE2: \(error.reason)", at: fields.value("matches") ?? node)
      return nil
    }
  }
}

extension PolicyTestReader {
  /// What the authorizer is said to answer; nil where nothing is said.
  private func answers(_ fields: StrictMapping) -> [AuthorizationAnswer]? {
    guard fields.has("authorizer") else { return nil }
    return fields.elements("authorizer").compactMap { node in
      let fields = StrictMapping(
        node, describing: "an answer",
        known: [
          "user", "verb", "group", "resource", "subresource", "namespace", "name", "path",
          "allowed",
        ], as: .policyTest, log: log)
      guard let verb = fields.requiredText("verb")?.value else { return nil }
      guard fields.has("resource") != fields.has("path") else {
        log.add("an answer is about either a 'resource' or a 'path'", at: node)
        return nil
      }
      var answer = AuthorizationAnswer(verb: verb, isAllowed: fields.flag("allowed"))
      answer.user = fields.text("user")?.value
      answer.group = fields.text("group")?.value ?? ""
      answer.resource = fields.text("resource")?.value ?? ""
      answer.subresource = fields.text("subresource")?.value ?? ""
      answer.namespace = fields.text("namespace")?.value
      answer.name = fields.text("name")?.value
      answer.path = fields.text("path")?.value
      return answer
    }
  }
}

extension ObjectPatch {
  /// Reads a patch: a mapping to merge, or a list of operations.
  init(_ node: Node) throws(Failure) {
    guard let elements = node.elements else {
      guard node.mapping != nil else {
        throw Failure(
          message:
            "a patch must be a mapping or a list of operations, not of type \(node.kindName)",
          node: node)
      }
      self = .merge(node)
      return
    }
    var operations: [JSONPatch.Operation] = []
    for element in elements { operations.append(try JSONPatch.Operation(reading: element)) }
    self = .operations(JSONPatch(operations), elements)
  }
}
