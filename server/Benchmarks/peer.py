"""The loan model behind FastAPI, as many would serve it: what the load benchmark compares with.

    uvicorn peer:app --workers 2 --no-access-log

It writes no log and counts nothing, which the service here does.
"""

import json
import os
from pathlib import Path
from typing import Literal, Optional

import numpy
import xgboost
from fastapi import FastAPI
from pydantic import BaseModel, create_model

PACKAGE = Path(os.environ["LOAN_PACKAGE"])
MANIFEST = json.loads((PACKAGE / "manifest.json").read_text())
SCALER = json.loads((PACKAGE / "scaler.json").read_text())
MEAN, SCALE = numpy.array(SCALER["mean"]), numpy.array(SCALER["scale"])
BOOSTER = xgboost.Booster()
BOOSTER.load_model(PACKAGE / "model.ubj")
BOOSTER.set_param({"nthread": 1})

Features = create_model(
    "Features",
    **{
        feature["name"]: (
            Optional[Literal[tuple(feature["categories"])] if feature.get("categories") else float],
            None,
        )
        for feature in MANIFEST["features"]
    },
)


class PredictRequest(BaseModel):
    features: Features


class Input(BaseModel):
    name: str
    shape: list[int]
    datatype: str
    data: list[float]


class InferRequest(BaseModel):
    inputs: list[Input]


app = FastAPI()


def probabilities(rows: numpy.ndarray) -> list[float]:
    scaled = ((rows - MEAN) / SCALE).astype(numpy.float32)
    return BOOSTER.inplace_predict(scaled).tolist()


@app.get("/healthz")
def healthz():
    return {"status": "ok"}


@app.post("/predict")
def predict(request: PredictRequest):
    row = []
    for feature in MANIFEST["features"]:
        value = getattr(request.features, feature["name"])
        if categories := feature.get("categories"):
            row += [1.0 if value == category else 0.0 for category in categories]
        else:
            row.append(numpy.nan if value is None else value)
    default = probabilities(numpy.array([row]))[0]
    label = MANIFEST["labels"][default > 0.5]
    return {
        "model": MANIFEST["name"],
        "model_version": MANIFEST["version"],
        "predictions": [{"label": label, "confidence": max(default, 1 - default)}],
    }


@app.post("/v2/models/loan-default/infer")
def infer(request: InferRequest):
    one = request.inputs[0]
    result = probabilities(numpy.array(one.data).reshape(one.shape))
    return {
        "model_name": MANIFEST["name"],
        "model_version": MANIFEST["version"],
        "outputs": [
            {
                "name": "probabilities",
                "datatype": "FP32",
                "shape": [len(result), 2],
                "data": [number for p in result for number in (1 - p, p)],
            }
        ],
    }
