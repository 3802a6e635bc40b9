extension String {
  /// Whether the bytes of another text stand somewhere in this one.
  ///
  /// As `contains` for what no character combines with; that one prepares each search for longer than
  /// a short text takes.
  package func holds(_ text: String) -> Bool {
    let (own, wanted) = (utf8.span, text.utf8.span)
    guard wanted.count <= own.count else { return false }
    for start in 0...(own.count - wanted.count) {
      var length = 0
      while length < wanted.count, own[start + length] == wanted[length] { length += 1 }
      if length == wanted.count { return true }
    }
    return false
  }
}
