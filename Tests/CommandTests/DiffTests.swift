import Git
import TestKit
import Testing

/// What the sides of a diff may be, and how it is printed.
struct DiffTests {
  private let fleet: SampleFleet

  init() throws {
    fleet = try SampleFleet()
    try fleet.repository.commit("Begin")
  }

  @Test func `a page tells the fields of each object with their lines, the same each time`() throws
  {
    let first = try fleet.run("diff", "staging", "production", "--format", "html")
    #expect(first.status == 1 && first.errorText.isEmpty)
    let page = first.outputText
    #expect(page.contains("<h1>staging → production</h1>"))
    #expect(page.contains("<span class=\"badge\">changed</span> <code>Deployment/"))
    #expect(page.contains("role=\"columnheader\">lines</th>"))
    #expect(page.contains("<del>") && page.contains("<ins>"))
    #expect(!page.contains(" style=\""))
    #expect(try fleet.run("diff", "staging", "production", "--format", "html").outputText == page)
  }

  @Test func `a side is an environment, a revision, a directory or a file`() throws {
    try fleet.replace(
      "- MODEL_VERSION=1.3.0\n", with: "- MODEL_VERSION=1.3.1\n",
      in: "clusters/production/kustomization.yaml")
    try fleet.repository.commit("Change")
    let revisions = try fleet.run("diff", "HEAD~1", "HEAD", "--stat")
    #expect(revisions.status == 1, "\(revisions.errorText)")
    #expect(revisions.outputText.contains("staging@HEAD~1 and staging@HEAD do not differ"))
    #expect(revisions.outputText.contains("~ ConfigMap/ml-production/sentiment-config-"))
    #expect(
      revisions.outputText.contains("~ Deployment/ml-production/sentiment  uses sentiment-config"))
    for sides in [["production@HEAD~1", "production"], ["HEAD~1", "production"]] {
      let result = try fleet.run("diff", sides[0], sides[1])
      #expect(result.status == 1)
      #expect(result.outputText.contains("data.MODEL_VERSION: 1.3.0 → 1.3.1"))
    }
    let directories = try fleet.run("diff", "./clusters/staging", "clusters/production", "--stat")
    #expect(directories.status == 1, "\(directories.errorText)")
    #expect(try fleet.run("diff", "clusters/staging", "clusters/staging").status == 0)
    try fleet.repository.write(
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {k: \"1\"}\n", to: "a.yaml")
    try fleet.repository.write(
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {k: \"2\"}\n---\n"
        + "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\ndata: {l: \"3\"}\n", to: "b.yaml")
    let files = try fleet.run("diff", "a.yaml", "b.yaml", "--full")
    #expect(files.status == 1, "\(files.errorText)")
    #expect(
      files.outputText == """
        ~ ConfigMap/a
            data.k: "1" → "2"
              a.yaml:4:11 → b.yaml:4:11

        + ConfigMap/b only in b.yaml
            b.yaml:6:1
              + apiVersion: v1
              + kind: ConfigMap
              + metadata: {name: b}
              + data: {l: "3"}

        1 object differs in 1 field, 1 only in b.yaml; 0 alike

        """)
    let unknown = try fleet.run("diff", "stagin", "production")
    #expect(unknown.status == 2)
    #expect(unknown.errorText.contains("did you mean staging?"))
  }

  @Test func `a comment for a pull request is folded`() throws {
    let result = try fleet.run("diff", "staging", "production", "--format", "markdown")
    #expect(result.status == 1)
    #expect(result.outputText.hasPrefix("### ` staging ` → ` production `: "))
    #expect(result.outputText.contains("<details><summary>"))
    #expect(result.outputText.contains("```diff\n"))
  }

  @Test func `a certificate is shown by what it says, and the key beside it never`() throws {
    let key = "-----BEGIN PRIVATE KEY-----\nTUhjQ0FRRUVJSGVs\n-----END PRIVATE KEY-----\n"
    let kustomization = """
      generatorOptions: {disableNameSuffixHash: true}
      secretGenerator: [{name: tls, type: kubernetes.io/tls, files: [tls.crt, tls.key]}]

      """
    for (name, certificate, key) in [
      ("old", SampleCertificates.web, key),
      ("new", SampleCertificates.renewed, key.replacing("Vs", with: "Vz")),
    ] {
      try fleet.repository.write(kustomization, to: "\(name)/kustomization.yaml")
      try fleet.repository.write(certificate + "\n", to: "\(name)/tls.crt")
      try fleet.repository.write(key, to: "\(name)/tls.key")
    }
    for format in ["text", "json", "markdown"] {
      let result = try fleet.run("diff", "old", "new", "--format", format)
      #expect(result.status == 1, "\(result.errorText)")
      #expect(result.outputText.contains("2081-08-31T12:55:58Z"), "\(result.outputText)")
      #expect(result.outputText.contains("<hidden:"))
      #expect(!result.outputText.contains("TUhj") && !result.outputText.contains("VFVoa"))
    }
  }
}
