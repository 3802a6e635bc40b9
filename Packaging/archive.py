#!/usr/bin/env python3
"""Packs the staged tree as sluice-VERSION-linux-ARCH.tar.gz: unpacked anywhere, bin/sluice runs.

usage: archive.py STAGE DIRECTORY
"""
import gzip, io, os, platform, sys, tarfile


def members(stage):
    """(path in the tree, path on disk) of each file that belongs to an installation, sorted."""
    for folder, folders, files in sorted(os.walk(stage)):
        for file in sorted(files):
            path = os.path.join(folder, file)
            name = os.path.relpath(path, stage)
            if os.sep in name:
                yield name, path


def main(stage, out):
    with open(os.path.join(stage, "version"), encoding="utf-8") as file:
        root = f"sluice-{file.read()}-linux-{platform.machine()}"
    time = int(os.environ["SOURCE_DATE_EPOCH"])
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for name, path in members(stage):
            entry = archive.gettarinfo(path, f"{root}/{name}")
            entry.uid = entry.gid = 0
            entry.uname = entry.gname = "root"
            entry.mtime = time
            entry.mode = 0o755 if name.startswith("bin/") else 0o644
            with open(path, "rb") as file:
                archive.addfile(entry, file)
    with open(os.path.join(out, f"{root}.tar.gz"), "wb") as file:
        with gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=time) as zipped:
            zipped.write(packed.getvalue())


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
