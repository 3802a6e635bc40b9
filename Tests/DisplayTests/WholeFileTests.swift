import Display
import Glibc
import Testing

struct WholeFileTests {
  private func inTemporaryDirectory(_ body: (String) throws -> Void) throws {
    var template = Array("/tmp/sluice-files-XXXXXX".utf8CString)
    let directory = String(cString: try #require(mkdtemp(&template)))
    defer { _ = system("rm -rf '\(directory)'") }
    try body(directory)
  }

  private func names(in directory: String) -> [String] {
    var names: [String] = []
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  @Test func `a file is replaced with its permissions, through its links`() throws {
    try inTemporaryDirectory { directory in
      let (file, link) = ("\(directory)/file", "\(directory)/link")
      try WholeFile.write(Array("one".utf8), to: file)
      chmod(file, 0o640)
      symlink("file", link)
      try WholeFile.write(Array("two".utf8), to: link)
      let written = try WholeFile.read(file)
      #expect(written == Array("two".utf8))
      var status = stat()
      lstat(link, &status)
      #expect(status.st_mode & S_IFMT == S_IFLNK)
      stat(file, &status)
      #expect(status.st_mode & 0o777 == 0o640)
      #expect(names(in: directory) == ["file", "link"])
    }
  }

  @Test func `a file that is not there reads as nil, a directory is an error`() throws {
    try inTemporaryDirectory { directory in
      let absent = try WholeFile.read("\(directory)/none")
      #expect(absent == nil)
      #expect(throws: FileError.self) { try WholeFile.read(directory) }
      #expect(throws: FileError.self) { try WholeFile.write([1], to: "\(directory)/no/file") }
      #expect(throws: FileError.self) { try WholeFile.write([1], to: directory) }
      #expect(names(in: directory) == [])
    }
  }

  @Test func `a device that is full is an error`() {
    #expect {
      try WholeFile.write([1], to: "/dev/full")
    } throws: {
      "\($0)" == "cannot write /dev/full: No space left on device"
    }
  }

  @Test func `a pipe that nobody reads is told apart`() throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    close(ends[0])
    defer { close(ends[1]) }
    let previous = signal(SIGPIPE, SIG_IGN)
    defer { signal(SIGPIPE, previous) }
    #expect {
      try WholeFile.write([1], to: ends[1], named: "a pipe")
    } throws: {
      ($0 as? FileError)?.isBrokenPipe == true
    }
  }
}
