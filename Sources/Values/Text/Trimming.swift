extension StringProtocol where SubSequence == Substring {
  /// The text without leading and trailing characters that `isSpace` accepts.
  package func trimming(_ isSpace: (Character) -> Bool) -> Substring {
    let rest = drop(while: isSpace)
    guard let last = rest.lastIndex(where: { !isSpace($0) }) else { return "" }
    return rest[...last]
  }
}
