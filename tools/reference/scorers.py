"""The folder scorers: what the original's scorers make of predictions."""

import warnings

import numpy as np


def dump(bundle, source):
    bundle.log("scorers")
    warnings.filterwarnings("ignore")
    rng = np.random.RandomState([source.seed, 2])
    bundle.json("scorers/classification.json", [_classification(*c) for c in _labels(rng)])
    bundle.json("scorers/regression.json", [_regression(*c) for c in _targets(rng)])


def _labels(rng):
    for count, classes, noise in ((1, 2, 0), (7, 2, 0.3), (50, 2, 0.4), (200, 3, 0.2), (64, 2, 1)):
        truth = rng.randint(0, classes, count)
        flipped = rng.uniform(size=count) < noise
        yield ("random_n%d_k%d_noise%g" % (count, classes, noise), truth,
               np.where(flipped, rng.randint(0, classes, count), truth), rng.uniform(0, 2, count))
    ones, zeros = np.ones(12, int), np.zeros(12, int)
    mixed = rng.randint(0, 2, 12)
    for name, truth, predictions in (("one_class_predicted", mixed, ones),
                                     ("zero_predicted", mixed, zeros),
                                     ("one_class_true", ones, mixed),
                                     ("all_wrong", 1 - mixed, mixed)):
        yield name, truth, predictions, rng.uniform(0, 2, 12)


def _classification(name, truth, predictions, losses):
    from finetune.classification import classification_metrics as metrics

    row = {"name": name, "label_ids": truth, "predictions": predictions, "losses": losses}
    for title, scorer in (("accuracy", metrics.AccuracyScorer()), ("mcc", metrics.MCCScorer()),
                          ("f1", metrics.F1Scorer())):
        row[title] = _scored(scorer, [{"label_ids": t, "predictions": p, "loss": l}
                                      for t, p, l in zip(truth, predictions, losses)])
    return row


def _targets(rng):
    for count, noise in ((2, 0.1), (5, 0.5), (60, 0.2), (300, 1.0)):
        targets = rng.uniform(0, 1, count).astype(np.float32)
        yield ("random_n%d_noise%g" % (count, noise), targets,
               (targets + noise * rng.normal(size=count)).astype(np.float32))
    ties = np.round(rng.uniform(0, 1, 40) * 5).astype(np.float32) / 5
    yield "ties", ties, np.round(ties + rng.normal(size=40)).astype(np.float32)


def _regression(name, targets, predictions):
    from finetune.classification import classification_metrics as metrics

    losses = np.square(predictions - targets)
    return {"name": name, "targets": targets, "predictions": predictions, "losses": losses,
            "regression": _scored(metrics.RegressionScorer(), [
                {"targets": t, "predictions": p, "loss": l}
                for t, p, l in zip(targets, predictions, losses)])}


def _scored(scorer, rows):
    for row in rows:
        scorer.update(row)
    results = scorer.get_results()
    return {"results": dict(results), "order": [k for k, _ in results],
            "prefixed": [k for k, _ in scorer.get_results("pre_")],
            "results_str": scorer.results_str()}
