import Glibc

/// A file that a test needs and that could not be read or written.
package struct UnreadableFile: Error, Hashable {
  /// Where it is looked for.
  package let path: String
}

/// All that a file holds.
func bytes(ofFile path: String) throws(UnreadableFile) -> [UInt8] {
  guard let file = fopen(path, "rb") else { throw UnreadableFile(path: path) }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var block = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = fread(&block, 1, block.count, file)
    guard count == 0 else {
      bytes += block[..<count]
      continue
    }
    guard ferror(file) == 0 else { throw UnreadableFile(path: path) }
    return bytes
  }
}
