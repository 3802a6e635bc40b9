import Values

/// What the library says of an operation that it cannot carry out; the server passes it on.
extension JSONPatch.Operation {
  func words(for refusal: JSONPatch.Refusal, isAtSource: Bool) -> String {
    let missing = "missing value"
    return switch refusal {
    case .unknownKind: "Unexpected kind: \(kind)"
    case .noCollection: "replace operation value must be object or array"
    case .differs: "testing value \(path.text) failed: test failed"
    case .pathless, .noParent:
      "\(kind) operation does not apply: \(withoutParent(isAtSource)): \(missing)"
    case .noIndex, .outOfRange, .noKey:
      kind == "replace"
        ? "replace operation does not apply: doc is missing key: \(path.text): \(missing)"
        : "\(place(isAtSource)): \(detail(refusal, isAtSource))"
    }
  }

  private func withoutParent(_ isAtSource: Bool) -> String {
    switch kind {
    case "add", "remove": "doc is missing path: \"\(path.text)\""
    case "replace": "doc is missing path: \(path.text)"
    case "test": "is missing path: \(path.text)"
    case _ where isAtSource: "doc is missing from path: \(from.text)"
    default: "doc is missing destination path: \(path.text)"
    }
  }

  private func place(_ isAtSource: Bool) -> String {
    switch (kind, isAtSource) {
    case ("copy", true): "error in copy for from: '\(from.text)'"
    case ("copy", false): "error while adding value during copy"
    case ("move", true): "error in move for path: '\(from.steps.last ?? "")'"
    default: "error in \(kind) for path: '\(path.text)'"
    }
  }

  private func detail(_ refusal: JSONPatch.Refusal, _ isAtSource: Bool) -> String {
    switch refusal {
    case .noKey(let step): return "Unable to remove nonexistent key: \(step): missing value"
    case .outOfRange(let index, _):
      return "Unable to access invalid index: \(index): invalid index referenced"
    case .noIndex(let step):
      let syntax = "strconv.Atoi: parsing \"\(step)\": invalid syntax"
      let isInsertion = ["add", "move", "copy"].contains(kind) && !isAtSource
      return isInsertion ? "value was not a proper array index: '\(step)': \(syntax)" : syntax
    default: return ""
    }
  }
}
