import Inference
import ONNXModels
import Testing

@Suite struct ImageTests {
  static let pictures = [
    "color.png", "tall.png", "small.png", "line.png", "grey.png", "bits.png", "palette.png",
    "palette-transparent.png", "alpha.png", "grey-alpha.png", "deep.png", "interlaced.png",
    "color.jpg", "full.jpg", "progressive.jpg", "grey.jpg", "inks.jpg", "turned.jpg",
  ]

  @Test(arguments: pictures)
  func `a picture becomes the tensor that Pillow and numpy make of it`(_ name: String) throws {
    let preprocessor = try ImagePreprocessor(Fixture.preprocessing(resize: 20, crop: 16))
    let tensor = try preprocessor.tensor(
      ofFile: Fixture.bytes("Pictures/\(name)"), decoder: ImageDecoder(), path: "image")
    #expect(tensor.shape == [1, 3, 16, 16])
    guard case .float32(let elements) = tensor.elements else {
      Issue.record("not FP32")
      return
    }
    let expected = try Fixture.floats("Pictures/\(name).f32")
    try #require(elements.count == expected.count)
    let differences = zip(elements, expected).map { abs($0 - $1) }
    // One step of a byte, which is 1/255 of a deviation; the JPEG libraries of the two differ by a
    // few.
    let bound: Float = name.hasSuffix(".png") ? 1.01 / 255 / 0.224 : 0.06
    #expect(differences.max() ?? 1 <= bound)
    for channel in 0..<3 {
      let part = differences[channel * 256..<(channel + 1) * 256]
      #expect(part.reduce(0, +) / 256 <= 1e-2)
    }
  }

  @Test(arguments: pictures)
  func `a picture that ends early is refused or whole, wherever it ends`(_ name: String) throws {
    let bytes = try Fixture.bytes("Pictures/\(name)")
    let whole = try ImageDecoder().decode(bytes)
    for count in 0..<bytes.count {
      do throws(ImageError) {
        let picture = try ImageDecoder().decode(Array(bytes.prefix(count)))
        #expect(picture == whole, "\(count) bytes")
      } catch {
        #expect(error.kind == .corrupt || (count < 8 && error.kind == .unsupported))
        #expect(!error.description.isEmpty)
      }
    }
  }

  @Test func `an exact picture has its pixels`() throws {
    let picture = try ImageDecoder().decode(Fixture.bytes("Pictures/color.png"))
    #expect(picture.width == 47 && picture.height == 31)
    #expect(Array(picture.pixels.prefix(3)) == [0, 0, 20])
    #expect(Array(picture.pixels.suffix(3)) == [255, 255, 220])
  }

  @Test func `the orientation in Exif is not applied`() throws {
    let turned = try ImageDecoder().decode(Fixture.bytes("Pictures/turned.jpg"))
    #expect(try turned == ImageDecoder().decode(Fixture.bytes("Pictures/color.jpg")))
  }

  @Test func `what is no picture is refused with the reason`() {
    let empty = #expect(throws: ImageError.self) { try ImageDecoder().decode([]) }
    #expect(empty?.kind == .unsupported && empty?.description == "the file is empty")
    let other = #expect(throws: ImageError.self) {
      try ImageDecoder().decode(Array("GIF89a".utf8))
    }
    #expect(other?.kind == .unsupported)
    #expect(other?.description == "the file is neither JPEG nor PNG")
  }

  @Test func `a picture beyond the limits is refused by its header alone`() throws {
    var bytes = try Fixture.bytes("Pictures/color.jpg")
    let frame = try #require(
      bytes.indices.dropLast().first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC0 })
    bytes.replaceSubrange(frame + 5..<frame + 9, with: [0xFF, 0xDC, 0xFF, 0xDC])
    let error = #expect(throws: ImageError.self) { try ImageDecoder().decode(bytes) }
    #expect(error?.kind == .tooLarge)
    #expect(
      error?.description
        == "65500 x 65500 pixels are too many: at most 16384 in a row or column and 25000000 in "
        + "all are read")
    let small = ImageDecoder(limits: .init(dimension: 100, pixels: 47 * 31 - 1))
    #expect(throws: ImageError.self) { try small.decode(Fixture.bytes("Pictures/color.png")) }
    let exact = ImageDecoder(limits: .init(dimension: 47, pixels: 47 * 31))
    #expect(throws: Never.self) { try exact.decode(Fixture.bytes("Pictures/color.png")) }
  }

  @Test func `bytes that were changed never crash the decoder`() throws {
    var random = Seeded(state: 42)
    for name in Self.pictures {
      let bytes = try Fixture.bytes("Pictures/\(name)")
      for _ in 0..<100 {
        var changed = bytes
        for _ in 0..<Int.random(in: 1...6, using: &random) {
          let place = Int.random(in: 0..<changed.count, using: &random)
          changed[place] = UInt8.random(in: 0...255, using: &random)
        }
        let decoder = ImageDecoder(limits: .init(dimension: 1000, pixels: 100_000))
        guard let picture = try? decoder.decode(changed) else { continue }
        #expect(picture.pixels.count == picture.width * picture.height * 3)
      }
    }
  }

  @Test func `a line of thousands of pixels is resized within its crop`() throws {
    let line = Picture(
      width: 16_384, height: 1, pixels: [UInt8](repeating: 128, count: 16_384 * 3))
    let preprocessor = try ImagePreprocessor(Fixture.preprocessing(resize: 256, crop: 224))
    let tensor = preprocessor.tensor(of: line)
    #expect(tensor.shape == [1, 3, 224, 224])
    guard case .float32(let elements) = tensor.elements else { return }
    #expect(elements[0] == (Float(128) / 255 - 0.485) / 0.229)
  }

  @Test func `a manifest whose numbers cannot be meant is refused`() throws {
    #expect(throws: ModelLoadError("manifest.json: image.resize must be image.crop to 8192")) {
      try ImagePreprocessor(Fixture.preprocessing(resize: 8, crop: 16))
    }
    var preprocessing = try Fixture.preprocessing(resize: 8, crop: 8)
    preprocessing.deviation[1] = 0
    #expect(throws: ModelLoadError("manifest.json: image.deviation must be three positive numbers"))
    {
      try ImagePreprocessor(preprocessing)
    }
  }
}

/// A generator that gives the same numbers each time.
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
