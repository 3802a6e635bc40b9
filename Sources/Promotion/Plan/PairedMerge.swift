/// A file of the target merged with its counterpart in the source; they differ.
struct PairedMerge: Sendable {
  /// The path of the target's file, or of where it would stand.
  let file: String
  /// The path of the source's file, or of where it stood.
  let sourceFile: String
  /// The apps that the file is part of.
  let apps: [String]
  /// The clusters that the target's file is part of; none where nothing names them.
  var clusters: [String] = []
  let merge: FileMerge
  /// The source's file as its other clusters have it, where it has several.
  var peers: [ClusterPeer] = []
  /// The cluster whose file it is that is merged here beside another cluster's, as what is not alike in all
  /// of the source's; nil for the one that the target's is made from.
  var peer: String?
}
