#!/usr/bin/env python3
"""Says what a release is made of, as CycloneDX 1.6. usage: sbom.py STAGE DIRECTORY"""
import datetime, json, os, subprocess, sys, uuid


def main(stage, out):
    with open(os.path.join(stage, "version"), encoding="utf-8") as file:
        version = file.read()
    with open("Package.resolved", encoding="utf-8") as file:
        pins = json.load(file)["pins"]
    with open(os.path.join(stage, "libraries.json"), encoding="utf-8") as file:
        libraries = json.load(file)
    swift = subprocess.run(["swift", "--version"], check=True, stdout=subprocess.PIPE, text=True).stdout
    components = [component("swift", swift.split("Swift version ")[1].split(" ")[0], "pkg:generic/swift@{}",
                            "Apache-2.0 WITH Swift-exception", kind="platform")]
    for pin in sorted(pins, key=lambda p: p["identity"]):
        place = pin["location"].removeprefix("https://").removesuffix(".git")
        components.append(component(
            pin["identity"], pin["state"]["version"], f"pkg:swift/{place}@{{}}", "Apache-2.0"))
    for library in sorted({l["package"]: l for l in libraries}.values(), key=lambda l: l["package"]):
        components.append(component(
            library["package"], library["version"], f"pkg:deb/debian/{library['package']}@{{}}?distro=debian-12"))
    root = component("sluice", version, "pkg:pypi/sluice-gitops@{}", "Apache-2.0", kind="application")
    moment = datetime.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), datetime.timezone.utc)
    bill = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "bomFormat": "CycloneDX",
        "specVersion": "1.6", "version": 1,
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, root['purl'] + moment.isoformat())}",
        "metadata": {"timestamp": moment.strftime("%Y-%m-%dT%H:%M:%SZ"), "component": root},
        "components": components,
        "dependencies": [{"ref": root["bom-ref"], "dependsOn": [c["bom-ref"] for c in components]}],
    }
    with open(os.path.join(out, f"sluice-{version}.cdx.json"), "w", encoding="utf-8") as file:
        json.dump(bill, file, indent=1)
        file.write("\n")


def component(name, version, purl, licence=None, kind="library"):
    # A plus in a version stands for itself only when it is escaped (package URL, version).
    purl = purl.format(version.replace("+", "%2B").replace("~", "%7E"))
    found = {"type": kind, "bom-ref": purl, "name": name, "version": version, "purl": purl}
    if licence:
        found["licenses"] = [{"expression": licence}]
    return found


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
