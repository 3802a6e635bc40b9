import Git
import TestKit
import Testing

/// What findings know how to mend is mended, and nothing else changes.
struct FixTests {
  private static let web = """
    # A remark that stays.
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      Replicas: 2   # twice
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec:
          containers:
            - name: web
              image: "example.org/web:1"
              comand: [serve]
              env:
                - {name: PORT, value: 8080}
                - name:  DEBUG
                  value: yes

    """

  private func repository() throws -> ForeignRepository {
    try ForeignRepository([
      "apps/web/kustomization.yaml": "namespace: web\nresources: [web.yaml]\n",
      "apps/web/web.yaml": Self.web,
      "pipeline.yaml": """
      apiVersion: sluice.dev/v1alpha1
      kind: Pipeline
      policies: []
      environments:
        - {name: web, path: apps/web}

      """,
    ])
  }

  @Test func `safe fixes are made to the byte, and the rest is told`() throws {
    let repository = try repository()
    let result = try repository.run("fix")
    #expect(result.status == 1, "\(result.outputText)\(result.errorText)")
    #expect(result.outputText.contains("left out 1 fix that somebody should look at"))
    #expect(result.errorText.contains("comand"))
    #expect(
      try repository.read("apps/web/web.yaml")
        == Self.web.replacing("Replicas:", with: "replicas:")
        .replacing("value: 8080", with: "value: \"8080\"")
        .replacing("value: yes", with: "value: \"yes\""))
  }

  @Test func `fixes that need a look are made when asked for`() throws {
    let repository = try repository()
    let result = try repository.run("fix", "--unsafe")
    #expect(result.status == 0, "\(result.outputText)\(result.errorText)")
    #expect(try repository.read("apps/web/web.yaml").contains("command: [serve]"))
    #expect(try repository.run("fix").outputText.contains("settled 0 findings in 0 files"))
  }

  @Test func `a difference is shown and nothing is written`() throws {
    let repository = try repository()
    let result = try repository.run("fix", "--diff")
    #expect(
      result.outputText.hasPrefix(
        """
        --- a/apps/web/web.yaml
        +++ b/apps/web/web.yaml
        @@ -3,7 +3,7 @@
         kind: Deployment
         metadata: {name: web}
         spec:
        -  Replicas: 2   # twice
        +  replicas: 2   # twice
           selector: {matchLabels: {app: web}}

        """), "\(result.outputText)")
    #expect(try repository.read("apps/web/web.yaml") == Self.web)
    let elsewhere = try repository.run("fix", "--diff", "pipeline.yaml")
    #expect(elsewhere.outputText.contains("would settle 0 findings"))
  }

  @Test func `a path that is not there is refused, and nothing is written`() throws {
    let repository = try repository()
    let result = try repository.run("fix", "apps/web", "apps/nowhere.yaml")
    #expect(result.status == 2)
    #expect(result.errorText.contains("apps/nowhere.yaml is not in the working tree"))
    #expect(try repository.read("apps/web/web.yaml") == Self.web)
  }

  @Test func `formats carry fixes`() throws {
    let sarif = try repository().run("check", "--format", "sarif").outputText
    #expect(
      sarif.contains("\"fixes\": [{\"description\": {\"text\": \"write replicas\"}"), "\(sarif)")
  }
}
