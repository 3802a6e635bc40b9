/// Bytes for programs: JSON, XML, workflow commands, a manifest.
///
/// Besides ``Shown`` the only thing that a command can write. The writers of this module make it, and
/// what else may pass says by name what it is.
package struct MachineText: Hashable, Sendable {
  /// The bytes to write.
  package let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// A manifest that was asked for itself: it says what the objects say.
  package static func manifest(_ bytes: [UInt8]) -> MachineText { MachineText(bytes) }

  /// Lines of JSON that answer lines of a machine interface.
  ///
  /// - Precondition: every string in them was written by `appendJSON`.
  package static func answers(_ bytes: [UInt8]) -> MachineText { MachineText(bytes) }
}

/// What a command writes: text for people, or bytes for programs.
package enum Output: Hashable, Sendable {
  case people(Shown)
  case machine(MachineText)

  /// The bytes to write.
  ///
  /// - Parameter color: whether text for people has its colours.
  package func rendered(color: Bool = false) -> [UInt8] {
    switch self {
    case .people(let text): text.rendered(color: color)
    case .machine(let text): text.bytes
    }
  }
}
