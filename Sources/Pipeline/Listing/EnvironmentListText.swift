import Diagnostics
package import Display
import Environments
import Values

extension EnvironmentList {
  /// The list for people: a block an environment, a line a target.
  package var shown: Shown {
    var positions = SourcePositions()
    func place(_ location: Location?) -> Shown {
      location.map { " (\(positions.shown($0)))" as Shown }?.painted(.dim) ?? ""
    }
    var text: Shown = "\(configuration.found.sentence)"
    if let file = configuration.file { text += " (\(file.path))" }
    text += "\n"
    if let repository = configuration.assumedRepository {
      text +=
        "taken to be this repository: \(repository), since the paths that are named there are here\n"
    }
    for environment in configuration.environments {
      text += "\n\("\(environment.name)", .bold)"
      if let source = environment.source { text += ", from \(source)" }
      if let soak = environment.soak { text += " after \(soak.description)" }
      if let revision = environment.revision {
        text += ", as \(revision.name) holds it at \(String(revision.commit.prefix(10)))"
      }
      if environment.isProtected { text += ", protected" }
      if !environment.waves.isEmpty {
        let waves = environment.waves.map { $0.joined(separator: " and ") }
        text += ", in waves: \(waves.joined(separator: ", then "))"
      }
      text += "\(place(environment.origin))\n"
      for target in environment.targets {
        let app: Shown = target.app.isEmpty ? "" : "\(target.app): "
        text +=
          "  \(app)\(target.directory.shown), \(target.build.sentence)\(place(target.directory.location))\n"
      }
    }
    for omission in configuration.leftOut.omissions {
      text += "\nleft out: \(omission.names.count) (\(omission.reason))\n"
      for item in configuration.leftOut
      where item.reason == omission.reason && item.subject == omission.subject {
        text += "  \(item.name)\(place(item.location))\n"
      }
    }
    return text
  }
}
