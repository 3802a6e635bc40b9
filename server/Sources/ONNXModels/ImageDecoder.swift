import CImageCodec

/// A picture as bytes of red, green and blue, row by row from the top.
package struct Picture: Sendable, Equatable {
  /// How many columns there are.
  package let width: Int
  /// How many rows there are.
  package let height: Int
  /// Three bytes for each pixel.
  package let pixels: [UInt8]

  /// - Precondition: there are three bytes for each pixel, and one pixel at least.
  package init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(
      width > 0 && height > 0 && pixels.count == width * height * 3,
      "\(pixels.count) bytes for \(width) x \(height) pixels")
    self.width = width
    self.height = height
    self.pixels = pixels
  }
}

/// Why a file is not read as a picture.
package struct ImageError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Whose fault it is, which decides how a request is refused.
  package enum Kind: Sendable {
    /// Neither JPEG nor PNG, or a variant of them that is not read.
    case unsupported
    /// The file breaks its format, or ends too early.
    case corrupt
    /// The picture is beyond the limits.
    case tooLarge
    /// There is no memory for it now.
    case outOfMemory
  }

  /// Why the file was not read.
  package let kind: Kind
  /// A sentence, with the codec's own words where it gave some.
  package let description: String
}

/// Reads JPEG and PNG files, which may come from anyone.
///
/// Grey, printers' and palette colours become red, green and blue. Of 16 bits the upper 8 count. A
/// transparent pixel has the colour beneath, and the first picture of an animation is taken. The
/// orientation that a camera notes in Exif is not applied, nor are colour profiles: a picture is
/// read as training pipelines read it that ask for neither.
package struct ImageDecoder: Sendable {
  /// What a picture may have, checked before anything of its size is allocated.
  package struct Limits: Sendable, Equatable {
    /// The most columns and the most rows.
    package var dimension: Int
    /// The most pixels.
    ///
    /// One takes 3 bytes, and 6 more meanwhile in a progressive JPEG file.
    package var pixels: Int

    package init(dimension: Int = 16_384, pixels: Int = 25_000_000) {
      self.dimension = dimension
      self.pixels = pixels
    }
  }

  /// What a picture may have; one beyond is refused by its header.
  package let limits: Limits

  package init(limits: Limits = Limits()) { self.limits = limits }

  /// Reads a whole file.
  package func decode(_ bytes: [UInt8]) throws(ImageError) -> Picture {
    let result = unsafe bytes.withUnsafeBufferPointer { unsafe read($0) }
    return try result.get()
  }

  private func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Result<Picture, ImageError> {
    let limits = image_limits(
      maximum_dimension: UInt32(clamping: limits.dimension),
      maximum_pixels: UInt64(clamping: limits.pixels))
    var message = [CChar](repeating: 0, count: Int(IMAGE_MESSAGE_CAPACITY))
    var reader: OpaquePointer?
    var status = unsafe image_open(bytes.baseAddress, bytes.count, limits, &reader, &message)
    guard let reader = unsafe reader else { return .failure(ImageError(status, message)) }
    defer { unsafe image_close(reader) }
    let width = unsafe Int(image_width(reader))
    let height = unsafe Int(image_height(reader))
    let count = width * height * 3
    let pixels = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      unsafe status = image_read(reader, buffer.baseAddress, &message)
      initialized = status == IMAGE_OK ? count : 0
    }
    guard status == IMAGE_OK else { return .failure(ImageError(status, message)) }
    return .success(Picture(width: width, height: height, pixels: pixels))
  }
}

extension ImageError {
  fileprivate init(_ status: image_status, _ message: [CChar]) {
    switch status {
    case IMAGE_UNSUPPORTED: kind = .unsupported
    case IMAGE_TOO_LARGE: kind = .tooLarge
    case IMAGE_OUT_OF_MEMORY: kind = .outOfMemory
    default: kind = .corrupt
    }
    let bytes = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    description = String(decoding: bytes, as: UTF8.self)
  }
}
