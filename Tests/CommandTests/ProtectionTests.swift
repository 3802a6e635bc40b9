import Git
import TestKit
import Testing

/// What `protected: true` does to changes that no promotion made.
struct ProtectionTests {
  private static let file = "clusters/production/kustomization.yaml"

  /// The sample with a change of production's log level that is written and not committed.
  private func edited() throws -> (fleet: SampleFleet, place: String) {
    let fleet = try SampleFleet()
    try fleet.repository.commit("Begin")
    try fleet.replace(
      "namespace: ml-production\n",
      with: "namespace: ml-production\ncommonAnnotations:\n  edited: \"yes\"\n", in: Self.file)
    return (fleet, try fleet.place(of: "\"yes\"", in: Self.file))
  }

  @Test func `a commit that edits a protected environment is a finding at its line`() throws {
    let (fleet, place) = try edited()
    try fleet.repository.commit("Edit production by hand")
    let result = try fleet.run("check", "--rev", "HEAD")
    #expect(result.status == 1)
    #expect(result.findings.contains { $0.hasPrefix("\(place): error: commit ") })
    #expect(result.outputText.contains("changes production, which is protected: "))
    #expect(result.outputText.contains("[pipeline/protected-environment]"))
    #expect(result.outputText.contains("Sluice-Hotfix: reason"))
  }

  @Test func `a commit that says why may edit it`() throws {
    let (fleet, _) = try edited()
    try fleet.repository.commit("Stop the bleeding\n\nSluice-Hotfix: the queue is full\n")
    #expect(try fleet.run("check", "--rev", "HEAD").status == 0)
  }

  @Test func `a reason is required`() throws {
    let (fleet, _) = try edited()
    try fleet.repository.commit("Stop the bleeding\n\nSluice-Hotfix: \n")
    #expect(try fleet.run("check", "--rev", "HEAD").status == 1)
  }

  @Test func `a commit of the range is found, whatever follows it`() throws {
    let (fleet, _) = try edited()
    try fleet.repository.commit("Edit production by hand")
    let culprit = try fleet.repository.object("HEAD").short
    try fleet.repository.write("more\n", to: "notes.md")
    try fleet.repository.commit("Take notes")
    #expect(try fleet.run("check", "--rev", "HEAD").status == 0)
    let result = try fleet.run("check", "--since", "HEAD~2")
    #expect(result.status == 1)
    #expect(result.outputText.contains("commit \(culprit)"))
  }

  @Test(arguments: [["check", "--staged"], ["check", "--staged", "--since", "HEAD"]])
  func `the next commit is warned of`(_ arguments: [String]) throws {
    let (fleet, place) = try edited()
    try fleet.repository.git(["add", "--all"])
    let result = try fleet.sluice.run(
      arguments, in: fleet.repository.path, environment: fleet.repository.environment, input: [])
    #expect(result.status == 0)
    #expect(
      result.findings.contains {
        $0.hasPrefix("\(place): warning: this commit would change production")
      })
  }

  @Test func `a change of a base is a change of what is built on it`() throws {
    let fleet = try SampleFleet()
    try fleet.repository.commit("Begin")
    try fleet.replace(
      "progressDeadlineSeconds: 300", with: "progressDeadlineSeconds: 400",
      in: "clusters/base/sentiment/deployment.yaml")
    try fleet.repository.commit("Give the base more")
    let result = try fleet.run("check", "--rev", "HEAD")
    #expect(result.outputText.contains("changes production, which is protected"))
  }

  @Test func `a promotion may change it, and so may the merge that brings it`() throws {
    let fleet = try SampleFleet()
    try fleet.repository.commit("Begin")
    #expect(try fleet.run("promote", "staging", "production").status == 0)
    let promotion = try fleet.repository.git(
      ["branch", "--list", "promote/*", "--format=%(refname)"])
    #expect(try fleet.run("check", "--rev", promotion).status == 0)
    try fleet.repository.git(["merge", "--no-ff", "--message", "Merge", promotion])
    #expect(try fleet.run("check", "--rev", "HEAD").status == 0)
  }

  @Test func `a commit that breaks it is found, though another one mends it otherwise`() throws {
    let (fleet, _) = try edited()
    let edited = try fleet.read(Self.file)
    try fleet.repository.write(edited + "resources: 5\n", to: Self.file)
    try fleet.repository.commit("Break production")
    let culprit = try fleet.repository.object("HEAD").short
    try fleet.repository.write(edited, to: Self.file)
    try fleet.repository.commit("Mend it, with another annotation")
    let result = try fleet.run("check", "--since", "HEAD~2")
    #expect(result.status == 1)
    #expect(
      result.outputText.contains(
        "commit \(culprit) changes production, which is protected: it does not render any more"))
  }

  @Test func `another environment is free`() throws {
    let fleet = try SampleFleet()
    try fleet.repository.commit("Begin")
    try fleet.replace(
      "namespace: ml-staging\n",
      with: "namespace: ml-staging\ncommonAnnotations:\n  edited: \"yes\"\n",
      in: "clusters/staging/kustomization.yaml")
    try fleet.repository.commit("Edit staging")
    #expect(try fleet.run("check", "--rev", "HEAD").status == 0)
  }

  @Test func `only what is new since a revision is reported`() throws {
    let fleet = try SampleFleet()
    let file = "clusters/base/sentiment/deployment.yaml"
    try fleet.replace("maxSurge: 1", with: "maxSurge: x", in: file)
    try fleet.repository.commit("An old fault")
    #expect(try fleet.run("check").status == 1)
    let same = try fleet.run("check", "--since", "HEAD")
    #expect(same.status == 0)
    #expect(same.outputText.contains("from before left out"))
    try fleet.replace(
      "apiVersion: apps/v1\n", with: "# moved by a line\napiVersion: apps/v1\n", in: file)
    #expect(try fleet.run("check", "--since", "HEAD").status == 0)
    try fleet.replace("progressDeadlineSeconds: 300", with: "progressDeadlineSeconds: x", in: file)
    let new = try fleet.run("check", "--since", "HEAD")
    #expect(new.status == 1)
    #expect(new.outputText.contains("progressDeadlineSeconds"))
  }
}
