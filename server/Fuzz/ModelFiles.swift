import Inference
import NativeModels

/// Model files as a volume may hold them: each is read as every format, and predicts if it is one.
///
/// None may crash, hang or take much more memory than its size.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let file = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
  do throws(ModelLoadError) {
    let forest = try ForestEngine.read(file, named: "model")
    // A package with so many columns would be refused for its manifest.
    guard forest.columns < 1 << 16 else { return 0 }
    for number in [Float.nan, -.infinity, 0, .infinity] {
      let row = Array(repeating: number, count: forest.columns)
      precondition(forest.prediction(for: row).count == forest.outputCount)
    }
  } catch {
    precondition(error.description.hasPrefix("model:"))
  }
  do throws(ModelLoadError) {
    let model = try TextClassifierEngine.read(file, named: "model")
    for text in ["", "a good film, not good at all!"] { _ = model.probability(of: text) }
  } catch {
    precondition(error.description.hasPrefix("model:"))
  }
  return 0
}
