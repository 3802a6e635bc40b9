package import Diagnostics

/// Where a value comes from: the bytes that set it last, and what they replaced.
package struct Origin: Sendable {
  /// The bytes to edit to change the value; nil for a value that no source holds, as a default.
  package var location: Location?
  /// What set the value.
  package var setter: Setter
  /// Names the cell that this value shares with others of its object; 0 for a value of its own.
  ///
  /// Kustomize writes one label into several fields as one cell, and whatever changes one of these
  /// fields later changes all of them.
  package var cell: UInt32 = 0
  /// What the value replaced, newest first; nil where it is the first, or where nobody asked.
  package var replaced: Replaced?

  /// The origin of a value that `setter` took from these bytes.
  package init(_ location: Location?, by setter: Setter = .document, replacing: Replaced? = nil) {
    self.location = location
    self.setter = setter
    replaced = replacing
  }

  /// The origin of a value that was made from nothing.
  package static let none = Origin(nil)

  /// The kind of step that sets values.
  ///
  /// This module names one; the steps of a renderer are named by the renderer, in a range of their
  /// own, so that a node stays small.
  package struct Setter: RawRepresentable, Hashable, Sendable {
    /// 0 for this module; a renderer's steps begin at 16.
    package let rawValue: UInt8
    /// A step by its number, which must not be another's.
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    /// The value stands in a document as it is.
    package static let document = Setter(rawValue: 0)
  }

  /// One link of the chain of earlier settings.
  ///
  /// A class, so that a node without a history pays eight bytes for it.
  package final class Replaced: Sendable {
    /// The earlier setting, which holds its own history.
    package let origin: Origin
    /// The earlier value as text, when it was a scalar.
    package let value: Scalar?
    /// How the newer value came here, where it is a copy of values that stand elsewhere.
    package let copies: [Copy]

    /// A link to what was there before.
    package init(origin: Origin, value: Scalar?, copies: [Copy] = []) {
      self.origin = origin
      self.value = value
      self.copies = copies
    }
  }

  /// A value that was copied from another field, whose place is then the origin of the copy.
  package struct Copy: Sendable {
    /// The step that copied the value.
    package let setter: Setter
    /// The entry that asks for the copy.
    package let entry: Location?
    /// What set the field that was copied, with its own history.
    package let source: Origin
    /// The copied value, when it was a scalar.
    package let value: Scalar?

    /// A copy of a field's value that `setter` was asked for by `entry`.
    package init(of value: Scalar?, from source: Origin, by setter: Setter, for entry: Location?) {
      self.setter = setter
      self.entry = entry
      self.source = source
      self.value = value
    }
  }

  /// This origin and all that it replaced, newest first.
  package var chain: [(origin: Origin, value: Scalar?)] {
    var links: [(origin: Origin, value: Scalar?)] = []
    var next = replaced
    while let link = next {
      links.append((link.origin, link.value))
      next = link.origin.replaced
    }
    return [(self, nil)] + links
  }
}
