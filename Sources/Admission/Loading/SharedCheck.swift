import CEL
import Kubernetes
import Synchronization

/// Checks one expression for several kinds, and only once for kinds that it cannot tell apart.
///
/// The checker learns of a kind by asking for the types of fields. An expression that checks for one
/// kind checks for every other that has the same answers to the same questions, but for the kind's
/// own name, which all types of its fields begin with.
final class SharedCheck {
  private let parsed: ParsedExpression
  fileprivate let paramKind: ParamKind?
  private var known: [Check] = []

  /// A check that came out well.
  fileprivate struct Check {
    var gvk: GroupVersionKind
    var questions: [TypeQuestion]
    var type: CELType
  }

  /// - Parameter paramKind: the kind of the policy's parameters, if any.
  init(_ parsed: ParsedExpression, _ paramKind: ParamKind?) {
    self.parsed = parsed
    self.paramKind = paramKind
  }

  /// The type of the expression, where `object` and `oldObject` are of the kind; the type of an
  /// object may be that of another kind.
  ///
  /// - Parameter environment: what the expression may use, but for the types.
  func check(
    _ gvk: GroupVersionKind, in environment: ExpressionEnvironment, _ types: PolicyTypes
  ) -> Result<CELType, CompileErrors> {
    // The object and the parameters may be of one type, which those of another kind are not.
    guard gvk.kind != paramKind?.kind else { return environment.resolving(types).check(parsed) }
    let found =
      known.first { $0.gvk == gvk && $0.holds(for: gvk, types) }
      ?? known.first { $0.gvk != gvk && $0.holds(for: gvk, types) }
    if let found { return .success(found.type) }
    let recorder = TypeQuestionRecorder(types)
    let result = environment.resolving(recorder).check(parsed)
    if case .success(let type) = result, let questions = recorder.questions(about: gvk.kind) {
      known.append(Check(gvk: gvk, questions: questions, type: type))
    }
    return result
  }
}

/// The checks of expressions that several policies have.
final class SharedChecks {
  private var known: [String: [SharedCheck]] = [:]

  /// The check of an expression, with what is known of it from other policies.
  ///
  /// - Parameter paramKind: the kind of the policy's parameters, if any.
  func check(of parsed: ParsedExpression, _ paramKind: ParamKind?) -> SharedCheck {
    if let check = known[parsed.source]?.first(where: { $0.paramKind == paramKind }) {
      return check
    }
    let check = SharedCheck(parsed, paramKind)
    known[parsed.source, default: []].append(check)
    return check
  }
}

extension SharedCheck.Check {
  private var kind: String { gvk.kind }

  /// Whether a kind's types answer as those of the kind that was checked did.
  fileprivate func holds(for otherKind: GroupVersionKind, _ types: PolicyTypes) -> Bool {
    let other = otherKind.kind
    // Where the kind is the same, only the types of a policy's variables may differ.
    let isKnown = otherKind == gvk
    return questions.allSatisfy { question in
      switch question {
      case _ where isKnown && !question.isAboutVariables: return true
      case .exists(let name, let answer): return types.hasType(named: name) == answer
      case .begins(let name, let answer): return types.hasTypes(under: name) == answer
      case .field(let field, let typeName, let answer):
        let found = types.type(ofField: field, in: name(typeName, of: other))
        guard let answer, let found else { return answer == nil && found == nil }
        return isSame(answer, found, of: other)
      }
    }
  }

  /// The name that a type of the checked kind's fields has for another kind.
  private func name(_ typeName: String, of other: String) -> String {
    guard typeName.isType(of: kind) else { return typeName }
    return other + Substring(typeName.utf8.dropFirst(kind.utf8.count))
  }

  private func isSame(_ type: CELType, _ found: CELType, of other: String) -> Bool {
    switch (type, found) {
    case (.object(let typeName), .object(let foundName)):
      guard typeName.isType(of: kind) else { return typeName == foundName }
      return foundName.isType(of: other)
        && typeName.utf8.dropFirst(kind.utf8.count)
          .elementsEqual(foundName.utf8.dropFirst(other.utf8.count))
    case (.list(let element), .list(let foundElement)):
      return isSame(element, foundElement, of: other)
    case (.map(let key, let value), .map(let foundKey, let foundValue)):
      return key == foundKey && isSame(value, foundValue, of: other)
    default: return type == found
    }
  }
}

/// What a check asked about types, and the answer.
private enum TypeQuestion: Sendable {
  case exists(String, answer: Bool)
  /// Whether names of types begin so.
  case begins(String, answer: Bool)
  case field(String, of: String, answer: CELType?)
}

extension TypeQuestion {
  fileprivate var isAboutVariables: Bool {
    if case .field(_, of: RequestTypes.variables, _) = self { true } else { false }
  }
}

/// Answers for other types, and remembers the questions.
private final class TypeQuestionRecorder: TypeProvider {
  private let types: PolicyTypes
  private let asked = Mutex<[TypeQuestion]>([])

  init(_ types: PolicyTypes) { self.types = types }

  func hasType(named name: String) -> Bool {
    let answer = types.hasType(named: name)
    asked.withLock { $0.append(.exists(name, answer: answer)) }
    return answer
  }

  func hasTypes(under name: String) -> Bool {
    let answer = types.hasTypes(under: name)
    asked.withLock { $0.append(.begins(name, answer: answer)) }
    return answer
  }

  func type(ofField field: String, in typeName: String) -> CELType? {
    let answer = types.type(ofField: field, in: typeName)
    asked.withLock { asked in
      // The checker makes sure of a type before it asks for a field, which answers both.
      if case .exists(typeName, _)? = asked.last { asked.removeLast() }
      asked.append(.field(field, of: typeName, answer: answer))
    }
    return answer
  }

  /// The questions; nil where the expression itself names a type of the kind, which another kind
  /// does not have.
  func questions(about kind: String) -> [TypeQuestion]? {
    let questions = asked.withLock { $0 }
    let isNamed = questions.contains {
      if case .exists(let name, _) = $0 { name.isType(of: kind) } else { false }
    }
    return isNamed ? nil : questions
  }
}

extension String {
  /// Whether it names the type of a kind's objects, or that of one of their fields.
  fileprivate func isType(of kind: String) -> Bool {
    guard hasPrefix(kind) else { return false }
    let next = utf8.dropFirst(kind.utf8.count).first
    return next == nil || next == UInt8(ascii: ".")
  }
}
