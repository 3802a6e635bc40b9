package import Diagnostics
package import Display

extension XMLText {
  /// Data in code, which keeps its own direction.
  package static func code(_ data: String) -> XMLText { "<code>\(data)</code>" }

  /// Data in code, in which the bytes of a break are no break of a line but their visible form.
  package static func code(_ text: Shown) -> XMLText { "<code>\(text)</code>" }

  /// A part that is folded away unless `isOpen`.
  package static func folded(
    _ summary: XMLText, isOpen: Bool = false, _ content: XMLText
  ) -> XMLText {
    let open: XMLText = isOpen ? " open=\"\"" : ""
    return """
      <details\(open)><summary>\(summary)</summary>
      \(content)</details>

      """
  }

  /// Texts one after the other in a list; nothing where there are none.
  package static func list(_ items: [XMLText]) -> XMLText {
    guard !items.isEmpty else { return "" }
    let text = items.reduce(into: "" as XMLText) { $0 += "<li>\($1)</li>\n" }
    return "<ul>\n\(text)</ul>\n"
  }

  /// How much a finding matters, in its colour and in a word.
  package static func badge(_ severity: Severity) -> XMLText {
    switch severity {
    case .error: "<span class=\"badge error\">error</span>"
    case .warning: "<span class=\"badge warning\">warning</span>"
    case .note: "<span class=\"badge note-badge\">note</span>"
    }
  }
}
