/// A text that findings are told apart by and that nothing prints.
package struct HiddenText: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// The text, for comparing and for taking it out of what repeats it.
  package let text: String

  /// Hides a text.
  package init(_ text: String) { self.text = text }

  /// What stands for it where nobody gives it a mark of its own.
  package static let mark = "<hidden>"

  package var description: String { Self.mark }
  /// Without the text, so that no dump of a value around it shows it.
  package var customMirror: Mirror { Mirror(self, children: [:]) }
}
