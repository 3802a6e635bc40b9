package import Display
package import Environments
import Kustomize

/// What `sluice init` writes into a repository, and what it shows of what it found there.
package struct RepositorySetup: Sendable {
  /// A file to write.
  package struct File: Hashable, Sendable {
    /// Relative to the repository's root.
    package var path: String
    /// What it is to hold.
    package var text: String
  }

  /// The configuration and the workflow of the service that hosts the repository.
  package let files: [File]
  private let configuration: PipelineConfiguration

  /// - Parameters:
  ///   - configuration: what was found where no configuration is written yet.
  ///   - workspace: where it was found.
  ///   - remotes: the addresses of the repository, which tell the service.
  ///   - version: the version of Sluice that the workflow installs.
  package init(
    for configuration: PipelineConfiguration, in workspace: Workspace, remotes: [String],
    version: String
  ) {
    self.configuration = configuration
    files =
      [File(path: "pipeline.yaml", text: Self.pipeline(of: configuration, in: workspace))]
      + [HostingService(remotes)?.workflow(installing: version)].compactMap(\.self)
  }

  /// The environments with their apps and targets, a line each.
  package var table: Shown {
    let rows = configuration.environments.flatMap { environment in
      environment.targets.map { [environment.name, $0.app, $0.directory.shown] }
    }
    let shown = [["ENVIRONMENT", "APP", "TARGET"]] + rows.prefix(40)
    let widths = (0..<2).map { column in shown.map { $0[column].count }.max() ?? 0 }
    var text = Shown()
    for row in shown {
      for column in 0..<2 {
        text += "\(row[column])\(.spaces(widths[column] - row[column].count + 2))"
      }
      text += "\(row[2])\n"
    }
    if rows.count > 40 { text += "and \(rows.count - 40) more targets\n" }
    return text
  }

  private static func pipeline(
    of configuration: PipelineConfiguration, in workspace: Workspace
  ) -> String {
    let policies = configuration.policies.map(\.path)
    return """
      # What sluice checks in this repository. `sluice check` says the same with this file as without it,
      # until you change a line.
      apiVersion: sluice.dev/v1alpha1
      kind: Pipeline

      # The release of the API servers that the manifests go to.
      kubernetesVersion: "\(configuration.kubernetesRelease)"

      \(policies.isEmpty ? """
        # The repository has no policies of its own: those that come with sluice are asked, and they warn.
        # `sluice policies list` names them; `sluice policies export policies` writes them, to be changed.
        policies: [builtin]
        """ : """
        # Directories of ValidatingAdmissionPolicies and their bindings.
        policies: [\(policies.joined(separator: ", "))]
        """)

      # Rules that count otherwise than they say: error, warning, note or off, as
      #   policy/limits-and-requests: error
      checks: {}

      \(environments(of: configuration, in: workspace))

      """
  }

  /// The list of environments where it says all that was found; else an example, for what is found is
  /// checked either way.
  private static func environments(
    of configuration: PipelineConfiguration, in workspace: Workspace
  ) -> String {
    let isSearched = configuration.found == .layout || configuration.found == .directory
    guard isSearched, let found = WrittenEnvironments(of: configuration, in: workspace) else {
      return """
        # The environments are found by what the repository holds. To say which there are, list them, each
        # after the one that its changes come from, as
        #   environments:
        #     - {name: staging, path: staging}
        #     - {name: production, path: production, from: staging, protected: true}
        """
    }
    let lines = ["environments:"] + found.lines.map { "  \($0)" }
    guard configuration.leftOut.isEmpty, !found.excludes else {
      return """
        # The environments are found by what the repository holds, and what is none of them is counted. To
        # have these alone, list them:
        \(lines.map { "# \($0)" }.joined(separator: "\n"))
        """
    }
    return """
      # The environments, each after the one that its changes come from; {app} names the app, {cluster} the cluster.
      # With `protected: true`, only a promotion may change one.
      \(lines.joined(separator: "\n"))
      """
  }
}

/// The service that hosts a repository and runs checks of its changes.
private enum HostingService {
  case gitHub, gitLab

  /// Nil where no address tells.
  init?(_ addresses: [String]) {
    let texts = addresses.map { $0.lowercased() }
    if texts.contains(where: { $0.contains("github") }) {
      self = .gitHub
    } else if texts.contains(where: { $0.contains("gitlab") }) {
      self = .gitLab
    } else {
      return nil
    }
  }

  /// - Parameter version: of the wheel, which needs no compiler.
  func workflow(installing version: String) -> RepositorySetup.File {
    let text =
      switch self {
      case .gitHub: Self.gitHubWorkflow
      case .gitLab: Self.gitLabPipeline
      }
    let path =
      switch self {
      case .gitHub: ".github/workflows/sluice.yml"
      case .gitLab: ".gitlab-ci.yml"
      }
    return RepositorySetup.File(path: path, text: text.replacing("VERSION", with: version))
  }

  private static let gitHubWorkflow = """
    # Checks what a pull request adds, and the whole of what is merged.
    name: sluice
    on:
      pull_request:
      push:
        branches: [main, master]
    permissions:
      contents: read
    jobs:
      check:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v4
            with:
              # What is new is told by the newest commit in common, so the history is needed.
              fetch-depth: 0
          # The wheel needs no compiler. Where no index has it, name its path or URL in the place of this.
          - run: |
              python3 -m venv "$RUNNER_TEMP/sluice"
              "$RUNNER_TEMP/sluice/bin/pip" install --quiet --only-binary=:all: "sluice-gitops==VERSION"
              echo "$RUNNER_TEMP/sluice/bin" >>"$GITHUB_PATH"
          - if: github.event_name == 'pull_request'
            run: sluice check --rev HEAD --since "origin/$GITHUB_BASE_REF" --format github
          - if: github.event_name == 'push'
            run: sluice check --rev HEAD --format github

    """

  private static let gitLabPipeline = """
    # Checks what a merge request adds, and the whole of what is merged.
    sluice:
      image: python:3.13-slim
      variables:
        # What is new is told by the newest commit in common, so the history is needed.
        GIT_DEPTH: 0
      rules:
        - if: $CI_PIPELINE_SOURCE == "merge_request_event"
        - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
      before_script:
        - apt-get update -qq && apt-get install -y -qq --no-install-recommends git
        # The wheel needs no compiler. Where no index has it, name its path or URL in the place of this.
        - >-
          pip install --quiet --only-binary=:all: "sluice-gitops==VERSION"
      script:
        - >
          sluice check --rev HEAD --trust-repository --output gitlab=sluice.json
          ${CI_MERGE_REQUEST_DIFF_BASE_SHA:+--since "$CI_MERGE_REQUEST_DIFF_BASE_SHA"}
      artifacts:
        when: always
        reports:
          codequality: sluice.json

    """
}
