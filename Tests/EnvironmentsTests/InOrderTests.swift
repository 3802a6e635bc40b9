import Environments
import Testing

struct InOrderTests {
  @Test(arguments: [1, 2, 8, 100])
  func `results stand in the order of the elements, whatever the width`(width: Int) async {
    let elements = Array(0..<50)
    #expect(await inOrder(elements, width: width) { $0 * 2 } == elements.map { $0 * 2 })
  }

  @Test func `nothing gives nothing`() async {
    #expect(await inOrder([Int](), width: 4) { $0 } == [])
  }
}
