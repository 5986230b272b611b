"""Texts taken apart: Tests/DataTests/Fixtures/texts.json.

    python Tests/References/data_texts.py > Tests/DataTests/Fixtures/texts.json

Ran with Python 3.11.7, scikit-learn 1.9.1.
"""
import json
import sys

import sklearn
from sklearn.feature_extraction.text import HashingVectorizer, TfidfVectorizer

TRAIN = [
    "Good morning, good day!", "the quick brown fox jumps over the lazy dog", "Ärger über Öl — naïve café",
    "a b c is too short", "", "fox and dog; dog and FOX and dog", "good   food_1 food-2\tgood 42", "Καλημέρα κόσμε",
    "don't stop the  fox", "the the the day",
]
NEW = ["good fox unknown words", "", "THE café the dog", "quick"]

TFIDF = [
    {}, {"sublinear_tf": True}, {"norm": None}, {"norm": "l1", "smooth_idf": False}, {"use_idf": False},
    {"ngram_range": (1, 2), "min_df": 2}, {"binary": True, "max_df": 0.25}, {"lowercase": False, "min_df": 0.2},
    {"stop_words": ["the", "and"]}, {"max_features": 4},
    {"analyzer": "char", "ngram_range": (2, 3), "min_df": 2},
    {"analyzer": "char_wb", "ngram_range": (3, 5), "min_df": 2},
]
HASHING = [
    {"n_features": 16}, {"n_features": 7, "alternate_sign": False, "norm": None},
    {"n_features": 32, "ngram_range": (1, 2), "norm": "l1"},
    {"n_features": 16, "analyzer": "char_wb", "ngram_range": (2, 4)},
]

cases = []
for options in TFIDF:
    model = TfidfVectorizer(**options).fit(TRAIN)
    terms = model.get_feature_names_out().tolist()
    cases.append(
        {"step": "tf_idf", "options": options, "terms": terms, "train": model.transform(TRAIN).toarray().tolist(),
         "new": model.transform(NEW).toarray().tolist()})
for options in HASHING:
    model = HashingVectorizer(**options)
    cases.append(
        {"step": "hashing", "options": options, "train": model.transform(TRAIN).toarray().tolist(),
         "new": model.transform(NEW).toarray().tolist()})
json.dump({"versions": {"python": sys.version.split()[0], "scikit-learn": sklearn.__version__}, "train": TRAIN,
           "new": NEW, "cases": cases}, sys.stdout, ensure_ascii=False)
