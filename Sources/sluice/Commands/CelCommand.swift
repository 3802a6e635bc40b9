import Admission
import ArgumentParser
import CEL
import Diagnostics
import Display
import Glibc
import Kubernetes
import Pipeline
import YAML

/// Evaluates an expression.
struct CelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cel",
    abstract: "Evaluate a CEL expression as a policy's would be.",
    discussion: """
      Prints the value, its type and what the evaluation cost against Kubernetes' limit. The \
      variables are those of a ValidatingAdmissionPolicy; an object is defaulted first, as the API \
      server does it before policies see it.

      With --jsonl each line of standard input is a question, \
      {"expr":…,"vars":{…},"bindings":{…},"env":[…]}, and is answered by one line with "value", \
      "error" or "compileError", and "type" and "cost".

      The exit status is 1 when the evaluation ends with an error, and 2 when the expression does \
      not compile.

      EXAMPLES:
        sluice cel '[1, 2, 3].exists(n, n > 2)'
        sluice cel 'object.spec.replicas >= 2' --object deployment.yaml
        sluice cel --explain 'object.spec.replicas <= oldObject.spec.replicas * 2' \\
          --object new.yaml --old-object old.yaml
        kubectl get deploy api -o yaml | sluice cel 'object.status' --object -
        sluice cel 'variables.containers.size()' --policy policy.yaml --object pod.yaml
        sluice cel 'object.spec.replcias > 1' --kind apps/v1/Deployment
      """
  )

  @OptionGroup var global: GlobalOptions

  @Argument(help: ArgumentHelp("The expression.", valueName: "expr"))
  var expression: String?

  @Option(
    help: ArgumentHelp("The value of object: a YAML or JSON file, or `-`.", valueName: "file"))
  var object: String?

  @Option(help: ArgumentHelp("The value of oldObject.", valueName: "file"))
  var oldObject: String?

  @Option(help: ArgumentHelp("The value of params.", valueName: "file"))
  var params: String?

  @Option(help: ArgumentHelp("The object's Namespace.", valueName: "file"))
  var namespace: String?

  @Option(help: ArgumentHelp("Who makes the request.", valueName: "name"))
  var user: String?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("A group of the user; may be repeated.", valueName: "name"))
  var group: [String] = []

  @Option(
    help: ArgumentHelp(
      "The values of variables: a mapping from names to values.", valueName: "file"))
  var variables: String?

  @Option(
    help: ArgumentHelp("A ValidatingAdmissionPolicy whose variables there are.", valueName: "file"))
  var policy: String?

  @Option(
    help: ArgumentHelp(
      "Check the expression by the schema of a kind, as apps/v1/Deployment.", valueName: "kind"))
  var kind: String?

  @Flag(help: "Show each sub-expression with its value.")
  var explain = false

  @Flag(help: "Answer one JSON question a line on standard input.")
  var jsonl = false

  func validate() throws {
    guard jsonl != (expression != nil) else {
      throw ValidationError("give one expression, or --jsonl")
    }
    let files = [object, oldObject, params, namespace, variables, policy]
    guard files.count(where: { $0 == "-" }) <= 1 else {
      throw ValidationError("only one of the files can be standard input")
    }
    guard policy == nil || variables == nil else {
      throw ValidationError("variables are either --variables or those of --policy")
    }
    guard group.isEmpty || user != nil else { throw ValidationError("--group goes with --user") }
    guard kind?.contains("/") ?? true else {
      throw ValidationError("--kind is a version and a kind, as v1/Pod or apps/v1/Deployment")
    }
  }

  func run() throws {
    guard let expression else {
      return try answerLines { line in
        let query = ExpressionQuery(String(decoding: line, as: UTF8.self))
        let answer = query?.answer() ?? #"{"error":"the line is no question with an expr"}"#
        return Array(answer.utf8)
      }
    }
    try global.enterDirectory()
    let trial: ExpressionTrial
    do {
      trial = try ExpressionTrial(object: try document(object), in: try surroundings())
    } catch let error as ExpressionTrial.Malformed {
      throw Failure(error.message)
    }
    switch trial.run(expression) {
    case .failure(let errors):
      try write(Shown(lines: "\(errors)"), to: STDERR_FILENO)
      throw Outcome.failed
    case .success(let outcome):
      try global.print(explain ? outcome.explanation : outcome.summary)
      if outcome.value.error != nil { throw Outcome.findings }
    }
  }

  /// What the options say that the expression may read.
  private func surroundings() throws -> ExpressionTrial.Surroundings {
    var surroundings = ExpressionTrial.Surroundings()
    surroundings.oldObject = try document(oldObject)
    surroundings.params = try document(params)
    surroundings.namespace = try document(namespace).map { KubernetesObject($0) }
    surroundings.variables = try document(variables)
    surroundings.policy = try policy.map(policyObject)
    if let user { surroundings.user = UserInfo(username: user, groups: group) }
    if let kind, let slash = kind.lastIndex(of: "/") {
      surroundings.kind = GroupVersionKind(
        apiVersion: String(kind[..<slash]), kind: String(kind[kind.index(after: slash)...]))
    }
    return surroundings
  }

  /// The first policy of a file, in which bindings may stand too.
  private func policyObject(_ path: String) throws -> KubernetesObject {
    let policies = try global.documents(ofFile: path).map { KubernetesObject($0) }
      .filter { $0.kind == "ValidatingAdmissionPolicy" }
    guard let policy = policies.first else {
      throw Failure("\(path) holds no ValidatingAdmissionPolicy")
    }
    return policy
  }

  /// The one document of a file.
  private func document(_ path: String?) throws -> Node? {
    guard let path else { return nil }
    let documents = try global.documents(ofFile: path)
    guard documents.count == 1 else {
      throw Failure("\(path) holds \(documents.count) documents; an expression reads one")
    }
    return documents[0]
  }
}
