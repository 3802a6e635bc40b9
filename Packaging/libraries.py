"""The shared libraries of a binary that a Linux may lack, with the package and licence of each, and what
is linked into it."""
import glob, os, re, subprocess
from typing import NamedTuple

# What every Linux with a C++ runtime has: the list of PEP 600 for manylinux, as far as it is needed here.
EVERYWHERE = re.compile(r"^(ld-linux.*|linux-vdso|lib(c|m|dl|rt|pthread|resolv|util|gcc_s|stdc\+\+))\.so")


class Library(NamedTuple):
    """A library as the binary asks for it, and where it comes from."""
    name: str
    path: str
    package: str
    version: str
    source: str
    licence: str


def run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def brought_along(binary):
    """Each library that goes along with the binary, those of libraries too, by name."""
    found = []
    for line in run("ldd", binary).splitlines():
        name, arrow, rest = line.strip().partition(" => ")
        if not arrow or EVERYWHERE.match(name):
            continue
        if rest.startswith("not found"):
            raise SystemExit(f"{binary} needs {name}, which this machine lacks")
        path = os.path.realpath(rest.split(" (")[0])
        # Debian lists a file by the name that it had before /lib became a link to /usr/lib.
        owner = run("dpkg-query", "--search", "*" + path.removeprefix("/usr")).split(":")[0]
        version, source = run(
            "dpkg-query", "--show", "--showformat=${Version} ${source:Package}", owner).splitlines()[0].split(" ")
        found.append(Library(name, path, owner, version, source, f"/usr/share/doc/{owner}/copyright"))
    return sorted(found)


def linked_in():
    """The packages and the runtime that are part of the binary itself: (name, path of the licence)."""
    found = [(os.path.basename(os.path.dirname(path)), path)
             for path in glob.glob(".build/checkouts/*/LICENSE.txt")]
    swift = os.path.realpath(run("sh", "-c", "command -v swift").strip())
    for path in ["share/swift/LICENSE.txt", "share/doc/swift/LICENSE.txt"]:
        path = os.path.join(os.path.dirname(os.path.dirname(swift)), path)
        if os.path.exists(path):
            found.append(("swift", path))
            break
    return sorted(found)


def newest_glibc(paths):
    """The newest version of the C library that any of the files needs, as (2, 36)."""
    needed = {tuple(map(int, v.split("."))) for path in paths
              for v in re.findall(r"GLIBC_(2(?:\.\d+)+)", run("objdump", "-T", path))}
    return max(v[:2] for v in needed)
