import Diagnostics
import Display
import Environments
import Kubernetes
import Kustomize
import Pipeline
import YAML

/// The values of fields in the environments, as people are told them: what is the same is said once.
struct FieldValues {
  private var groups: [Group] = []

  /// Environments and objects in which a field has one value from the same places.
  private struct Group {
    var environments: [String]
    /// The object and the way to the field.
    var fields: [Shown]
    let path: String
    /// What set it, newest first.
    let settings: [Shown]
  }

  /// How many groups are told.
  private static let limit = 12

  init(_ fields: [RecordedEnvironments.Field], on desk: Desk) {
    var positions = FilePositions(desk.encoding)
    var found: [Group] = []
    var places: [[Shown]: Int] = [:]
    for field in fields {
      let settings = field.trace.settings.map { setting -> Shown in
        let value = setting.value.map { Shown.code($0.text, limit: 60) } ?? "removed"
        return "\(value) \(setting.setter.name), \(positions.link(to: setting.location, on: desk))"
      }
      let kind = field.object.kind
      let path = field.trace.path.description
      let name = Shown.code("\(kind)/\(field.object.writtenName ?? field.object.name) \(path)")
      if let place = places[[name] + settings] {
        if found[place].environments.last != field.environment {
          found[place].environments.append(field.environment)
        }
      } else {
        places[[name] + settings] = found.count
        found.append(
          Group(
            environments: [field.environment], fields: [name], path: path, settings: settings))
      }
    }
    var joined: [[Shown]: Int] = [:]
    for group in found {
      let key = group.environments.map { Shown($0) } + ["", .code(group.path)] + group.settings
      if let place = joined[key] {
        groups[place].fields += group.fields
      } else {
        joined[key] = groups.count
        groups.append(group)
      }
    }
  }

  /// A list in Markdown; nil where there is nothing to tell.
  var text: Shown? {
    guard !groups.isEmpty else { return nil }
    var text: Shown = ""
    for group in groups.prefix(Self.limit) {
      let names = Array(group.fields.prefix(3)).joined(separator: ", ")
      let rest = group.fields.count - 3
      let more: Shown = rest > 0 ? " and \(rest) more" : ""
      text += "- **\(group.environments.joined(separator: ", "))**: \(names)\(more)\n"
      for setting in group.settings { text += "  - \(setting)\n" }
    }
    let rest = groups.count - Self.limit
    return rest > 0 ? text + "- and \(rest) more\n" : text
  }
}

extension FilePositions {
  /// A place as a link that an editor follows.
  fileprivate mutating func link(to location: Location?, on desk: Desk) -> Shown {
    guard let location else { return "no source" }
    let line = lines(of: location.file).position(of: location.range.lowerBound).line + 1
    let name = Shown.code("\(location.file.path):\(line)")
    guard desk.holds(location.file) else { return name }
    return "[\(name)](\(desk.uri(of: location.file.treePath))#L\(line))"
  }
}
