package import Inference

/// Turns pictures into rows of an image model's input, as the manifest says.
///
/// The shorter side is resized to `resize` and the longer in proportion, the centre of `crop` by
/// `crop` pixels is cut out, bytes are scaled to 0...1, and of each channel the mean is subtracted
/// and the rest divided by the deviation; the channels follow one another. The arithmetic is that
/// of the usual training pipeline (Pillow's bilinear resize, torchvision's sizes and places), with
/// its rounding to bytes after each of the two passes; a byte here and there differs by one.
package struct ImagePreprocessor: Sendable {
  private let preprocessing: ModelManifest.ImagePreprocessing

  /// - Throws: ``ModelLoadError`` when the manifest's numbers cannot be meant.
  package init(_ preprocessing: ModelManifest.ImagePreprocessing) throws(ModelLoadError) {
    guard (1...4096).contains(preprocessing.crop) else {
      throw ModelLoadError("manifest.json: image.crop must be 1 to 4096")
    }
    guard (preprocessing.crop...8192).contains(preprocessing.resize) else {
      throw ModelLoadError("manifest.json: image.resize must be image.crop to 8192")
    }
    guard preprocessing.mean.count == 3, preprocessing.mean.allSatisfy(\.isFinite) else {
      throw ModelLoadError("manifest.json: image.mean must be three numbers")
    }
    guard preprocessing.deviation.count == 3,
      preprocessing.deviation.allSatisfy({ $0.isFinite && $0 > 0 })
    else {
      throw ModelLoadError("manifest.json: image.deviation must be three positive numbers")
    }
    self.preprocessing = preprocessing
  }

  /// Reads a file and turns it into one row.
  ///
  /// - Parameter path: where the file stands in the request, for the error.
  package func tensor(
    ofFile bytes: [UInt8], decoder: ImageDecoder, path: String
  ) throws(InferenceError) -> Tensor {
    do {
      return tensor(of: try decoder.decode(bytes))
    } catch {
      switch error.kind {
      case .outOfMemory: throw .failed(error.description)
      case .unsupported, .corrupt, .tooLarge:
        throw .invalid(path: path, message: "must be a JPEG or PNG picture: \(error)")
      }
    }
  }

  /// One row, of the shape `[1, 3, crop, crop]`.
  package func tensor(of picture: Picture) -> Tensor {
    let crop = preprocessing.crop
    let shorter = min(picture.width, picture.height)
    let columns = resampling(of: picture.width, shorter: shorter)
    let rows = resampling(of: picture.height, shorter: shorter)
    let bytes = resize(picture, columns: columns, rows: rows)
    let area = crop * crop
    var elements: [Float] = []
    elements.reserveCapacity(3 * area)
    for channel in 0..<3 {
      let mean = preprocessing.mean[channel]
      let deviation = preprocessing.deviation[channel]
      for pixel in 0..<area {
        elements.append((Float(bytes[pixel * 3 + channel]) / 255 - mean) / deviation)
      }
    }
    return Tensor(shape: [1, 3, crop, crop], .float32(elements))
  }

  /// How the pixels of the crop are made of one dimension's.
  private func resampling(of size: Int, shorter: Int) -> Resampling {
    let resized = size == shorter ? preprocessing.resize : preprocessing.resize * size / shorter
    // Half a pixel goes to the even neighbour.
    let margin = (Double(resized - preprocessing.crop) / 2).rounded(.toNearestOrEven)
    return Resampling(
      from: size, to: resized, range: Int(margin)..<Int(margin) + preprocessing.crop)
  }

  /// The crop of the resized picture.
  ///
  /// Only what ends up in the crop is computed, so that the work and memory for a picture of one
  /// row and thousands of columns, whose resized form is enormous, remain those of the crop.
  private func resize(_ picture: Picture, columns: Resampling, rows: Resampling) -> [UInt8] {
    let crop = preprocessing.crop
    let needed = rows.source
    let stride = picture.width * 3
    var squeezed = [UInt8](repeating: 0, count: needed.count * crop * 3)
    unsafe picture.pixels.withUnsafeBufferPointer { source in
      unsafe squeezed.withUnsafeMutableBufferPointer { target in
        for row in needed {
          let line = row * stride
          var output = (row - needed.lowerBound) * crop * 3
          for taps in columns.taps {
            var red = Resampling.half
            var green = Resampling.half
            var blue = Resampling.half
            var input = line + taps.start * 3
            for weight in columns.weights[taps.weights] {
              unsafe red &+= weight &* Int32(source[input])
              unsafe green &+= weight &* Int32(source[input &+ 1])
              unsafe blue &+= weight &* Int32(source[input &+ 2])
              input &+= 3
            }
            unsafe target[output] = Resampling.byte(red)
            unsafe target[output &+ 1] = Resampling.byte(green)
            unsafe target[output &+ 2] = Resampling.byte(blue)
            output &+= 3
          }
        }
      }
    }
    var result = [UInt8](repeating: 0, count: crop * crop * 3)
    let width = crop * 3
    unsafe squeezed.withUnsafeBufferPointer { source in
      unsafe result.withUnsafeMutableBufferPointer { target in
        for (row, taps) in rows.taps.enumerated() {
          for column in 0..<width {
            var sum = Resampling.half
            var input = (taps.start - needed.lowerBound) * width + column
            for weight in rows.weights[taps.weights] {
              unsafe sum &+= weight &* Int32(source[input])
              input &+= width
            }
            unsafe target[row * width + column] = Resampling.byte(sum)
          }
        }
      }
    }
    return result
  }
}

/// How a range of the pixels of a resized dimension is made of the original's.
///
/// Each is a weighted mean under a triangle around its centre, as wide as two pixels of the coarser
/// of the two grids, so that nothing is skipped when a picture shrinks.
private struct Resampling {
  /// The original pixels that make one of the resized.
  struct Taps {
    var start: Int
    /// Where their weights stand.
    var weights: Range<Int>
  }

  private static let fractionBits = 22
  static let half: Int32 = 1 << (fractionBits - 1)

  private(set) var taps: [Taps] = []
  /// Weights in units of 2⁻²², so that a byte times their sum fits in 32 bits.
  private(set) var weights: [Int32] = []
  /// All original pixels that take part.
  private(set) var source = 0..<0

  init(from original: Int, to resized: Int, range: Range<Int>) {
    let scale = Double(original) / Double(resized)
    let support = max(scale, 1)
    for position in range {
      let center = (Double(position) + 0.5) * scale
      let start = max(0, Int(center - support + 0.5))
      let end = min(original, Int(center + support + 0.5))
      let triangle = (start..<end).map { pixel in
        max(0, 1 - abs((Double(pixel) - center + 0.5) * (1 / support)))
      }
      let total = triangle.reduce(0, +)
      let first = weights.count
      weights += triangle.map { weight in
        Int32(weight / total * Double(1 << Self.fractionBits) + 0.5)
      }
      taps.append(Taps(start: start, weights: first..<weights.count))
    }
    if let first = taps.first, let last = taps.last {
      source = first.start..<(last.start + last.weights.count)
    }
  }

  /// A sum of weighted bytes, rounded by the half that it began with.
  static func byte(_ sum: Int32) -> UInt8 { UInt8(clamping: sum >> Int32(fractionBits)) }
}
