import Kubernetes
import Values
import YAML

extension JSONPatch.Operation {
  /// Reads an operation as a test writes it.
  ///
  /// - Throws: what is wrong with it.
  init(reading node: Node) throws(ObjectPatch.Failure) {
    func fail(_ message: String, at place: Node?) -> ObjectPatch.Failure {
      ObjectPatch.Failure(message: message, node: place ?? node)
    }
    guard let kind = node["op"]?.string, let path = node["path"]?.string else {
      throw fail("an operation of a JSON Patch has 'op' and 'path'", at: nil)
    }
    guard path.isEmpty || path.hasPrefix("/") else {
      throw fail("a path of a JSON Patch begins with '/'", at: node["path"])
    }
    let (value, from) = (node["value"], node["from"]?.string)
    switch kind {
    case "remove": break
    case "add", "replace", "test":
      guard value != nil else { throw fail("operation '\(kind)' has a 'value'", at: nil) }
    case "move", "copy":
      guard from != nil else { throw fail("operation '\(kind)' has a 'from'", at: nil) }
    default:
      throw fail(
        "operation '\(kind)' is none of add, copy, move, remove, replace and test", at: node["op"])
    }
    self.init(kind, JSONPointer(path), from: JSONPointer(from ?? ""), value: value)
  }
}
