import Glibc

/// Answers standard input line by line, in order, with one line each.
///
/// Output is written in blocks, and whenever no further line is waiting, so that a program at the
/// other end of two pipes gets each answer.
func answerLines(_ answer: (String) -> String) {
  var output: [UInt8] = []
  while let line = readLine() {
    guard !line.isEmpty else { continue }
    output += answer(line).utf8
    output.append(UInt8(ascii: "\n"))
    if output.count >= 1 << 16 || !isInputWaiting() {
      write(output, to: STDOUT_FILENO)
      output.removeAll(keepingCapacity: true)
    }
  }
  write(output, to: STDOUT_FILENO)
}

private func isInputWaiting() -> Bool {
  var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
  return poll(&descriptor, 1, 0) > 0
}
