#!/usr/bin/env python3
"""Fine-tunes with the user's own checkout of google-research/electra, once for each seed.

  tools/run_original.py --electra ~/electra --data-dir data --model-name electra_small \\
      --tasks cola,mrpc,rte --seeds 0,1,2 --out original

Writes OUT/<task>_results.json in the layout of `electra run-finetuning`, for
`check-parity glue --ours ... --reference OUT/<task>_results.json`; trials that stand there are not
run again. Models, tasks, preprocessing, updates and scores are the original's; only the loop over
the batches is ours, because the TPUEstimator seeds nothing. TensorFlow 1.15 to 2.15.
"""

import argparse
import json
import os
import random
import statistics
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from reference import original


def parse():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--electra", required=True, help="checkout of google-research/electra")
    add("--data-dir", required=True, help="the original's data folder: vocab.txt, models, tasks")
    add("--model-name", required=True, help="folder of models/ that holds the checkpoint")
    add("--tasks", required=True, help="comma-separated; each gets a model of its own")
    add("--seeds", default="0,1,2", help="comma-separated; one trial each")
    add("--hparams", default="{}", help="JSON or .json file, as the original's run_finetuning.py")
    add("--out", required=True, help="directory for results, records and weights")
    add("--threads", type=int, default=0, help="of TensorFlow; 0: all")
    return parser.parse_args()


def main():
    args = parse()
    original.load(args.electra)
    from reference.source import finetuning_data, read_hparams
    import configure_finetuning

    hparams = read_hparams(args.hparams)
    try:
        seeds = [int(s) for s in args.seeds.split(",")]
    except ValueError:
        sys.exit("--seeds: is %s, expected whole numbers with commas" % args.seeds)
    for task in args.tasks.split(","):
        config = configure_finetuning.FinetuningConfig(
            args.model_name, args.data_dir, **dict(hparams, task_names=[task]))
        config.preprocessed_data_dir = os.path.join(args.out, "records", task)
        finetuning_data(config)
        done = trials_done(result_file(args, task))
        trials = list(done.values())
        for seed in seeds:
            if seed in done:
                print("%s, seed %d: done before" % (task, seed), flush=True)
                continue
            trials.append(dict(trial=len(trials) + 1, seed=seed, **run_trial(
                config, seed, args.threads, os.path.join(args.out, "weights"))))
            write(args, config, task, trials)


def result_file(args, task):
    return os.path.join(args.out, task + "_results.json")


def trials_done(path):
    """The trials of earlier runs, by their seeds; those of others are added to them."""
    if not os.path.exists(path):
        return {}
    with open(path) as file:
        return {trial["seed"]: trial for trial in json.load(file)["trials"]}


def run_trial(config, seed, threads, weights):
    from finetune import preprocessing, task_builder
    from reference.original import tf

    random.seed(seed)
    start = time.time()
    with tf.Graph().as_default():
        tasks = task_builder.get_tasks(config)
    preprocessor = preprocessing.Preprocessor(config, tasks)
    steps = train(config, tasks, preprocessor, seed, threads, weights)
    scores = {task.name: {"dev": {"results": evaluate(
        config, tasks, task, preprocessor, threads, weights), "supplement": {}}} for task in tasks}
    return {"steps": steps, "seconds": time.time() - start, "tasks": scores}


def train(config, tasks, preprocessor, seed, threads, weights):
    import run_finetuning
    from model import modeling, optimization
    from reference.original import tf

    name = "%s, seed %d" % (",".join(t.name for t in tasks), seed)
    with tf.Graph().as_default(), original.session(threads) as sess:
        tf.set_random_seed(seed)
        input_fn, steps = preprocessor.prepare_train()
        features = tf.data.make_one_shot_iterator(
            input_fn({"batch_size": config.train_batch_size})).get_next()
        model = run_finetuning.FinetuningModel(config, tasks, True, features, steps)
        trainables = tf.trainable_variables()
        assignments, _ = modeling.get_assignment_map_from_checkpoint(
            trainables, config.init_checkpoint)
        if not assignments:
            sys.exit("%s: holds no variable of the model" % config.init_checkpoint)
        tf.train.init_from_checkpoint(config.init_checkpoint, assignments)
        update = optimization.create_optimizer(
            model.loss, config.learning_rate, steps, weight_decay_rate=config.weight_decay_rate,
            warmup_proportion=config.warmup_proportion,
            layerwise_lr_decay_power=config.layerwise_lr_decay,
            n_transformer_layers=model.bert_config.num_hidden_layers)
        sess.run(tf.global_variables_initializer())
        start, losses = time.time(), []
        for step in range(1, steps + 1):
            loss, _ = sess.run([model.loss, update])
            losses.append(float(loss))
            if step % 10 == 0 or step == steps:
                rate = step / (time.time() - start)
                print("%s: step %d/%d, loss %.3f, %.2f steps/s, %d s left" % (
                    name, step, steps, statistics.mean(losses[-10:]), rate, (steps - step) / rate),
                    flush=True)
        os.makedirs(weights, exist_ok=True)
        tf.train.Saver(trainables).save(sess, os.path.join(weights, "model.ckpt"),
                                        write_meta_graph=False, write_state=False)
        return steps


def evaluate(config, tasks, task, preprocessor, threads, weights):
    """The scorer of the original on the development set."""
    import run_finetuning
    from reference.original import tf
    from util import utils

    with tf.Graph().as_default(), original.session(threads) as sess:
        input_fn, _ = preprocessor.prepare_predict([task], "dev")
        features = tf.data.make_one_shot_iterator(
            input_fn({"batch_size": config.predict_batch_size})).get_next()
        model = run_finetuning.FinetuningModel(config, tasks, False, features, 1)
        tf.train.Saver(tf.trainable_variables()).restore(sess, os.path.join(weights, "model.ckpt"))
        scorer = task.get_scorer()
        outputs = utils.flatten_dict(model.outputs)
        while True:
            try:
                got = sess.run(outputs)
            except tf.errors.OutOfRangeError:
                break
            for row in range(len(got["task_id"])):
                # Rows of padding carry the number of tasks.
                if got["task_id"][row] != len(tasks):
                    one = utils.nest_dict({k: v[row] for k, v in got.items()}, config.task_names)
                    scorer.update(one[task.name])
        print("%s: %s" % (task.name, scorer.results_str()), flush=True)
        return {k: float(v) for k, v in scorer.get_results()}


def write(args, config, task, trials):
    from reference.bundle import write_json

    fields = {k: v for k, v in config.__dict__.items() if not callable(v)}
    fields["made_by"] = "google-research/electra"
    summary = {}
    for name in trials[0]["tasks"]:
        for metric in trials[0]["tasks"][name]["dev"]["results"]:
            values = [t["tasks"][name]["dev"]["results"][metric] for t in trials]
            summary.setdefault(name, {}).setdefault("dev", {})[metric] = {
                "n": len(values), "mean": statistics.mean(values),
                "std": statistics.stdev(values) if len(values) > 1 else None}
    path = result_file(args, task)
    write_json(path, {"config": fields, "trials": trials, "summary": summary})
    print("written to " + path, flush=True)


if __name__ == "__main__":
    main()
