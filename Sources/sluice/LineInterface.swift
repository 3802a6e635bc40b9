import Display
import Glibc

/// Answers standard input line by line, in order, with one line of JSON each.
///
/// Output is written in blocks, and whenever no further input is waiting, so that a program at the
/// other end of two pipes gets each answer.
///
/// - Throws: when input cannot be read or output cannot be written, or what `answer` throws: a missing
///   answer must not pass for a question that was never asked.
func answerLines(_ answer: ([UInt8]) throws -> [UInt8]) throws {
  var pending: [UInt8] = []
  var output: [UInt8] = []
  var block = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = read(STDIN_FILENO, &block, block.count)
    if count < 0, errno == EINTR { continue }
    guard count >= 0 else {
      throw Failure("cannot read standard input: \(String(cString: strerror(errno)))")
    }
    guard count > 0 else { break }
    var start = 0
    while let end = block[start..<count].firstIndex(of: UInt8(ascii: "\n")) {
      pending += block[start..<end]
      start = end + 1
      try answerPending(&pending, answer, &output)
    }
    pending += block[start..<count]
    try write(.answers(output), to: STDOUT_FILENO)
    output.removeAll(keepingCapacity: true)
  }
  try answerPending(&pending, answer, &output)
  try write(.answers(output), to: STDOUT_FILENO)
}

private func answerPending(
  _ line: inout [UInt8], _ answer: ([UInt8]) throws -> [UInt8], _ output: inout [UInt8]
) throws {
  guard !line.isEmpty else { return }
  output += try answer(line)
  output.append(UInt8(ascii: "\n"))
  line.removeAll(keepingCapacity: true)
}
