/// A file of the target merged with its counterpart in the source; they differ.
struct PairedMerge: Sendable {
  /// The path of the target's file, or of where it would stand.
  let file: String
  /// The path of the source's file, or of where it stood.
  let sourceFile: String
  /// The apps that the file is part of.
  let apps: [String]
  let merge: FileMerge
}
