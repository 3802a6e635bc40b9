import Comparison
import Diagnostics
import Environments
import Kubernetes
import YAML

extension [Diagnostic] {
  /// The findings with what the entries of lists are called that their fields are in.
  func namingEntries(of environment: RenderedEnvironment) -> [Diagnostic] {
    guard contains(where: { $0.fieldOfAnyEntry != $0.field }) else { return self }
    let objects = Dictionary(
      environment.objects.map { ($0.identity.description, $0) },
      uniquingKeysWith: { first, _ in first })
    return map { finding in
      guard let field = finding.field, finding.fieldOfAnyEntry != field,
        let object = finding.object.flatMap({ objects[$0] })
      else { return finding }
      var finding = finding
      finding.entries = object.root.names(ofEntriesOn: field)
      return finding
    }
  }
}

extension Node {
  /// What the entries of lists on the way to a field are called, as far as the field is there.
  fileprivate func names(ofEntriesOn field: String) -> [String] {
    let path: FieldPath
    do throws(FieldQuery.Miss) { path = try FieldQuery(text: field).path(in: self) } catch {
      path = error.parent
    }
    var names: [String] = []
    var parent = FieldPath.root
    for step in path.steps {
      let here = parent.appending(step)
      if case .index = step, let list = self[parent]?.elements, let entry = self[here] {
        names.append(entry.name(among: list))
      }
      parent = here
    }
    return names
  }

  /// What an entry goes by in its list; empty where it has no name, so that no value at fault is one.
  private func name(among list: [Node]) -> String {
    let key = ListKeys.candidates(list, []).first { self[$0]?.scalarText != nil }
    return key.flatMap { self[$0]?.scalarText } ?? ""
  }
}
