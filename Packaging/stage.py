#!/usr/bin/env python3
"""Lays out what an installed Sluice is: the binary, the libraries that not every Linux has, its manual,
the shells' completions, and the licences of all of it.

usage: stage.py BINARY DIRECTORY

The binary finds its libraries in ../lib/sluice beside its own directory, wherever the tree is put.
"""
import json, os, shutil, subprocess, sys

import libraries, manual

COMPLETIONS = {"bash": "share/bash-completion/completions/sluice",
               "zsh": "share/zsh/site-functions/_sluice",
               "fish": "share/fish/vendor_completions.d/sluice.fish"}


def run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


def copy(source, *place):
    target = os.path.join(*place)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    shutil.copyfile(source, target)
    return target


def write(data, *place):
    target = os.path.join(*place)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, "wb") as file:
        file.write(data)


def main(binary, stage):
    brought = libraries.brought_along(binary)
    target = copy(binary, stage, "bin", "sluice")
    run("strip", target)
    run("patchelf", "--set-rpath", "$ORIGIN/../lib/sluice", target)
    os.chmod(target, 0o755)

    licences = os.path.join(stage, "share", "doc", "sluice", "licenses")
    listed = []
    for library in brought:
        target = copy(library.path, stage, "lib", "sluice", library.name)
        run("strip", "--strip-unneeded", target)
        run("patchelf", "--set-rpath", "$ORIGIN", target)
        copy(library.licence, licences, library.source)
        listed.append({"library": library.name, "package": library.package,
                       "version": library.version, "source": library.source})
    for name, path in libraries.linked_in():
        copy(path, licences, name)
    copy("LICENSE", stage, "share", "doc", "sluice", "LICENSE")
    copy("Sources/CCustomKinds/NOTICE", licences, "custom-kinds")
    copy("CHANGELOG.md", stage, "share", "doc", "sluice", "CHANGELOG.md")
    write(json.dumps(listed, indent=1).encode(), stage, "libraries.json")

    for shell, place in COMPLETIONS.items():
        script = run(binary, "--generate-completion-script", shell)
        # A completion is read by a shell, not run by the kernel.
        write(script.removeprefix(b"#!/bin/bash\n"), stage, place)
    for name, page in manual.pages(json.loads(run(binary, "--experimental-dump-help")), version(binary)):
        write(page.encode(), stage, "share", "man", "man1", f"{name}.1")
    write(version(binary).encode(), stage, "version")


def version(binary):
    """`0.1.0`, as the binary itself says."""
    return run(binary, "--version").decode().split()[1]


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
