import Glibc
import TestKit
import Testing

struct GoldenFileTests {
  private let fixture: GitFixture
  private let golden: GoldenFile
  private let recorded = Array("recorded\n".utf8)

  init() throws {
    fixture = try GitFixture()
    golden = GoldenFile(at: "\(fixture.root)/golden.txt")
    try fixture.write("recorded\n", to: "\(fixture.root)/golden.txt")
  }

  @Test func `an output matches what was recorded`() throws {
    #expect(try golden.matches(recorded, isRecording: false))
    #expect(try !golden.matches([], isRecording: false))
    #expect(try golden.contents() == recorded)
  }

  @Test func `a run that records writes the output and then it matches`() throws {
    #expect(try golden.matches(Array("new\n".utf8), isRecording: true))
    #expect(try golden.contents() == Array("new\n".utf8))
  }

  @Test func `a run that records makes a missing file`() throws {
    let missing = GoldenFile(at: "\(fixture.root)/missing.txt")
    #expect(throws: UnreadableFile.self) {
      try missing.matches(recorded, isRecording: false)
    }
    #expect(try missing.matches(recorded, isRecording: true))
    #expect(try missing.contents() == recorded)
  }

  @Test func `recording is asked for by a variable`() async {
    await #expect(processExitsWith: .success) {
      unsetenv("RECORD")
      #expect(!GoldenFile.isRecordingAskedFor)
      setenv("RECORD", "1", 1)
      #expect(GoldenFile.isRecordingAskedFor)
    }
  }

  @Test func `a run that records reads a file without writing it`() async {
    await #expect(processExitsWith: .success) {
      setenv("RECORD", "1", 1)
      let fixture = try GitFixture()
      try fixture.write("recorded\n", to: "\(fixture.root)/golden.txt")
      let golden = GoldenFile(at: "\(fixture.root)/golden.txt")
      #expect(try golden.contents() == Array("recorded\n".utf8))
      #expect(try golden.contents() == Array("recorded\n".utf8))
    }
  }
}
