"""pretraining/helpers: scattering, gathering, unmasking, sampling and masking on their own."""

import numpy as np

from reference import tiny
from reference.original import replaced, session, tf

ROWS, LENGTH, SLOTS, DEPTH, CLASSES = 3, 8, 5, 4, 11
MASK_RUNS = ((0.15, 32), (0.15, 128), (0.25, 32), (0.4, 32), (0.04, 32))
DRAWS = 1500
TOKENS = [3, 4, 5, 8, 10, 13, 17, 20, 23, 27, 30, 31, 32]


def dump(bundle, source):
    bundle.log("pretraining/helpers")
    rng = np.random.RandomState([source.seed, 5])
    bundle.npz("pretraining/helpers/helpers.npz", _helpers(rng, source.threads))
    arrays, runs = {}, []
    for mask_prob, length in MASK_RUNS:
        runs.append(_mask(rng, source, mask_prob, length, arrays))
    bundle.npz("pretraining/helpers/mask.npz", arrays)
    bundle.json("pretraining/helpers/mask.json", {
        "runs": runs,
        "note": "position_counts sums over draws the selected positions with weight 1"})


def _helpers(rng, threads):
    from pretrain import pretrain_data, pretrain_helpers

    positions = rng.randint(0, LENGTH, [ROWS, SLOTS])
    positions[0, 2], positions[0, 3] = positions[0, 1], 0  # a repeat, and the index that is kept
    positions = positions.astype(np.int32)
    arrays = {"positions": positions}
    for kind, shape in (("", []), ("_depth", [DEPTH])):
        arrays["seq_int" + kind] = rng.randint(0, 90, [ROWS, LENGTH] + shape).astype(np.int32)
        arrays["seq_float" + kind] = rng.normal(size=[ROWS, LENGTH] + shape).astype(np.float32)
        arrays["updates_int" + kind] = rng.randint(100, 200, [ROWS, SLOTS] + shape).astype(np.int32)
        arrays["updates_float" + kind] = rng.normal(size=[ROWS, SLOTS] + shape).astype(np.float32)
    arrays["updates_int_negative"] = -rng.randint(100, 200, [ROWS, SLOTS]).astype(np.int32)
    # One update for all repeats of a position.
    equal = arrays["updates_int"].copy()
    for row in range(ROWS):
        for slot in range(SLOTS):
            equal[row, slot] = equal[row, list(positions[row]).index(positions[row, slot])]
    arrays["updates_int_equal_duplicates"] = equal
    arrays["sample/logits"] = (2 * rng.normal(size=[ROWS, SLOTS, CLASSES])).astype(np.float32)
    noise = rng.uniform(size=[ROWS, SLOTS, CLASSES]).astype(np.float32)
    noise[0, 0, 0], noise[0, 0, 1] = 0, 1 - 2.0**-24
    arrays["sample/uniform_noise"] = noise
    arrays["sample/disallow_ids"] = rng.randint(0, CLASSES, [ROWS, SLOTS]).astype(np.int32)
    with tf.Graph().as_default(), session(threads) as sess:
        made = {}
        for name in ("int", "int_equal_duplicates", "int_negative", "float", "float_depth",
                     "int_depth"):
            sequence = "seq_" + name.split("_")[0] + ("_depth" if name.endswith("depth") else "")
            made["scatter_update/%s/updated" % name], made["scatter_update/%s/mask" % name] = (
                pretrain_helpers.scatter_update(
                    tf.constant(arrays[sequence]), tf.constant(arrays["updates_" + name]),
                    tf.constant(positions)))
        for name in ("int", "float", "float_depth"):
            made["gather_positions/" + name] = pretrain_helpers.gather_positions(
                tf.constant(arrays["seq_" + name]), tf.constant(positions))
        ids = tf.constant(arrays["seq_int"])
        made["unmask/input_ids"] = pretrain_helpers.unmask(pretrain_data.Inputs(
            input_ids=ids, input_mask=tf.ones_like(ids), segment_ids=tf.zeros_like(ids),
            masked_lm_positions=tf.constant(positions), masked_lm_ids=tf.constant(equal),
            masked_lm_weights=tf.ones([ROWS, SLOTS]))).input_ids
        made.update(_samples(arrays))
        arrays.update(sess.run(made))
    return arrays


def _samples(arrays):
    """sample_from_softmax with a given noise in the place of the one drawn."""
    from pretrain import pretrain_helpers

    softmax_arguments = []
    softmax = tf.nn.softmax

    def kept(logits, *args, **kwargs):
        softmax_arguments.append(logits)
        return softmax(logits, *args, **kwargs)

    noise = tf.constant(arrays["sample/uniform_noise"])
    disallow = tf.one_hot(tf.constant(arrays["sample/disallow_ids"]), CLASSES)
    with replaced(tf.random, "uniform", lambda *args, **kwargs: noise), \
            replaced(tf.nn, "softmax", kept):
        logits = tf.constant(arrays["sample/logits"])
        return {"sample/one_hot": pretrain_helpers.sample_from_softmax(logits),
                "sample/logits_plus_gumbel": softmax_arguments[0],
                "sample/one_hot_disallow": pretrain_helpers.sample_from_softmax(
                    logits, disallow=disallow)}


def _mask(rng, source, mask_prob, length, arrays):
    """Inputs of several lengths, and how often each position of them was drawn."""
    from pretrain import pretrain_data, pretrain_helpers

    tokens = [t for t in TOKENS if t <= length] + [t for t in (65, 127, 128) if t <= length]
    config = source.pretraining_config({"mask_prob": mask_prob, "max_seq_length": length,
                                        "train_batch_size": len(tokens)})
    ids = np.zeros([len(tokens), length], np.int32)
    mask = np.zeros_like(ids)
    for row, used in enumerate(tokens):
        ids[row, :used] = rng.randint(len(tiny.SPECIAL), tiny.VOCABULARY, used)
        ids[row, 0], ids[row, used - 1] = 2, 3
        mask[row, :used] = 1
    with tf.Graph().as_default(), session(source.threads) as sess:
        tf.set_random_seed(source.seed)
        inputs = pretrain_data.Inputs(
            input_ids=tf.constant(ids), input_mask=tf.constant(mask),
            segment_ids=tf.zeros(ids.shape, tf.int32), masked_lm_positions=None,
            masked_lm_ids=None, masked_lm_weights=None)
        masked = pretrain_helpers.mask(config, inputs, mask_prob)
        candidates = pretrain_helpers.get_candidates_mask(config, inputs)
        counts = np.zeros_like(ids)
        for _ in range(DRAWS):
            got = sess.run({"positions": masked.masked_lm_positions, "ids": masked.masked_lm_ids,
                            "weights": masked.masked_lm_weights, "input_ids": masked.input_ids})
            for row, positions in enumerate(got["positions"]):
                np.add.at(counts[row], positions[got["weights"][row] == 1], 1)
        tag = "mask_prob_%g_length_%d" % (mask_prob, length)
        arrays.update({"mask/%s/%s" % (tag, k): v for k, v in {
            "input_ids": ids, "input_mask": mask, "candidates": sess.run(candidates),
            "masked_lm_weights": got["weights"], "position_counts": counts,
            "example_input_ids": got["input_ids"], "example_positions": got["positions"],
            "example_masked_lm_ids": got["ids"]}.items()})
    return {"tag": tag, "mask_prob": mask_prob, "max_seq_length": length,
            "max_predictions_per_seq": config.max_predictions_per_seq, "draws": DRAWS,
            "n_tokens": tokens, "n_to_predict": got["weights"].sum(1).astype(int)}
