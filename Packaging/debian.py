#!/usr/bin/env python3
"""Makes the Debian package. usage: debian.py BINARY STAGE DIRECTORY

It takes the libraries from Debian, as dpkg-shlibdeps finds them, and `git`.
"""
import gzip, os, re, shutil, subprocess, sys, tempfile
from email.utils import formatdate

CONTROL = """Package: sluice
Version: {version}-1
Architecture: {architecture}
Maintainer: Sluice maintainers <maintainers@users.noreply.sluice.example>
Installed-Size: {size}
Depends: {depends}, git
Section: devel
Priority: optional
Description: gate between a Git repository and Kubernetes
 Sluice reads the repository that describes staging and production namespaces
 (Kustomize, Flux, Argo CD) and says what the API server and the policies would
 say before a cluster sees it, at the line to edit. It shows what a change or a
 promotion would do, and writes the staging-to-production commit.
"""
COPYRIGHT = """Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: sluice

Files: *
Copyright: 2026 the Sluice maintainers
License: Apache-2.0
 On Debian systems the text is in /usr/share/common-licenses/Apache-2.0. What is
 linked into the binary has its licence in /usr/share/doc/sluice/licenses.
"""
CHANGELOG = """sluice ({version}-1) stable; urgency=medium

  * See changelog.gz.

 -- Sluice maintainers <maintainers@users.noreply.sluice.example>  {date}
"""


def run(*command, **options):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, **options).stdout


def depends(binary):
    """The packages, with versions, that the binary's libraries are in."""
    with tempfile.TemporaryDirectory() as folder:
        # dpkg-shlibdeps wants a source package around it.
        os.makedirs(os.path.join(folder, "debian"))
        with open(os.path.join(folder, "debian", "control"), "w", encoding="utf-8") as file:
            file.write("Source: sluice\n\nPackage: sluice\nArchitecture: any\n")
        said = run("dpkg-shlibdeps", "-O", os.path.abspath(binary), cwd=folder, stderr=subprocess.DEVNULL)
    return re.search(r"^shlibs:Depends=(.*)$", said, re.MULTILINE).group(1)


def compress(path):
    with open(path, "rb") as file:
        data = file.read()
    with open(path + ".gz", "wb") as file:
        with gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0) as zipped:
            zipped.write(data)
    os.remove(path)


def main(binary, stage, out):
    with open(os.path.join(stage, "version"), encoding="utf-8") as file:
        version = file.read()
    with tempfile.TemporaryDirectory() as root:
        os.chmod(root, 0o755)
        usr = os.path.join(root, "usr")
        shutil.copytree(os.path.join(stage, "share"), os.path.join(usr, "share"))
        os.makedirs(os.path.join(usr, "bin"))
        target = os.path.join(usr, "bin", "sluice")
        shutil.copyfile(binary, target)
        subprocess.run(["strip", target], check=True)
        # Debian's own places for what shells complete.
        zsh = os.path.join(usr, "share", "zsh")
        os.rename(os.path.join(zsh, "site-functions"), os.path.join(zsh, "vendor-completions"))
        doc = os.path.join(usr, "share", "doc", "sluice")
        # The libraries are not in this package, so neither are their licences.
        brought = open(os.path.join(stage, "libraries.json"), encoding="utf-8").read()
        for name in set(re.findall(r'"source": "([^"]*)"', brought)):
            os.remove(os.path.join(doc, "licenses", name))
        os.remove(os.path.join(doc, "LICENSE"))
        with open(os.path.join(doc, "copyright"), "w", encoding="utf-8") as file:
            file.write(COPYRIGHT)
        os.rename(os.path.join(doc, "CHANGELOG.md"), os.path.join(doc, "changelog"))
        compress(os.path.join(doc, "changelog"))
        with open(os.path.join(doc, "changelog.Debian"), "w", encoding="utf-8") as file:
            file.write(CHANGELOG.format(
                version=version, date=formatdate(int(os.environ["SOURCE_DATE_EPOCH"]))))
        compress(os.path.join(doc, "changelog.Debian"))
        for name in os.listdir(os.path.join(usr, "share", "man", "man1")):
            compress(os.path.join(usr, "share", "man", "man1", name))
        size = 0
        for folder, folders, files in os.walk(usr):
            os.chmod(folder, 0o755)
            for name in files:
                path = os.path.join(folder, name)
                os.chmod(path, 0o755 if path == target else 0o644)
                size += os.path.getsize(path)
        architecture = run("dpkg", "--print-architecture").strip()
        os.makedirs(os.path.join(root, "DEBIAN"))
        with open(os.path.join(root, "DEBIAN", "control"), "w", encoding="utf-8") as file:
            file.write(CONTROL.format(
                version=version, architecture=architecture, size=size // 1024, depends=depends(binary)))
        sums = run("find", "usr", "-type", "f", cwd=root).split("\n")
        with open(os.path.join(root, "DEBIAN", "md5sums"), "w", encoding="utf-8") as file:
            file.write(run("md5sum", *sorted(filter(None, sums)), cwd=root))
        subprocess.run(
            ["dpkg-deb", "--root-owner-group", "--build", "-Zxz", root,
             os.path.join(out, f"sluice_{version}-1_{architecture}.deb")],
            check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
