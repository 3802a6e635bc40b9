extension String {
  /// Whether the text comes before another by their bytes, which is how Git and Go order text.
  ///
  /// `<` takes characters for what they mean, so that two ways to write one are the same to it.
  package func precedesByBytes(_ other: String) -> Bool {
    let (own, others) = (utf8.span, other.utf8.span)
    let length = min(own.count, others.count)
    var offset = 0
    while offset < length, own[offset] == others[offset] { offset += 1 }
    return offset < length ? own[offset] < others[offset] : own.count < others.count
  }
}
