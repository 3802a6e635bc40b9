#!/usr/bin/env python3
"""Packs the staged tree as a wheel, so that `pip install` and pre-commit bring Sluice without a compiler.

usage: wheel.py STAGE DIRECTORY

Nothing in it is Python: the binary goes where scripts go, the rest below the same prefix (PEP 427, data
directories), so it starts as fast as anywhere. The platform tag says the C library that it needs
(PEP 600).
"""
import base64, hashlib, os, platform, sys, time, zipfile

import archive, libraries

NAME = "sluice-gitops"
METADATA = """Metadata-Version: 2.4
Name: {name}
Version: {version}
Summary: The gate between a Git repository and Kubernetes: admission checks, diffs, promotions.
License-Expression: Apache-2.0
Requires-Python: >=3.8
Classifier: Environment :: Console
Classifier: Operating System :: POSIX :: Linux
Classifier: Topic :: Software Development :: Version Control :: Git
Description-Content-Type: text/plain

`sluice check` says what the API server and your policies would say of the manifests in a Git
repository, at the line to edit, before a cluster sees them. `sluice --help` says the rest.
It needs `git`.
"""


def main(stage, out):
    with open(os.path.join(stage, "version"), encoding="utf-8") as file:
        version = file.read()
    files = dict(archive.members(stage))
    major, minor = libraries.newest_glibc(p for n, p in files.items() if n.startswith(("bin/", "lib/")))
    tag = f"py3-none-manylinux_{major}_{minor}_{platform.machine()}"
    base = f"{NAME.replace('-', '_')}-{version}"
    info = f"{base}.dist-info"
    content = {}
    for name, path in files.items():
        with open(path, "rb") as file:
            data = file.read()
        if name.startswith("share/doc/"):
            content[f"{info}/licenses/{os.path.relpath(name, 'share/doc/sluice')}"] = data
        else:
            place = name.replace("bin/", "scripts/", 1) if name.startswith("bin/") else f"data/{name}"
            content[f"{base}.data/{place}"] = data
    content[f"{info}/METADATA"] = METADATA.format(name=NAME, version=version).encode()
    content[f"{info}/WHEEL"] = (
        f"Wheel-Version: 1.0\nGenerator: Packaging/wheel.py\nRoot-Is-Purelib: false\nTag: {tag}\n").encode()
    record = "".join(f"{name},sha256={digest(data)},{len(data)}\n" for name, data in sorted(content.items()))
    content[f"{info}/RECORD"] = (record + f"{info}/RECORD,,\n").encode()

    moment = time.gmtime(int(os.environ["SOURCE_DATE_EPOCH"]))[:6]
    with zipfile.ZipFile(os.path.join(out, f"{base}-{tag}.whl"), "w", zipfile.ZIP_DEFLATED) as wheel:
        # The description of a package stands last, where tools look for it first.
        for name in sorted(content, key=lambda n: (n.startswith(info), n)):
            entry = zipfile.ZipInfo(name, moment)
            mode = 0o755 if "/scripts/" in name else 0o644
            entry.external_attr = (0o100000 | mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            wheel.writestr(entry, content[name])


def digest(data):
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
