#!/usr/bin/env python3
"""Times this program and the original side by side, on the machine it is started on.

    tools/compare_speed.py --electra PATH [--rounds 3] [--steps 8] [--json FILE]
                           [--rows pretraining,finetuning,tokenization] [--transformers]
                           [--tasks cola,sst,mrpc,rte --task-dir DIR]

PATH is a checkout of github.com/google-research/electra. The python that runs this needs TensorFlow 2.x (in
which the original works in its compatibility mode) and, with --transformers, torch, transformers and
tokenizers. Each round runs the sides in turn, each in a process of its own, so that a slow minute meets
both. The numbers are medians over all rounds; the spread is (largest - smallest) / median of the rounds.
Inputs are random tokens of full length: the original's sizes, dropout, optimiser and batch, batch 16 x 128 for
pretraining and 32 x 128 for fine-tuning, where Hugging Face also runs at 32 x 32. Nothing is downloaded.

With --tasks, DIR has vocab.txt and finetuning_data/<task>, as run-finetuning takes them: training steps on each
task's own sentences, seconds an example. The original pads them all to 128; Hugging Face pads to the longest of
a batch, of random batches and of batches by length (the Trainer's group_by_length).
"""

import argparse
import json
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time
import types

import huggingface_speed

HOME = pathlib.Path(__file__).resolve().parent.parent
VOCABULARY = 30522
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


# ---- what runs in processes of its own ---------------------------------------------------------


def import_original(checkout):
    """TensorFlow as the original knows it: version 1 behaviour, and its contrib layer norm."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow

    tf = tensorflow.compat.v1
    tf.disable_v2_behavior()

    def layer_norm(inputs, begin_norm_axis=-1, begin_params_axis=-1, scope=None):
        with tf.variable_scope(scope, default_name="LayerNorm"):
            width = [inputs.shape[-1]]
            beta = tf.get_variable("beta", width, initializer=tf.zeros_initializer())
            gamma = tf.get_variable("gamma", width, initializer=tf.ones_initializer())
            mean, variance = tf.nn.moments(inputs, [-1], keepdims=True)
            return tf.nn.batch_normalization(inputs, mean, variance, beta, gamma, 1e-12)

    contrib, layers = types.ModuleType("tensorflow.contrib"), types.ModuleType("tensorflow.contrib.layers")
    layers.layer_norm, contrib.layers, tensorflow.contrib = layer_norm, layers, contrib
    sys.modules["tensorflow.contrib"], sys.modules["tensorflow.contrib.layers"] = contrib, layers
    sys.path.insert(0, str(checkout))
    return tf


def time_steps(tf, fetches, steps):
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        seconds = []
        for step in range(steps + 2):
            start = time.perf_counter()
            session.run(fetches)
            seconds.append(time.perf_counter() - start)
    return seconds[2:]


def features(tf, batch, length):
    ids = [[random.randrange(1000, VOCABULARY) for _ in range(length)] for _ in range(batch)]
    ones, zeros = [[1] * length] * batch, [[0] * length] * batch
    names = {"input_ids": ids, "input_mask": ones, "segment_ids": zeros}
    return {name: tf.constant(value, tf.int32) for name, value in names.items()}


def original_pretraining(checkout, data_dir, steps):
    tf = import_original(checkout)
    import configure_pretraining
    import run_pretraining
    from model import optimization

    config = configure_pretraining.PretrainingConfig("speed", data_dir, train_batch_size=16)
    model = run_pretraining.PretrainingModel(config, features(tf, 16, config.max_seq_length), True)
    tf.train.get_or_create_global_step()
    train = optimization.create_optimizer(
        model.total_loss,
        config.learning_rate,
        config.num_train_steps,
        weight_decay_rate=config.weight_decay_rate,
        warmup_steps=config.num_warmup_steps,
        lr_decay_power=config.lr_decay_power,
    )
    return time_steps(tf, [model.total_loss, train], steps)


def original_finetuning(checkout, data_dir, steps):
    tf = import_original(checkout)
    import configure_finetuning
    import run_finetuning
    from finetune import task_builder
    from model import optimization

    config = configure_finetuning.FinetuningConfig("speed", data_dir, task_names=["cola"])
    inputs = features(tf, 32, config.max_seq_length)
    for name in ("task_id", "cola_eid"):
        inputs[name] = tf.zeros([32], tf.int32)
    inputs["cola_label_ids"] = tf.constant([i % 2 for i in range(32)], tf.int32)
    model = run_finetuning.FinetuningModel(config, task_builder.get_tasks(config), True, inputs, 1000)
    train = optimization.create_optimizer(
        model.loss,
        config.learning_rate,
        1000,
        weight_decay_rate=config.weight_decay_rate,
        warmup_proportion=config.warmup_proportion,
        layerwise_lr_decay_power=config.layerwise_lr_decay,
        n_transformer_layers=12,
    )
    return time_steps(tf, [model.loss, train], steps)


def original_tokenization(checkout, data_dir, steps):
    import_original(checkout)
    from model import tokenization

    tokenizer = tokenization.FullTokenizer(data_dir + "/vocab.txt", do_lower_case=True)
    return time_text(lambda text: tokenizer.convert_tokens_to_ids(tokenizer.tokenize(text)), data_dir)


def time_text(encode, data_dir):
    """Seconds for each megabyte of text."""
    lines = pathlib.Path(data_dir, "text.txt").read_text().splitlines()
    start = time.perf_counter()
    for line in lines:
        encode(line)
    return [(time.perf_counter() - start) / (sum(map(len, lines)) / 1e6)]


def work(job, arguments, data_dir):
    if job == "original pretraining":
        return original_pretraining(arguments.electra, data_dir, arguments.steps)
    if job == "original finetuning":
        return original_finetuning(arguments.electra, data_dir, arguments.steps)
    if job == "original tokenization":
        return original_tokenization(arguments.electra, data_dir, arguments.steps)
    if job == "huggingface tokenization":
        return time_text(huggingface_speed.encoder(data_dir + "/vocab.txt"), data_dir)
    if job.startswith("huggingface task"):
        _, _, task, order = job.split()
        return huggingface_speed.task(task, order == "grouped", arguments.task_dir)
    return huggingface_speed.finetuning(VOCABULARY, int(job.split()[-1]), arguments.steps)


# ---- what starts them --------------------------------------------------------------------------


def write_inputs(data_dir):
    """A vocabulary, and text of its words for the tokenizers: a tenth of them of two pieces."""
    words = [f"w{i:05d}" for i in range(5, VOCABULARY - 100)]
    pieces = [f"##x{i:02d}" for i in range(100)]
    pathlib.Path(data_dir, "vocab.txt").write_text("\n".join(SPECIAL + words + pieces) + "\n")
    generator = random.Random(0)
    lines = []
    for _ in range(20000):
        line = [generator.choice(words) + (f"x{generator.randrange(100):02d}" if generator.random() < 0.1 else "")
                for _ in range(15)]
        lines.append(" ".join(line).capitalize() + ".")
    text = "\n".join(lines) + "\n"
    pathlib.Path(data_dir, "text.txt").write_text(text)
    corpus = pathlib.Path(data_dir, "corpus")
    corpus.mkdir()
    (corpus / "a.txt").write_text(text)


def other_side(job, arguments, data_dir):
    command = [sys.executable, __file__, "--electra", str(arguments.electra), "--steps", str(arguments.steps)]
    if arguments.task_dir:
        command += ["--task-dir", arguments.task_dir]
    result = subprocess.run(
        command + ["--job", job, "--data-dir", data_dir],
        check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return json.loads(result.stdout.splitlines()[-1])


def ours(options, choose):
    result = subprocess.run(
        [str(HOME / "electra"), "benchmark", *options, "--json"],
        check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return next(row for row in json.loads(result.stdout)["rows"] if choose(row))


def rows(arguments, data_dir):
    """Names, and functions that give seconds."""
    steps = ["--repeats", str(arguments.steps)]
    table = []

    def original(job):
        return lambda: statistics.median(other_side("original " + job, arguments, data_dir))

    def step_of(kind, precision, length=128):
        return lambda: ours(
            [kind, "--precision", precision, *steps], lambda row: row.get("length") == length and "step" in row["name"]
        )["median_s"]

    def tokenization():
        row = ours(
            ["tokenization", "--threads", "1", "--corpus-dir", data_dir + "/corpus", "--vocab-file", data_dir + "/vocab.txt"],
            lambda row: True)
        return 1 / row["MB_per_s"]

    def huggingface(job):
        return lambda: statistics.median(other_side("huggingface " + job, arguments, data_dir))

    if "pretraining" in arguments.rows:
        table.append(("pretraining 16 x 128", {
            "original": original("pretraining"),
            "ours fp32": step_of("pretraining", "fp32"),
            "ours bf16": step_of("pretraining", "bf16")}))
    if "finetuning" in arguments.rows:
        sides = {
            "original": original("finetuning"),
            "ours fp32": step_of("finetuning", "fp32"),
            "ours bf16": step_of("finetuning", "bf16")}
        if arguments.transformers:
            sides["transformers"] = huggingface("finetuning 128")
        table.append(("fine-tuning 32 x 128", sides))
        if arguments.transformers:
            table.append(("fine-tuning 32 x 32", {
                "transformers": huggingface("finetuning 32"),
                "ours fp32": step_of("finetuning", "fp32", 32)}))
    for task in arguments.tasks:
        table.append((task + " training, s/example", task_sides(task, arguments, original, huggingface)))
    if "tokenization" in arguments.rows:
        sides = {"original": original("tokenization"), "ours": tokenization}
        if arguments.transformers:
            sides["tokenizers"] = huggingface("tokenization")
        table.append(("tokenization, s/MB", sides))
    return table


def task_sides(task, arguments, original, huggingface):
    options = ["finetuning", "--data-dir", arguments.task_dir, "--tasks", task, "--repeats", str(huggingface_speed.TASK_STEPS)]

    def ours_on_task():
        return ours(options, lambda row: True)["median_s"] / (32 * huggingface_speed.TASK_STEPS)

    padded = original("finetuning")
    sides = {"original": lambda: padded() / 32, "ours fp32": ours_on_task}
    if arguments.transformers:
        sides["transformers"] = huggingface(f"task {task} random")
        sides["by length"] = huggingface(f"task {task} grouped")
    return sides


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--electra", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--rows", default="pretraining,finetuning,tokenization", type=lambda text: text.split(","))
    parser.add_argument("--transformers", action="store_true")
    parser.add_argument("--tasks", default=[], type=lambda text: text.split(","), help="of " + ",".join(huggingface_speed.TASKS))
    parser.add_argument("--task-dir", metavar="DIR")
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--job", help=argparse.SUPPRESS)
    parser.add_argument("--data-dir", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.job:
        print(json.dumps(work(arguments.job, arguments, arguments.data_dir)))
        return
    if not (arguments.electra / "run_pretraining.py").exists():
        sys.exit(f"{arguments.electra} has no run_pretraining.py, expected a checkout of google-research/electra")
    if set(arguments.tasks) - set(huggingface_speed.TASKS) or (arguments.tasks and not arguments.task_dir):
        sys.exit("--tasks takes " + ",".join(huggingface_speed.TASKS) + ", and --task-dir where their data is")
    report = []
    with tempfile.TemporaryDirectory() as data_dir:
        write_inputs(data_dir)
        for name, sides in rows(arguments, data_dir):
            measured = {side: [] for side in sides}
            for _ in range(arguments.rounds):
                for side, measure in sides.items():
                    measured[side].append(measure())
            first = statistics.median(next(iter(measured.values())))
            for side, seconds in measured.items():
                median = statistics.median(seconds)
                spread = (max(seconds) - min(seconds)) / median
                report.append(
                    {"row": name, "side": side, "median_s": median, "spread": spread, "rounds": seconds, "ratio": first / median})
                print(f"{name:24} {side:14} {median:8.5f} s  spread {100 * spread:3.0f} %  {first / median:5.2f}x", flush=True)
    if arguments.json:
        arguments.json.write_text(json.dumps({"cores": os.cpu_count(), "rows": report}, indent=2) + "\n")


if __name__ == "__main__":
    main()
