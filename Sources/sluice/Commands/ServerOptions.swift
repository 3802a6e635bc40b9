import ArgumentParser
import Kubernetes

/// The API server whose verdicts are asked for.
struct ServerOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      The server's release, from \(KubernetesRelease.supported.lowerBound) to \
      \(KubernetesRelease.supported.upperBound).
      """, valueName: "release"))
  var kubernetesVersion: KubernetesRelease?

  @Flag(help: "Make an object whose kind has no schema an error.")
  var strictKinds = false
}

extension KubernetesRelease: ExpressibleByArgument {
  package init?(argument: String) {
    guard let release = Self(argument), Self.supported.contains(release) else { return nil }
    self = release
  }
}
