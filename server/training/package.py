"""Writes model packages and fixtures so that the same model is the same bytes."""

import hashlib
import json
import math
import os
import pathlib

SERVER = pathlib.Path(__file__).resolve().parent.parent
FIXTURES = SERVER / "Tests/NativeModelsTests/Fixtures"


def single_threaded():
    """Sums in one order only; to be called before numpy is imported."""
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = "1"


def digest(data):
    return hashlib.sha256(data).hexdigest()


def row(values):
    """A row of numbers as JSON holds it: null where one is missing."""
    return [None if math.isnan(value) else float(value) for value in values]


def write_json(path, value, indent=2):
    """Writes keys in the order given, and numbers in their shortest exact form."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(value, indent=indent, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def write_rows(path, rows):
    """Writes a list with one element a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(value, ensure_ascii=False, allow_nan=False) for value in rows]
    path.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


def write_package(directory, manifest, files, golden, card):
    """Writes a package; `manifest` says which of `files` is the model."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (directory / name).write_bytes(data)
    write_json(directory / "manifest.json", manifest)
    rows = ",\n".join("    " + json.dumps(r, ensure_ascii=False, allow_nan=False) for r in golden)
    (directory / "golden.json").write_text('{\n  "rows": [\n' + rows + "\n  ]\n}\n", "utf-8")
    (directory / "MODEL_CARD.md").write_text(card, "utf-8")
