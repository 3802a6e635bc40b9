import Diagnostics
import Environments
import Git
@testable import Pipeline
import TestKit
import Testing

/// What a change brings is the same whether what it reaches is judged or everything is.
struct ReachedChangeTests {
  private let fixture: GitFixture

  init() throws { fixture = try GitFixture() }

  /// What says which environments there are.
  enum Way: String, CaseIterable {
    case layout, configuration, argo

    var files: [String: String] {
      switch self {
      case .layout: [:]
      case .configuration:
        [
          "pipeline.yaml": """
          apiVersion: sluice.dev/v1alpha1
          kind: Pipeline
          environments:
            - {name: dev, paths: ["apps/{app}/dev"]}
            - {name: prod, paths: ["apps/{app}/prod"], from: dev}

          """
        ]
      case .argo:
        [
          "argo/apps.yaml": """
          apiVersion: argoproj.io/v1alpha1
          kind: ApplicationSet
          metadata: {name: apps, namespace: argocd}
          spec:
            generators:
              - git: {repoURL: https://example.org/fleet.git, directories: [{path: "apps/*/*"}]}
            template:
              metadata: {name: "{{path[1]}}-{{path.basename}}"}
              spec:
                project: default
                source: {repoURL: https://example.org/fleet.git, path: "{{path}}"}
                destination: {name: in-cluster}

          """
        ]
      }
    }
  }

  @Test(arguments: Way.allCases)
  func `nothing that is new is lost`(_ way: Way) async throws {
    for (path, text) in ChangingFleet.files.merging(way.files, uniquingKeysWith: { $1 }) {
      try fixture.write(text, to: path)
    }
    let base = try fixture.commit()
    let repository = try fixture.open()
    let before = try pipeline(Workspace.revision(base.hex, of: repository))
    let known = try await before.check()
    let history = History.index(of: repository.location)
    var speaking = 0
    for edit in ChangingFleet.edits {
      try apply(edit)
      let after = try pipeline(Workspace.index(of: repository))
      let reached = try await after.check(
        changeFrom: before.workspace,
        finding: { (workspace) throws(PipelineError) in
          try Discovery(workspace).configuration().environments
        }, history: history)
      let whole = try await after.check(history: history, over: before.workspace)
        .withoutFindings(of: known)
      // Of exemptions that nothing needs only a check of everything can tell.
      let new = whole.diagnostics.filter { $0.rule != "exemption/unused" }.map(\.told).sorted()
      #expect(reached.diagnostics.map(\.told).sorted() == new, "\(edit.name)")
      #expect(reached.isIncomplete == whole.isIncomplete, "\(edit.name)")
      speaking += new.isEmpty ? 0 : 1
      try fixture.git(["reset", "--quiet", "--hard"])
    }
    #expect(speaking > ChangingFleet.edits.count / 2)
  }

  @Test(arguments: Way.allCases, [false, true])
  func `what follows from an earlier check is what a check of everything says`(
    _ way: Way, _ isAllowed: Bool
  ) async throws {
    var files = ChangingFleet.files.merging(way.files, uniquingKeysWith: { $1 })
    if !isAllowed {
      for stage in ["dev", "prod"] {
        files["apps/many/\(stage)/object.yaml"] = ChangingFleet.many(reason: "")
      }
    }
    for (path, text) in files { try fixture.write(text, to: path) }
    let base = try fixture.commit()
    let repository = try fixture.open()
    var before = try pipeline(Workspace.revision(base.hex, of: repository))
    before.isToBeRemembered = true
    let known = try await before.check().whole
    // What somebody allows, no other tree follows from.
    guard !isAllowed else {
      #expect(known == nil)
      return
    }
    let encoded = try #require(known).encoded(over: before.workspace)
    let whole = try #require(WholeCheck(encoded, over: before.workspace))
    let history = History.index(of: repository.location)
    var followed: [String] = []
    for edit in ChangingFleet.edits {
      try apply(edit)
      var after = try pipeline(Workspace.index(of: repository))
      after.isToBeRemembered = true
      let short = try? await after.check(
        following: whole, of: before.workspace,
        finding: { (workspace) throws(PipelineError) in
          try Discovery(workspace).configuration().environments
        }, history: history)
      let long = try await after.check(history: history, over: before.workspace)
      if let short {
        followed.append(edit.name)
        #expect(short.diagnostics.told == long.diagnostics.told, "\(edit.name)")
        #expect(Set(short.diagnostics) == Set(long.diagnostics), "\(edit.name)")
        #expect(short.coverage == long.coverage, "\(edit.name)")
        #expect(
          (short.whole?.findings).map(Set.init) == (long.whole?.findings).map(Set.init),
          "\(edit.name)")
        #expect(short.whole?.coverage == long.whole?.coverage, "\(edit.name)")
      }
      try fixture.git(["reset", "--quiet", "--hard"])
    }
    #expect(followed.contains("a forbidden image"))
    #expect(followed.count > 5)
  }

  private func apply(_ edit: ChangingFleet.Edit) throws {
    for (path, text) in edit.files {
      if let text {
        try fixture.write(text, to: path)
      } else {
        try fixture.git(["rm", "-q", path])
      }
    }
    try fixture.git(["add", "--all"])
  }

  private func pipeline(_ workspace: Workspace) throws -> GitOpsPipeline {
    GitOpsPipeline(try Discovery(workspace).configuration(), in: workspace, width: 2)
  }
}

extension [Diagnostic] {
  fileprivate var told: [String] { map(\.told).sorted() }
}

extension Diagnostic {
  fileprivate var told: String {
    let place = primary.map { "\($0.file.path):\($0.range.lowerBound)" } ?? "nowhere"
    // The mark of a secret is keyed by all files that were looked at.
    let text = message.split(separator: "<hidden").first ?? ""
    return "\(rule) \(severity) \(place) \(object ?? ""): \(text)"
  }
}
