import Display
import Git
import Pipeline
import TestKit
import Testing

struct RememberedOutputTests {
  private let repository: GitFixture
  private let location: RepositoryLocation
  private let output = RememberedOutput(status: 1, bytes: Array("one finding\n".utf8))

  init() throws {
    repository = try GitFixture()
    location = try Repository.discover(
      from: repository.path, environment: repository.environment
    ).location
  }

  private func digest(_ number: Int) -> String {
    var inputs = RunInputs()
    inputs.add("number", ["\(number)"])
    return inputs.digest
  }

  @Test func `inputs that are divided otherwise are others`() {
    var (left, right) = (RunInputs(), RunInputs())
    left.add("texts", ["ab", "c"])
    right.add("texts", ["a", "bc"])
    #expect(left.digest != right.digest)
    #expect(left.digest.utf8.count == 64)
  }

  @Test func `what was kept is found under its own digest only`() throws {
    let outputs = try #require(RememberedOutputs(of: location))
    #expect(outputs[digest(1)] == nil)
    outputs.keep(output, for: digest(1))
    #expect(outputs[digest(1)] == output)
    #expect(outputs[digest(2)] == nil)
  }

  @Test func `a file under another's name is not taken`() throws {
    let outputs = try #require(RememberedOutputs(of: location))
    outputs.keep(output, for: digest(1))
    let bytes = try read(1)
    try WholeFile.write(bytes, to: file(2))
    #expect(outputs[digest(2)] == nil)
  }

  /// Any change of any byte is seen: of the heading, the seal, the status, the output, the length.
  @Test func `500 damaged files are each as good as none`() throws {
    let outputs = try #require(RememberedOutputs(of: location))
    outputs.keep(output, for: digest(1))
    let whole = try read(1)
    var random = SeededGenerator(seed: 17)
    for round in 0..<500 {
      var bytes = whole
      switch round % 4 {
      case 0:
        bytes[Int.random(in: bytes.indices, using: &random)] ^= UInt8.random(
          in: 1...255, using: &random)
      case 1: bytes.removeLast(Int.random(in: 1...bytes.count, using: &random))
      case 2:
        bytes.insert(
          UInt8.random(in: 0...255, using: &random),
          at: Int.random(in: 0...bytes.count, using: &random))
      default:
        let start = Int.random(in: bytes.indices, using: &random)
        for index in start..<min(start + 16, bytes.count) { bytes[index] = ~bytes[index] }
      }
      try WholeFile.write(bytes, to: file(1))
      #expect(outputs[digest(1)] == nil || bytes == whole, "round \(round)")
    }
    outputs.keep(output, for: digest(1))
    #expect(outputs[digest(1)] == output)
  }

  @Test func `what was used longest ago goes first`() throws {
    var limits = RememberedOutputs.Limits()
    limits.files = 3
    let outputs = try #require(RememberedOutputs(of: location, limits: limits))
    for number in 1...3 {
      outputs.keep(output, for: digest(number))
      try age(number, to: number)
    }
    #expect(outputs[digest(1)] == output)
    outputs.keep(output, for: digest(4))
    #expect(outputs[digest(2)] == nil)
    for number in [1, 3, 4] { #expect(outputs[digest(number)] == output) }
  }

  @Test func `no more bytes are kept than the limit says, and no output that is too long`() throws {
    var limits = RememberedOutputs.Limits()
    (limits.bytes, limits.output) = (1000, 500)
    let outputs = try #require(RememberedOutputs(of: location, limits: limits))
    let long = RememberedOutput(status: 0, bytes: [UInt8](repeating: 1, count: 400))
    for number in 1...5 {
      outputs.keep(long, for: digest(number))
      try age(number, to: number)
    }
    #expect((1...5).count { outputs[digest($0)] != nil } == 2)
    outputs.keep(
      RememberedOutput(status: 0, bytes: [UInt8](repeating: 1, count: 501)), for: digest(9))
    #expect(outputs[digest(9)] == nil)
  }

  private func file(_ number: Int) -> String {
    "\(location.commonDirectory)/sluice/outputs/\(digest(number))"
  }

  private func read(_ number: Int) throws -> [UInt8] {
    try #require(try WholeFile.read(file(number)))
  }

  /// Makes a file look as if it was last used on a day of a year long past.
  private func age(_ number: Int, to day: Int) throws {
    _ = try ChildProcess(
      "touch", ["-d", "2001-01-0\(day)", file(number)], environment: repository.environment,
      in: repository.path
    ).run()
  }
}
