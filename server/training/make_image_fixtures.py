"""Makes the pictures that the tests of ONNXModels read, and what Pillow makes of each.

usage: make_image_fixtures.py DIRECTORY    (needs pillow and numpy)

Beside each picture stands a file of little-endian 32-bit floats: the picture resized to 20, cropped
to 16 and normalised, channel by channel.
"""

import io
import pathlib
import struct
import sys
import zlib

import numpy
from PIL import Image

RESIZE, CROP = 20, 16
MEAN = numpy.array([0.485, 0.456, 0.406], numpy.float32)
DEVIATION = numpy.array([0.229, 0.224, 0.225], numpy.float32)


def gradient(width, height):
    """Red grows to the right, green downwards, and blue is a checkerboard of 5 pixels."""
    x = numpy.arange(width)[None, :]
    y = numpy.arange(height)[:, None]
    red = numpy.broadcast_to(x * 255 // max(width - 1, 1), (height, width))
    green = numpy.broadcast_to(y * 255 // max(height - 1, 1), (height, width))
    blue = ((x // 5 + y // 5) % 2) * 200 + 20
    return numpy.stack([red, green, blue], axis=2).astype(numpy.uint8)


def png(width, height, depth, color, rows, interlaced=False, chunks=()):
    """A PNG file of rows of bytes, each without a filter."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, int(interlaced))
    data = b"".join(b"\0" + row for row in rows)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + b"".join(chunk(kind, body) for kind, body in chunks)
        + chunk(b"IDAT", zlib.compress(data, 9))
        + chunk(b"IEND", b"")
    )


def interlaced(pixels):
    """The rows of the seven passes of an interlaced picture."""
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2)]
    for left, top, across, down in passes + [(0, 1, 1, 2)]:
        part = pixels[top::down, left::across]
        if part.size:
            yield from (row.tobytes() for row in part)


def jpeg(image, **options):
    target = io.BytesIO()
    image.save(target, "JPEG", **options)
    return target.getvalue()


def saved(image, **options):
    target = io.BytesIO()
    image.save(target, "PNG", optimize=True, **options)
    return target.getvalue()


def pictures():
    pixels = gradient(47, 31)
    color = Image.fromarray(pixels)
    yield "color.png", saved(color)
    yield "tall.png", saved(Image.fromarray(gradient(23, 61)))
    yield "small.png", saved(Image.fromarray(gradient(7, 5)))
    yield "line.png", saved(Image.fromarray(gradient(300, 1)))
    yield "grey.png", saved(color.convert("L"))
    yield "bits.png", saved(color.convert("1"))
    yield "palette.png", saved(color.quantize(16))
    yield "palette-transparent.png", saved(color.quantize(8), transparency=3)
    alpha = numpy.dstack([pixels, pixels[:, :, 0]])
    yield "alpha.png", saved(Image.fromarray(alpha))
    yield "grey-alpha.png", saved(Image.fromarray(alpha).convert("LA"))
    deep = pixels.astype(numpy.uint16) * 256 + 77
    yield "deep.png", png(47, 31, 16, 2, [row.astype(">u2").tobytes() for row in deep])
    yield "interlaced.png", png(47, 31, 8, 2, interlaced(pixels), interlaced=True)
    yield "color.jpg", jpeg(color, quality=90)
    yield "full.jpg", jpeg(color, quality=95, subsampling=0)
    yield "progressive.jpg", jpeg(color, quality=85, progressive=True)
    yield "grey.jpg", jpeg(color.convert("L"), quality=90)
    yield "inks.jpg", jpeg(color.convert("CMYK"), quality=95)
    exif = Image.Exif()
    exif[0x0112] = 6  # Turned by a quarter, which is not applied.
    yield "turned.jpg", jpeg(color, quality=90, exif=exif)


def preprocessed(data):
    image = Image.open(io.BytesIO(data)).convert("RGB")
    width, height = image.size
    shorter = min(width, height)
    size = tuple(RESIZE if side == shorter else RESIZE * side // shorter for side in image.size)
    image = image.resize(size, Image.Resampling.BILINEAR)
    left, top = (round((side - CROP) / 2) for side in size)
    image = image.crop((left, top, left + CROP, top + CROP))
    values = (numpy.asarray(image, numpy.float32) / 255 - MEAN) / DEVIATION
    return values.transpose(2, 0, 1).astype("<f4").tobytes()


def main():
    target = pathlib.Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    for name, data in pictures():
        (target / name).write_bytes(data)
        (target / f"{name}.f32").write_bytes(preprocessed(data))


main()
