/// Pictures as rows of red, green and blue bytes, read from JPEG and PNG files that may be hostile.
///
/// A picture is read in two steps, so that its size is known, and was found to be within the
/// limits, before anything of that size is allocated.
#ifndef IMAGE_CODEC_H
#define IMAGE_CODEC_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A file whose header was read.
typedef struct image_reader image_reader;

typedef enum {
  IMAGE_OK,
  /// Neither JPEG nor PNG, or a variant of them that is not read.
  IMAGE_UNSUPPORTED,
  /// The file breaks its format, or ends too early.
  IMAGE_CORRUPT,
  /// The picture has more pixels, or the file more scans, than the limits allow.
  IMAGE_TOO_LARGE,
  IMAGE_OUT_OF_MEMORY,
} image_status;

typedef struct {
  /// The most columns and the most rows.
  uint32_t maximum_dimension;
  uint64_t maximum_pixels;
} image_limits;

enum { IMAGE_MESSAGE_CAPACITY = 256 };

/// Reads the header of a file.
///
/// - `bytes` must live until the reader is closed.
/// - `reader` is set to a reader to close for IMAGE_OK, else to NULL, with the reason in `message`.
image_status image_open(
  const uint8_t *bytes, size_t count, image_limits limits, image_reader **reader,
  char message[IMAGE_MESSAGE_CAPACITY]);
uint32_t image_width(const image_reader *reader);
uint32_t image_height(const image_reader *reader);
/// Writes three bytes for each pixel, row by row without gaps. To be called once.
image_status image_read(
  image_reader *reader, uint8_t *pixels, char message[IMAGE_MESSAGE_CAPACITY]);
void image_close(image_reader *reader);

#ifdef __cplusplus
}
#endif

#endif
