#include "image_codec.h"

#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jerror.h>
#include <jpeglib.h>
#include <png.h>

// A progressive file may have any number of scans, each of which costs as much as a picture, in a
// few bytes. Encoders write about ten.
enum { MAXIMUM_SCANS = 64 };
// The most that a chunk of a PNG file which is kept, such as the palette, may take.
enum { MAXIMUM_CHUNK_BYTES = 1 << 20 };

typedef enum { FORMAT_JPEG, FORMAT_PNG } image_format;

// The libraries answer errors by a jump, which is to `escape`: whoever calls them sets it first.
// What must outlive the jump is in this structure and not in local variables, whose values a jump
// leaves undefined.
struct image_reader {
  image_format format;
  uint32_t width, height;
  jmp_buf escape;
  image_status status;
  char *message;
  const uint8_t *bytes;
  size_t count, position;

  struct jpeg_decompress_struct jpeg;
  struct jpeg_error_mgr jpeg_errors;
  struct jpeg_progress_mgr jpeg_progress;
  png_structp png;
  png_infop png_info;
};

_Noreturn static void fail(image_reader *reader, image_status status, const char *message) {
  reader->status = status;
  snprintf(reader->message, IMAGE_MESSAGE_CAPACITY, "%s", message);
  longjmp(reader->escape, 1);
}

// Refuses a picture that is beyond the limits, while only its header was read.
static void require_limits(image_reader *reader, image_limits limits) {
  uint64_t pixels = (uint64_t)reader->width * reader->height;
  bool within = reader->width <= limits.maximum_dimension &&
                reader->height <= limits.maximum_dimension && pixels <= limits.maximum_pixels;
  if (within) return;
  char message[IMAGE_MESSAGE_CAPACITY];
  snprintf(
    message, sizeof message,
    "%u x %u pixels are too many: at most %u in a row or column and %llu in all are read",
    (unsigned)reader->width, (unsigned)reader->height, (unsigned)limits.maximum_dimension,
    (unsigned long long)limits.maximum_pixels);
  fail(reader, IMAGE_TOO_LARGE, message);
}

// JPEG

static void jpeg_failed(j_common_ptr common) {
  image_reader *reader = common->client_data;
  char message[JMSG_LENGTH_MAX];
  common->err->format_message(common, message);
  image_status status = IMAGE_CORRUPT;
  switch (common->err->msg_code) {
    case JERR_OUT_OF_MEMORY: status = IMAGE_OUT_OF_MEMORY; break;
    case JERR_BAD_PRECISION:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_SOF_UNSUPPORTED: status = IMAGE_UNSUPPORTED; break;
    case JERR_IMAGE_TOO_BIG: status = IMAGE_TOO_LARGE; break;
    default: break;
  }
  fail(reader, status, message);
}

// The library goes on after a warning, with grey where data is missing. A picture that ends early
// is refused, since a prediction on half of it would look like any other; what else is warned of,
// such as stray bytes between segments, real cameras write.
static void jpeg_warned(j_common_ptr common, int level) {
  if (level == -1 && common->err->msg_code == JWRN_JPEG_EOF) jpeg_failed(common);
}

static void jpeg_silent(j_common_ptr common) { (void)common; }

static void jpeg_progressed(j_common_ptr common) {
  if (((j_decompress_ptr)common)->input_scan_number > MAXIMUM_SCANS) {
    fail(common->client_data, IMAGE_TOO_LARGE, "the JPEG file has too many scans");
  }
}

static void open_jpeg(image_reader *reader, image_limits limits) {
  struct jpeg_decompress_struct *jpeg = &reader->jpeg;
  jpeg->err = jpeg_std_error(&reader->jpeg_errors);
  reader->jpeg_errors.error_exit = jpeg_failed;
  reader->jpeg_errors.emit_message = jpeg_warned;
  reader->jpeg_errors.output_message = jpeg_silent;
  // Kept when the structure is made.
  jpeg->client_data = reader;
  jpeg_create_decompress(jpeg);
  reader->jpeg_progress.progress_monitor = jpeg_progressed;
  jpeg->progress = &reader->jpeg_progress;
  jpeg_mem_src(jpeg, reader->bytes, reader->count);
  jpeg_read_header(jpeg, TRUE);
  reader->width = jpeg->image_width;
  reader->height = jpeg->image_height;
  require_limits(reader, limits);
  switch (jpeg->jpeg_color_space) {
    case JCS_GRAYSCALE:
    case JCS_YCbCr:
    case JCS_RGB: jpeg->out_color_space = JCS_RGB; break;
    case JCS_CMYK:
    case JCS_YCCK: jpeg->out_color_space = JCS_CMYK; break;
    default: fail(reader, IMAGE_UNSUPPORTED, "the JPEG file's colour space is not known");
  }
}

// Printers' colours are stored inverted by every encoder in use, with or without Adobe's marker, so
// that a colour is the product of its ink's byte and black's.
static void print_row(const uint8_t *inks, uint8_t *pixels, uint32_t width) {
  for (uint32_t column = 0; column < width; column++, inks += 4, pixels += 3) {
    unsigned black = inks[3];
    for (int channel = 0; channel < 3; channel++) {
      pixels[channel] = (uint8_t)((inks[channel] * black + 127) / 255);
    }
  }
}

static void read_jpeg(image_reader *reader, uint8_t *pixels) {
  struct jpeg_decompress_struct *jpeg = &reader->jpeg;
  jpeg_start_decompress(jpeg);
  size_t stride = (size_t)reader->width * 3;
  JSAMPARRAY inks = NULL;
  if (jpeg->out_color_space == JCS_CMYK) {
    inks = jpeg->mem->alloc_sarray((j_common_ptr)jpeg, JPOOL_IMAGE, reader->width * 4, 1);
  }
  while (jpeg->output_scanline < jpeg->output_height) {
    JSAMPROW row = pixels + stride * jpeg->output_scanline;
    jpeg_read_scanlines(jpeg, inks != NULL ? inks : &row, 1);
    if (inks != NULL) print_row(inks[0], row, reader->width);
  }
}

// PNG

_Noreturn static void png_failed(png_structp png, png_const_charp message) {
  fail(png_get_error_ptr(png), IMAGE_CORRUPT, message);
}

static void png_warned(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

static void png_supply(png_structp png, png_bytep target, png_size_t length) {
  image_reader *reader = png_get_io_ptr(png);
  if (length > reader->count - reader->position) {
    fail(reader, IMAGE_CORRUPT, "Premature end of PNG file");
  }
  memcpy(target, reader->bytes + reader->position, length);
  reader->position += length;
}

static void open_png(image_reader *reader, image_limits limits) {
  reader->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, reader, png_failed, png_warned);
  if (reader->png == NULL) fail(reader, IMAGE_OUT_OF_MEMORY, "out of memory");
  reader->png_info = png_create_info_struct(reader->png);
  if (reader->png_info == NULL) fail(reader, IMAGE_OUT_OF_MEMORY, "out of memory");
  png_structp png = reader->png;
  png_infop info = reader->png_info;
  png_set_read_fn(png, reader, png_supply);
  // The limits are ours to report, so the library's own are put out of the way; what it keeps of
  // chunks is bounded, and those that say nothing of the pixels are not even unpacked.
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_chunk_malloc_max(png, MAXIMUM_CHUNK_BYTES);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  png_read_info(png, info);
  reader->width = png_get_image_width(png, info);
  reader->height = png_get_image_height(png, info);
  require_limits(reader, limits);
  // Of 16 bits the upper 8 are taken, and what is transparent keeps the colour beneath, as the
  // usual training pipelines have it.
  png_set_strip_16(png);
  if (png_get_color_type(png, info) == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
  png_set_expand_gray_1_2_4_to_8(png);
  png_set_gray_to_rgb(png);
  png_set_strip_alpha(png);
}

static void read_png(image_reader *reader, uint8_t *pixels) {
  png_structp png = reader->png;
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, reader->png_info);
  size_t stride = (size_t)reader->width * 3;
  if (png_get_rowbytes(png, reader->png_info) != stride) {
    fail(reader, IMAGE_UNSUPPORTED, "the PNG file's pixels are not known");
  }
  // Later passes of an interlaced picture leave the pixels of earlier ones as they are.
  for (int pass = 0; pass < passes; pass++) {
    for (uint32_t row = 0; row < reader->height; row++) {
      png_read_row(png, pixels + stride * row, NULL);
    }
  }
}

image_status image_open(
  const uint8_t *bytes, size_t count, image_limits limits, image_reader **result,
  char message[IMAGE_MESSAGE_CAPACITY]) {
  static const uint8_t jpeg_signature[] = {0xFF, 0xD8, 0xFF};
  static const uint8_t png_signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  *result = NULL;
  message[0] = 0;
  bool is_jpeg = count >= sizeof jpeg_signature &&
                 memcmp(bytes, jpeg_signature, sizeof jpeg_signature) == 0;
  bool is_png = count >= sizeof png_signature &&
                memcmp(bytes, png_signature, sizeof png_signature) == 0;
  if (!is_jpeg && !is_png) {
    const char *reason = count == 0 ? "the file is empty" : "the file is neither JPEG nor PNG";
    snprintf(message, IMAGE_MESSAGE_CAPACITY, "%s", reason);
    return IMAGE_UNSUPPORTED;
  }
  image_reader *reader = calloc(1, sizeof *reader);
  if (reader == NULL) {
    snprintf(message, IMAGE_MESSAGE_CAPACITY, "out of memory");
    return IMAGE_OUT_OF_MEMORY;
  }
  reader->format = is_jpeg ? FORMAT_JPEG : FORMAT_PNG;
  reader->bytes = bytes;
  reader->count = count;
  reader->message = message;
  if (setjmp(reader->escape) != 0) {
    image_status status = reader->status;
    image_close(reader);
    return status;
  }
  if (is_jpeg) {
    open_jpeg(reader, limits);
  } else {
    open_png(reader, limits);
  }
  *result = reader;
  return IMAGE_OK;
}

uint32_t image_width(const image_reader *reader) { return reader->width; }

uint32_t image_height(const image_reader *reader) { return reader->height; }

image_status image_read(
  image_reader *reader, uint8_t *pixels, char message[IMAGE_MESSAGE_CAPACITY]) {
  message[0] = 0;
  reader->message = message;
  if (setjmp(reader->escape) != 0) return reader->status;
  if (reader->format == FORMAT_JPEG) {
    read_jpeg(reader, pixels);
  } else {
    read_png(reader, pixels);
  }
  return IMAGE_OK;
}

void image_close(image_reader *reader) {
  if (reader == NULL) return;
  if (reader->format == FORMAT_JPEG) {
    // Does nothing to a structure that was not made yet, whose fields are all zero.
    jpeg_destroy((j_common_ptr)&reader->jpeg);
  } else {
    png_destroy_read_struct(&reader->png, &reader->png_info, NULL);
  }
  free(reader);
}
