import Git
import TestKit
import Testing

/// What is secret in the files of a repository is found once, where it stands, and shown nowhere.
struct SecretCheckTests {
  private static let token = "glpat-" + "Zq7Rf2Lm9Xc4Vb1Nt8Kd"
  private static let password = "tr0ub4dor-Zebra"

  private func repository(_ extra: [String: String] = [:]) throws -> ForeignRepository {
    var files = [
      "clusters/base/kustomization.yaml": """
      resources: [web.yaml]
      configMapGenerator:
        - name: settings
          literals: ["LEVEL=info", "DB_PASSWORD=\(Self.password)"]

      """,
      "clusters/base/web.yaml": """
      apiVersion: v1
      kind: Service
      metadata:
        name: web
        annotations:
          example.org/deploy: \(Self.token)
      spec:
        ports: [{port: 80}]

      """,
    ]
    for name in ["development", "staging", "production"] {
      files["clusters/\(name)/kustomization.yaml"] =
        "namespace: web-\(name)\nresources: [../base]\n"
    }
    return try ForeignRepository(files.merging(extra) { $1 })
  }

  private func findings(_ result: ChildProcess.Result) -> [String] {
    result.outputText.split(separator: "\n").map(String.init).filter { $0.contains("[secret/") }
  }

  @Test func `a secret of a base is one finding for all environments`() throws {
    let result = try repository().run("check")
    let found = findings(result)
    #expect(found.count == 2, "\(result.outputText)")
    #expect(found.first?.hasPrefix("clusters/base/kustomization.yaml:4:43: error: ") == true)
    #expect(found.last?.hasPrefix("clusters/base/web.yaml:6:25: error: a GitLab token ") == true)
    #expect(result.outputText.contains("environments: development, staging, production"))
    #expect(result.status == 1)
  }

  @Test(arguments: ["text", "json", "sarif", "junit", "github", "gitlab", "markdown"])
  func `no format shows a secret, and two runs say the same`(_ format: String) throws {
    let repository = try repository()
    let result = try repository.run("check", "--format", format)
    #expect(result.outputText.contains("secret/gitlab-token"))
    #expect(result.outputText.contains("hidden:"), "\(result.outputText)")
    for secret in [Self.token, Self.password] {
      #expect(!result.outputText.contains(secret))
      #expect(!result.errorText.contains(secret))
    }
    #expect(try repository.run("check", "--format", format).output == result.output)
  }

  @Test func `a secret that stands in two files is one finding with two places`() throws {
    let result = try repository([
      "clusters/production/kustomization.yaml": """
      namespace: web-production
      resources: [../base]
      configMapGenerator:
        - name: more
          literals: ["OTHER_PASSWORD=\(Self.password)"]

      """
    ]).run("check")
    #expect(findings(result).count == 2, "\(result.outputText)")
    #expect(
      result.outputText.contains(
        "clusters/production/kustomization.yaml:5:32: note: the same secret stands here"))
  }

  @Test func `what stands beside manifests is looked at`() throws {
    let result = try repository([
      "clusters/base/.env": "SMTP_PASSWORD=\(Self.password)2\n",
      "clusters/base/ignored.env": "SMTP_PASSWORD=\(Self.password)3\n",
      ".gitignore": "ignored.*\n",
    ]).run("check")
    #expect(findings(result).count == 3, "\(result.outputText)")
    #expect(findings(result).first?.hasPrefix("clusters/base/.env:1:15: error: ") == true)
  }

  @Test func `a secret that takes the place of another is new, and one that moves is not`() throws {
    let repository = try repository()
    try repository.fixture.commit("Begin")
    let text = try repository.read("clusters/base/kustomization.yaml")
    try repository.fixture.write(
      "# moved down\n" + text, to: "clusters/base/kustomization.yaml")
    #expect(findings(try repository.run("check", "--since", "HEAD")).isEmpty)
    try repository.fixture.write(
      text.replacing(Self.password, with: Self.password + "2"),
      to: "clusters/base/kustomization.yaml")
    let result = try repository.run("check", "--since", "HEAD")
    #expect(findings(result).count == 1, "\(result.outputText)")
  }

  @Test func `a rule is explained`() throws {
    let result = try repository().run("explain", "secret/github-token")
    #expect(result.status == 0)
    #expect(result.outputText.contains("GITHUB_TOKEN: ghp_…"))
  }
}
