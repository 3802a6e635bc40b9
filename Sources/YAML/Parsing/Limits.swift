/// How much a file may ask for before it is refused.
package struct Limits: Hashable, Sendable {
  /// The size of the file in bytes.
  package var bytes = 128 << 20
  /// How deep collections may nest; the consumers of a tree recurse once a level.
  package var depth = 400
  /// How many nodes aliases and merge keys may add to a file.
  package var aliasNodes = 200_000
  /// How many bytes of text aliases and merge keys may add to a file.
  package var aliasBytes = 32 << 20

  /// The limits that the properties start with.
  package init() {}

  /// What is read from a repository: far above any real file, and in bounds of memory.
  package static let standard = Limits()
}
