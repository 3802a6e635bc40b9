package import APIServer
import CEL
import Diagnostics
import RegularExpression

/// Compiles the expressions of one policy or webhook, one after another, as a 1.36 server does.
struct PolicyCompiler {
  private let environment: ExpressionEnvironment
  private let messageEnvironment: ExpressionEnvironment
  private var types = PolicyTypes()
  private let scope: ExpressionRules.Scope
  /// What was compiled before; nil to compile everything anew.
  private let known: CompiledPrograms?
  /// What other policies have in common with this one; nil where there are none.
  private let common: CompiledPrograms?

  /// - Parameters:
  ///   - known: what was compiled before.
  ///   - common: what was compiled of other policies.
  ///   - patterns: those that other policies have in common with this one.
  init(
    _ scope: ExpressionRules.Scope, known: CompiledPrograms? = nil,
    common: CompiledPrograms? = nil, patterns: PatternStore = PatternStore()
  ) {
    self.scope = scope
    self.known = known
    self.common = common
    environment = .policies(scope, hasAuthorizer: true).sharing(patterns)
    messageEnvironment = .policies(scope, hasAuthorizer: false).sharing(patterns)
  }

  /// Compiles an expression; a variable is known to those that come after it.
  ///
  /// - Throws: what the server says of an expression that does not compile, or not to a type that
  ///   its field takes.
  mutating func compile(
    _ source: String, for purpose: ExpressionRules.Purpose
  ) throws(ExpressionRules.Complaint) -> Program {
    var type: CELType?
    defer { if case .variable(let name) = purpose { types.declare(name, as: type) } }
    if let program = known?.program(of: source, for: purpose, in: scope) {
      type = program.outputType
      return program
    }
    let program: Program
    if let common = common?.commonProgram(of: source, for: purpose) {
      program = common
    } else {
      program = try compileAnew(source, purpose)
    }
    type = program.outputType
    guard let results = purpose.results, !results.contains(program.outputType) else {
      return program
    }
    let names = results.map(\.description)
    let list = names.count == 1 ? names[0] : "one of [\(names.joined(separator: " "))]"
    let message = "must evaluate to \(list) but got \(program.outputType)"
    throw ExpressionRules.Complaint(
      message: message, problems: [ExpressionRules.Problem(message: message)])
  }

  private func compileAnew(
    _ source: String, _ purpose: ExpressionRules.Purpose
  ) throws(ExpressionRules.Complaint) -> Program {
    do {
      return try environment(for: purpose).compile(source).get()
    } catch {
      throw ExpressionRules.Complaint(error)
    }
  }

  /// What an expression may use, with the variables that were declared so far.
  private func environment(for purpose: ExpressionRules.Purpose) -> ExpressionEnvironment {
    switch purpose {
    case .messageExpression: return messageEnvironment.resolving(types)
    case .applyConfiguration, .jsonPatch:
      var types = types
      types.hasPatches = true
      return environment.adding(.jsonPatches).resolving(types)
    case .validation, .auditAnnotation, .matchCondition, .variable, .deviceSelector:
      return environment.resolving(types)
    }
  }
}

extension ExpressionRules {
  /// Compiles the expressions of policies and webhooks as a 1.36 server does.
  package static let compiled = compiling { _, _, _, _ in }

  /// The same, handing on each program that it makes.
  ///
  /// - Parameters:
  ///   - patterns: those that the policies have in common; nil where each is by itself.
  ///   - common: likewise the programs.
  static func compiling(
    sharing patterns: PatternStore? = nil, common: CompiledPrograms? = nil,
    _ keep: @escaping @Sendable (Program, String, Purpose, Scope) -> Void
  ) -> ExpressionRules {
    ExpressionRules { scope in
      var compiler = PolicyCompiler(
        scope, common: common, patterns: patterns ?? PatternStore())
      return { source, purpose in
        guard purpose != .deviceSelector else { return DeviceSelectorCompiler.complaint(source) }
        do throws(Complaint) {
          keep(try compiler.compile(source, for: purpose), source, purpose, scope)
          return nil
        } catch {
          return error
        }
      }
    }
  }
}

extension ExpressionRules.Complaint {
  fileprivate init(_ errors: CompileErrors) {
    self.init(
      message: "compilation failed: \(errors)",
      problems: errors.entries.map {
        ExpressionRules.Problem(message: $0.message, offset: $0.offset)
      })
  }
}

extension ExpressionRules.Purpose {
  /// Whether the expression makes changes, by types that no other knows.
  var makesPatches: Bool { self == .applyConfiguration || self == .jsonPatch }

  /// The types that the field takes; nil for any.
  fileprivate var results: [CELType]? {
    switch self {
    case .validation, .matchCondition: [.bool]
    case .messageExpression: [.string]
    case .auditAnnotation: [.string, .null]
    case .applyConfiguration: [PatchTypes.object]
    case .jsonPatch: [.list(PatchTypes.jsonPatch)]
    case .variable, .deviceSelector: nil
    }
  }
}

extension ExpressionEnvironment {
  /// What the expressions of policies may use.
  static func policies(
    _ scope: ExpressionRules.Scope, hasAuthorizer: Bool
  ) -> ExpressionEnvironment {
    hasAuthorizer ? withAuthorizer.environment(scope) : withoutAuthorizer.environment(scope)
  }

  private static let withAuthorizer = PolicyEnvironments(hasAuthorizer: true)
  private static let withoutAuthorizer = PolicyEnvironments(hasAuthorizer: false)
}

/// What the expressions of policies may use, for every scope: all policies have one of them.
private struct PolicyEnvironments {
  private let plain: ExpressionEnvironment
  private let withParams: ExpressionEnvironment
  private let withVariables: ExpressionEnvironment
  private let withBoth: ExpressionEnvironment

  init(hasAuthorizer: Bool) {
    var declared: [String: CELType] = [
      PolicyVariable.object.rawValue: .dyn, PolicyVariable.oldObject.rawValue: .dyn,
      PolicyVariable.request.rawValue: .object(RequestTypes.request),
      PolicyVariable.namespaceObject.rawValue: .object(RequestTypes.namespace),
    ]
    if hasAuthorizer {
      declared[PolicyVariable.authorizer.rawValue] = AuthorizerValue.declaredType
      declared[PolicyVariable.requestResourceAuthorizer.rawValue] =
        AuthorizerValue.resourceCheckType
    }
    let params = [PolicyVariable.params.rawValue: CELType.dyn]
    let variables = [PolicyVariable.variables.rawValue: CELType.object(RequestTypes.variables)]
    plain = .kubernetes.declaring(declared)
    withParams = plain.declaring(params)
    withVariables = plain.declaring(variables)
    withBoth = withParams.declaring(variables)
  }

  func environment(_ scope: ExpressionRules.Scope) -> ExpressionEnvironment {
    switch (scope.hasParams, scope.hasVariables) {
    case (false, false): plain
    case (true, false): withParams
    case (false, true): withVariables
    case (true, true): withBoth
    }
  }
}

extension CompileErrors {
  /// Each error at its place in the file that holds the expression.
  func labels(in expression: PolicyExpression) -> [Label] {
    entries.map { entry in
      guard let offset = entry.offset else {
        return Label(entry.message, at: expression.location)
      }
      return Label(
        entry.message, at: expression.location(of: ByteRange(offset, offset + 1)))
    }
  }
}
