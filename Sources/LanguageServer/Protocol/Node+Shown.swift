import Display
import YAML

/// Texts that the editor shows to people: what a repository has put in does nothing there.
extension Node {
  /// A text of this program with data in it.
  static func shown(_ text: Shown) -> Node { .string(text.text) }

  /// Data, on one line.
  static func shown(data: String) -> Node { shown(Shown(data)) }
}
