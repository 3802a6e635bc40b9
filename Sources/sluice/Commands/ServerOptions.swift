import ArgumentParser
import Kubernetes

/// The API server whose verdicts are asked for.
struct ServerOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      The server's release, from \(KubernetesRelease.supported.lowerBound) to \
      \(KubernetesRelease.supported.upperBound); of several, parted by commas, each finding says for \
      which it is.
      """, valueName: "release"))
  var kubernetesVersion: AskedReleases?

  @Flag(help: "Make an object whose kind has no schema an error.")
  var strictKinds = false
}

/// The releases of the server that are asked, the oldest first, each once.
struct AskedReleases: ExpressibleByArgument {
  let all: [KubernetesRelease]

  init?(argument: String) {
    var releases: Set<KubernetesRelease> = []
    for name in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let release = KubernetesRelease(argument: String(name)) else { return nil }
      releases.insert(release)
    }
    all = releases.sorted()
  }
}

extension KubernetesRelease: ExpressibleByArgument {
  package init?(argument: String) {
    guard let release = Self(argument), Self.supported.contains(release) else { return nil }
    self = release
  }
}
