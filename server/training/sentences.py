"""Texts of our own to compare the service with scikit-learn; none is from a data set."""

EDGES = [
    "", " ", "!", "?!", "!!!???", "'", "''''", "movie", "Movies and films", "film movie good film",
    "good good good", "GOOD", "gOOd\tbad\nugly", "naïve but charming", "déjà vu, encore!",
    "\u212aind and \u212bngstrom", "\u0130stanbul was \u0130ncredible", "ＦＵＬＬ width",
    "it's not 'bad', it's \"fine\"", "10/10 would watch again", "0 stars", "a", "I", "don’t bother",
    "don't bother", "emoji 😀 in a great 👍 text", "very very very very very bad",
    "great\u00a0value", "one-two-three", "e\u0301lan vital", "zzzzqqqq xyzzy plugh",
    "the the the the the the the the", "\u0000good\u0000", "ß straße GROẞ good", "ǅ Ⅷ ℃ fine",
]

SUBJECTS = ["The plot", "Her acting", "This phone", "The second half", "Our evening", "The score"]
VERBS = ["was", "is", "isn't", "was never", "felt"]
JUDGEMENTS = [
    "wonderful", "awful and slow", "a delight from start to finish", "not worth the money",
    "dull, dull, dull!",
]


def texts():
    """Every edge, and every subject with a verb and each judgement."""
    made = [f"{s} {v} {j}" for s in SUBJECTS for v in VERBS for j in JUDGEMENTS]
    return EDGES + made
