import CEL

@main enum Probe {
  static func main() {
    while let line = readLine() {
      print(ExpressionQuery(line)?.answer() ?? "{\"compileError\":\"unreadable line\"}")
    }
  }
}
