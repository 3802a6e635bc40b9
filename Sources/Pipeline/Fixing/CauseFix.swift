import APIServer
import Diagnostics
import Kubernetes
import YAML

extension Cause {
  /// The edit that satisfies the rule, where the right text is known.
  func fix(in object: KubernetesObject) -> Fix? {
    guard let path = try? FieldQuery(text: field).path(in: object.root) else { return nil }
    switch reason {
    case .duplicate: return object.fix(ofRepetitionAt: path)
    case .invalid where message.hasSuffix("`selector` does not match template `labels`"):
      return object.fix(ofLabelsAt: path)
    case .invalid: return object.fix(ofHostAt: path)
    default: return nil
    }
  }
}

extension KubernetesObject {
  /// The edit that takes an entry out which says what one before it says.
  ///
  /// - Parameter path: a field of the entry, or the entry itself.
  func fix(ofRepetitionAt path: FieldPath) -> Fix? {
    guard let (list, position, entries) = entry(around: path),
      entries[..<position].contains(where: { $0.isEqual(to: entries[position]) })
    else { return nil }
    return fix("take the repeated entry out", .safe) { (text) throws(EditError) in
      guard text.holds(list) else { return false }
      try text.remove(list.appending(.index(position)))
      return true
    }
  }

  /// The innermost entry of a list that a field is in.
  func entry(around path: FieldPath) -> (list: FieldPath, position: Int, entries: [Node])? {
    for depth in path.steps.indices.reversed() {
      guard case .index(let position) = path.steps[depth] else { continue }
      let list = FieldPath(Array(path.steps[..<depth]))
      guard let entries = root[list]?.elements, entries.indices.contains(position) else {
        return nil
      }
      return (list, position, entries)
    }
    return nil
  }

  /// The edit that gives the pods of a workload the labels which its selector asks for and they lack, or lets
  /// the selector ask for the value that they have.
  fileprivate func fix(ofLabelsAt path: FieldPath) -> Fix? {
    let matches: FieldPath =
      kind == "ReplicationController" ? ["spec", "selector"] : ["spec", "selector", "matchLabels"]
    guard let asked = root[matches]?.mapping, let labels = root[path]?.mapping else { return nil }
    return fix("let selector and labels agree") { (text) throws(EditError) in
      for entry in asked.entries {
        let label = labels[entry.name]
        if let label, label.isEqual(to: entry.value) { continue }
        let changed = label == nil ? path : matches.appending(.key(entry.name))
        guard text.holds(changed) else { return false }
        if let label {
          try text.set(changed, to: label)
        } else {
          try text.set(path.appending(.key(entry.name)), to: entry.value)
        }
      }
      return true
    }
  }

  /// The edit that leaves of an address the host, where that alone may stand.
  fileprivate func fix(ofHostAt path: FieldPath) -> Fix? {
    let names = path.steps.suffix(2).compactMap {
      if case .key(let name) = $0 { name } else { nil }
    }
    guard let name = names.last, ["host", "hosts", "hostname", "hostnames"].contains(name),
      let node = root[path], let text = node.scalarText
    else { return nil }
    var host = text[...]
    if let scheme = host.firstRange(of: "://") { host = host[scheme.upperBound...] }
    while host.hasSuffix("/") { host = host.dropLast() }
    let isHost = host.utf8.allSatisfy { byte in
      byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "*")
        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
    guard host.count < text.count, !host.isEmpty, isHost, let edit = node.writing(String(host))
    else { return nil }
    return Fix("write \(host)", edits: [edit], applicability: .safe)
  }
}
