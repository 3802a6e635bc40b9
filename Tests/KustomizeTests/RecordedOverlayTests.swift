import Kustomize
import Testing

/// Overlays that combine features render as Kustomize renders them.
struct RecordedOverlayTests {
  @Test(arguments: RecordedOverlays.names)
  func `an overlay renders as kubectl prints it`(_ name: String) throws {
    let rendering = try RecordedOverlays.render(name, from: RecordedOverlays.tree)
    let text = String(decoding: try rendering.printed(), as: UTF8.self)
    #expect(text == (try RecordedOverlays.expected(name)))
  }

  @Test func `there are twenty of them`() {
    #expect(RecordedOverlays.names.count == 20)
  }
}
