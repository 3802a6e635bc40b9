import Git
import TestKit
import Testing

/// What a file of tests can say, and what `cel`, `explain` and `validate` say of one policy.
struct PolicyTestFormatTests {
  private let repository: GitFixture
  private let sluice: BuiltCommand

  init() throws {
    repository = try GitFixture()
    sluice = try BuiltCommand()
  }

  private func run(_ arguments: String...) throws -> ChildProcess.Result {
    try sluice.run(arguments, in: repository.path, environment: repository.environment)
  }

  private func write(
    _ expression: String, resource: String, group: String = "", operation: String = "CREATE",
    action: String = "Deny", audit: String = ""
  ) throws {
    try repository.write(
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: {name: asks}
      spec:
        matchConstraints:
          resourceRules:
            - {operations: [\(operation)], apiGroups: ["\(group)"], apiVersions: [v1], resources: [\(resource)]}
        variables: [{name: least, expression: "2"}]
        validations: [{expression: "\(expression)", message: not so}]
      \(audit)
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: {name: asks}
      spec: {policyName: asks, validationActions: [\(action)]}

      """, to: "policies/asks.yaml")
  }

  private func test(_ cases: String, beside: String = "") throws -> ChildProcess.Result {
    try repository.write(
      "apiVersion: sluice.dev/v1alpha1\nkind: PolicyTest\npolicy: asks\n\(beside)cases:\n\(cases)",
      to: "policies/tests/asks.yaml")
    return try run("test", "policies")
  }

  // MARK: Cases

  @Test func `a command in a pod is a connection to its part`() throws {
    try write(
      "object.command[0] == 'ls'", resource: "pods/exec", operation: "CONNECT")
    let result = try test(
      """
        - {name: a list, object: {apiVersion: v1, kind: PodExecOptions, command: [ls]}, request: {name: web}, expect: allow}
        - {name: a shell, object: {apiVersion: v1, kind: PodExecOptions, command: [sh]}, request: {name: web}, expect: deny}

      """)
    #expect(result.status == 0, "\(result.outputText)\(result.errorText)")
  }

  @Test func `a deletion has the old object alone`() throws {
    try write("oldObject.data.keep == 'no'", resource: "configmaps", operation: "DELETE")
    let object = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {keep: "
    let result = try test(
      """
        - {name: free, operation: DELETE, oldObject: \(object)'no'}}, expect: allow}
        - {name: kept, operation: DELETE, oldObject: \(object)'yes'}}, expect: deny}

      """)
    #expect(result.status == 0, "\(result.outputText)\(result.errorText)")
  }

  @Test func `an authorizer answers what the case or the roles say`() throws {
    try write(
      "authorizer.group('').resource('secrets').namespace('web').check('get').allowed()",
      resource: "configmaps")
    let object = "object: {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: web}}"
    let cases = """
        - name: who may read Secrets
          \(object)
          user: {username: ann}
          authorizer: [{verb: get, resource: secrets, namespace: web, allowed: true}]
          expect: allow
        - {name: who may not, \(object), user: {username: bob}, authorizer: [], expect: deny}

      """
    let stated = try test(cases)
    #expect(stated.status == 0, "\(stated.outputText)\(stated.errorText)")
    let roles = """
      roles:
        - apiVersion: rbac.authorization.k8s.io/v1
          kind: Role
          metadata: {name: reader, namespace: web}
          rules: [{apiGroups: [""], resources: [secrets], verbs: [get]}]
        - apiVersion: rbac.authorization.k8s.io/v1
          kind: RoleBinding
          metadata: {name: reader, namespace: web}
          roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
          subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: ann}]

      """
    let computed = try test(
      """
        - {name: the bound one, \(object), user: {username: ann}, expect: allow}
        - {name: another, \(object), user: {username: bob}, expect: deny}

      """, beside: roles)
    #expect(computed.status == 0, "\(computed.outputText)\(computed.errorText)")
  }

  @Test func `an audit is an outcome, with its annotations`() throws {
    try write(
      "has(object.data)", resource: "configmaps", action: "Audit",
      audit: "  auditAnnotations: [{key: name, valueExpression: string(object.metadata.name)}]")
    let result = try test(
      """
        - name: empty
          object: {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}
          expect: audit
          annotations: {name: a}
        - {name: full, object: {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {k: v}}, expect: allow}

      """)
    #expect(result.status == 0, "\(result.outputText)\(result.errorText)")
  }

  @Test(arguments: [
    ("{apiVersion: v1, kind: Secret, metadata: {name: a}}", "is not for"),
    ("{apiVersion: v1, kind: ConfigMapp, metadata: {name: a}}", "ConfigMapp"),
    ("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, dat: {}}", "dat"),
  ])
  func `a case that asks nothing fails`(object: String, word: String) throws {
    try write("true", resource: "configmaps")
    let result = try test("  - {name: vacuous, object: \(object), expect: allow}\n")
    #expect(result.status == 1, "\(result.outputText)\(result.errorText)")
    #expect(result.findings.contains { $0.contains(word) }, "\(result.outputText)")
  }

  @Test func `a case may expect that the policy is not asked`() throws {
    try write("object.data.a == 'b'", resource: "configmaps")
    let result = try test(
      """
        - {name: another kind, object: {apiVersion: v1, kind: Secret, metadata: {name: a}}, expect: skip}
        - {name: right, object: {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {a: b}}, expect: allow}
        - {name: wrong, object: {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {a: c}}, expect: deny}

      """)
    #expect(result.status == 0, "\(result.outputText)\(result.errorText)")
  }

  // MARK: One policy

  @Test func `an expression has the variables of a policy`() throws {
    try write("variables.least > 1", resource: "configmaps")
    let result = try run("cel", "variables.least + 1", "--policy", "policies/asks.yaml")
    #expect(result.outputText.hasPrefix("3"), "\(result.outputText)\(result.errorText)")
  }

  @Test func `an expression is checked by the schema of a kind`() throws {
    let result = try run("cel", "object.spec.replcias > 1", "--kind", "apps/v1/Deployment")
    #expect(result.status == 2)
    #expect(result.errorText.contains("replcias"), "\(result.errorText)")
  }

  @Test func `a policy of any directory is explained`() throws {
    try write("variables.least > 1", resource: "configmaps")
    let result = try run("explain", "policy/asks", "--policies", "policies")
    #expect(result.status == 0)
    #expect(result.outputText.contains("variables.least > 1"), "\(result.outputText)")
  }

  @Test func `a policy is looked at by itself`() throws {
    try write("object.dta.size() > 0", resource: "configmaps")
    let result = try run("validate", "policies/asks.yaml")
    #expect(result.outputText.contains("undefined field 'dta'"), "\(result.outputText)")
    #expect(result.outputText.contains("policies/asks.yaml:9:"), "\(result.outputText)")
  }
}
