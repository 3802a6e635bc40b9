import Diagnostics
import Kubernetes
import Values
import YAML

/// A document and a JSON Patch, a line of JSON each. What the patch makes of the document must be what
/// the patch makes of it that is computed from both.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
  let lines = input.split(separator: UInt8(ascii: "\n"), maxSplits: 1)
  guard lines.count == 2, let document = json(lines[0]), let list = json(lines[1])?.elements else {
    return 0
  }
  let patch = JSONPatch(
    list.map { operation in
      JSONPatch.Operation(
        operation["op"]?.string ?? "", JSONPointer(operation["path"]?.string ?? ""),
        from: JSONPointer(operation["from"]?.string ?? ""), value: operation["value"])
    })
  let after: Node
  do throws(JSONPatch.Failure) { after = try patch.applied(to: document) } catch {
    precondition(!error.message.isEmpty)
    return 0
  }
  let difference = JSONPatch(from: document, to: after, of: document)
  do throws(JSONPatch.Failure) {
    let again = try difference.applied(to: document)
    precondition(again.isSameJSON(as: after), "\(difference.node.json) makes \(again.json)")
  } catch {
    preconditionFailure("\(difference.node.json) does not apply: \(error.message)")
  }
  return 0
}

private func json(_ bytes: ArraySlice<UInt8>) -> Node? {
  try? SourceFile(path: "fuzz.json", bytes: Array(bytes)).parsedJSON().root
}
