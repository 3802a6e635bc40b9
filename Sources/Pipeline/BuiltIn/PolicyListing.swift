import Admission
import BuiltInPolicies
package import Display
import Environments

extension GitOpsPipeline {
  /// The policies that this pipeline asks and those that come with every build, a line each.
  package var policyListing: Shown {
    let loaded = loadPolicies()
    var text = Shown()
    let own = loaded.policies.names.filter { !loaded.builtIn.contains($0) }
    for name in own {
      text += "\("\(name)", .bold)  \(loaded.policies.description(of: name)?.summary ?? "")\n"
    }
    for policy in BuiltInPolicy.all {
      let isAsked = loaded.builtIn.contains(policy.name)
      let set = (try? policy.objects()).map { PolicySet.load($0, facts: nil).policies }
      text += "\("\(PipelineConfiguration.builtIn)/\(policy.name)", .bold)  "
      text += "\(set?.description(of: policy.name)?.summary ?? "")"
      text +=
        isAsked ? "\n" : " \(policy.holdsAnywhere ? "(not asked)" : "(asked by name only)")\n"
    }
    return text
  }
}

/// Writes the built-in policies as files, to be changed or applied.
package enum PolicyExport {
  /// Writes every file of the set into a directory, which is made where it is not there.
  ///
  /// - Parameter overwrites: whether files that hold something else are replaced.
  /// - Returns: the paths of the files.
  /// - Throws: ``FileError`` where one cannot be written, ``PipelineError`` where one is there.
  package static func write(to directory: String, overwriting overwrites: Bool) throws -> [String] {
    let files = BuiltInFile.all.map { (path: "\(directory)/\($0.name).yaml", bytes: $0.bytes) }
    if !overwrites {
      for file in files {
        guard let present = try WholeFile.read(file.path), present != file.bytes else { continue }
        throw PipelineError(
          "\(file.path) is there already and holds something else",
          help: "name another directory, or replace it with --force")
      }
    }
    try WholeFile.makeDirectories(directory)
    for file in files { try WholeFile.write(file.bytes, to: file.path) }
    return files.map(\.path)
  }
}
