import Diagnostics

/// Writes JSON from front to back into bytes.
///
/// Keys come out in the order they are written, so equal reports are equal bytes. A container is
/// either spread over lines or kept on one; a list of findings has one finding a line, which keeps it
/// small and lets line tools work on it.
///
/// Characters that act on a terminal, and what could open a command in the log of a CI service, are
/// written as `\u` escapes: a reader of the JSON gets them as they were.
package struct JSONWriter {
  private var bytes: [UInt8] = []
  /// The innermost open container.
  private var container = Container(layout: .inline)
  private var depth = 0
  /// Whether a key has been written whose value comes next.
  private var awaitsValue = false

  /// How the members of a container are laid out.
  package enum Layout {
    /// Each on a line of its own.
    case lines
    /// All on the line of the container.
    case inline
  }

  private struct Container {
    var layout: Layout
    var isEmpty = true
  }

  /// Writes an object.
  package mutating func object(_ layout: Layout = .inline, _ members: (inout JSONWriter) -> Void) {
    container(layout, open: UInt8(ascii: "{"), close: UInt8(ascii: "}"), members)
  }

  /// Writes an array.
  package mutating func array(_ layout: Layout = .inline, _ elements: (inout JSONWriter) -> Void) {
    container(layout, open: UInt8(ascii: "["), close: UInt8(ascii: "]"), elements)
  }

  /// Writes a string.
  package mutating func string(_ text: String) {
    beginValue()
    bytes.appendJSON(text)
  }

  /// Writes a number.
  package mutating func integer(_ value: Int) {
    beginValue()
    bytes += String(value).utf8
  }

  /// Writes a truth value.
  package mutating func boolean(_ value: Bool) {
    beginValue()
    bytes += (value ? "true" : "false").utf8
  }

  /// Begins a member of an object; its value must be written next.
  ///
  /// A name is one of this program's own words, and written as it stands.
  package mutating func key(_ name: String) {
    beginValue()
    bytes.append(UInt8(ascii: "\""))
    bytes += name.utf8
    bytes += "\": ".utf8
    awaitsValue = true
  }

  /// A member that is left out when there is nothing to say.
  package mutating func member(_ name: String, _ text: String?) {
    guard let text else { return }
    key(name)
    string(text)
  }

  /// A member that is a number.
  package mutating func member(_ name: String, _ value: Int) {
    key(name)
    integer(value)
  }

  /// A member that is a list of strings.
  package mutating func member(_ name: String, _ texts: [String]) {
    key(name)
    array { json in
      for text in texts { json.string(text) }
    }
  }

  /// A member that is an object.
  package mutating func member(
    _ name: String, object layout: Layout = .inline, _ members: (inout JSONWriter) -> Void
  ) {
    key(name)
    object(layout, members)
  }

  /// A member that is an array.
  package mutating func member(
    _ name: String, array layout: Layout, _ elements: (inout JSONWriter) -> Void
  ) {
    key(name)
    array(layout, elements)
  }

  package init() {}

  /// The text, ended by a line feed.
  package consuming func finished() -> MachineText {
    precondition(depth == 0 && !awaitsValue, "a JSON text was left unfinished")
    bytes.append(UInt8(ascii: "\n"))
    return MachineText(bytes)
  }

  // MARK: Layout

  private mutating func container(
    _ layout: Layout, open: UInt8, close: UInt8, _ contents: (inout JSONWriter) -> Void
  ) {
    beginValue()
    bytes.append(open)
    let outer = container
    container = Container(layout: layout)
    depth += 1
    contents(&self)
    depth -= 1
    if container.layout == .lines, !container.isEmpty { beginLine() }
    container = outer
    bytes.append(close)
  }

  /// Writes what parts a value from the one before it.
  private mutating func beginValue() {
    if awaitsValue {
      awaitsValue = false
      return
    }
    guard depth > 0 else { return }
    if !container.isEmpty { bytes.append(UInt8(ascii: ",")) }
    switch container.layout {
    case .lines: beginLine()
    case .inline: if !container.isEmpty { bytes.append(UInt8(ascii: " ")) }
    }
    container.isEmpty = false
  }

  private mutating func beginLine() {
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
  }
}
