"""The folder pretrain_data: records of a corpus, with every random number that was drawn."""

import os
import random
import shutil
import tarfile
import tempfile
import types

from reference.original import replaced, tf
from reference.texts import Words

SEED = 12345
RUNS = {
    "len_32": {"max_seq_length": 32},
    "len_128": {"max_seq_length": 128},
    "len_128_no_blanks": {"max_seq_length": 128, "blanks_separate_docs": False},
    "len_32_two_jobs": {"max_seq_length": 32, "num_processes": 2},
    "len_64_cased": {"max_seq_length": 64, "do_lower_case": False, "num_out_files": 1},
    "len_64_keep_accents": {"max_seq_length": 64, "strip_accents": False, "num_out_files": 1},
}
DEFAULTS = {"blanks_separate_docs": True, "num_out_files": 4, "num_processes": 1,
            "do_lower_case": True, "strip_accents": True}


class RecordedRandom:
    """A random.Random that writes down what it gives."""

    def __init__(self, seed):
        self._random = random.Random(seed)
        self.draws = []

    def random(self):
        self.draws.append(["random", self._random.random()])
        return self.draws[-1][1]

    def randint(self, low, high):
        self.draws.append(["randint", low, high, self._random.randint(low, high)])
        return self.draws[-1][3]

    def shuffle(self, values):
        before = list(values)
        self._random.shuffle(values)
        self.draws.append(["shuffle", before, list(values)])


def dump(bundle, source):
    corpus = bundle.path("pretrain_data", "corpus", "")
    words = Words(source.seed + 2, source.vocab_file)
    for name, ending in (("a.txt", "\n"), ("b.txt", "\r\n"), ("c.txt", "\n")):
        with open(corpus + name, "w", encoding="utf-8", newline="") as out:
            out.write(_document(words, ending).rstrip("\n") if name == "c.txt"
                      else _document(words, ending))
    for name, options in RUNS.items():
        bundle.log("pretrain_data/" + name)
        _dump_run(bundle, source, name, {**DEFAULTS, **options}, corpus)
    bundle.log("pretrain_data/openwebtext")
    _dump_openwebtext(bundle, source, words)


def _document(words, ending):
    lines = []
    for _ in range(words.random.randint(4, 7)):
        lines += [words.sentence(30) for _ in range(words.random.randint(1, 9))]
        lines += [""] * words.random.randint(1, 2)
    return "".join(line + ending for line in lines)


def _dump_run(bundle, source, name, options, corpus):
    import build_pretraining_dataset as builder

    folder = bundle.path("pretrain_data", name, "")
    jobs = []
    for job in range(options["num_processes"]):
        recorder = RecordedRandom(SEED + job)
        args = types.SimpleNamespace(
            corpus_dir=corpus, vocab_file=source.vocab_file, output_dir=folder,
            **{k: options[k] for k in ("max_seq_length", "num_processes", "blanks_separate_docs",
                                       "do_lower_case", "strip_accents")})
        examples = _write(builder, recorder, options["num_out_files"],
                          lambda: builder.write_examples(job, args))
        files = [f for i, f in enumerate(_files(options["num_out_files"]))
                 if i % options["num_processes"] == job]
        _dump_examples(bundle, name, job, examples, files)
        jobs.append({"job_id": job, "seed": SEED + job, "files": files,
                     "n_written": len(examples), "random_draws": recorder.draws})
    bundle.json("pretrain_data/%s/meta.json" % name, dict(options, jobs=jobs))


def _write(builder, recorder, out_files, run):
    """Runs a job with fewer files and recorded draws; gives its examples in writing order."""
    import builtins

    examples = []
    make = builder.ExampleBuilder._make_tf_example
    create_writer = builder.ExampleWriter.__init__

    def traced_make(self, first, second):
        example = make(self, first, second)
        examples.append({"first_segment": len(first), "second_segment": len(second),
                         "next_target_length": self._target_length,
                         "draws_so_far": len(recorder.draws), "example": example})
        return example

    def fewer_files(self, *args, **kwargs):
        create_writer(self, *args, **dict(kwargs, num_out_files=out_files))

    with replaced(builder.ExampleBuilder, "_make_tf_example", traced_make), \
            replaced(builder.ExampleWriter, "__init__", fewer_files), \
            replaced(builder, "random", recorder), \
            replaced(builtins, "print", lambda *args, **kwargs: None):
        run()
    return examples


def _files(count):
    return ["pretrain_data.tfrecord-%d-of-%d" % (i, count) for i in range(count)]


def _dump_examples(bundle, name, job, examples, files):
    rows = []
    for index, example in enumerate(examples):
        features = example.pop("example").features.feature
        rows.append({"index": index, "file": files[index % len(files)],
                     "record_in_file": index // len(files), **example,
                     **{k: list(features[k].int64_list.value)
                        for k in ("input_ids", "segment_ids", "input_mask")}})
    bundle.json("pretrain_data/%s/examples_job_%d.json" % (name, job), rows)


def _dump_openwebtext(bundle, source, words):
    import build_openwebtext_pretraining_dataset as openwebtext
    import build_pretraining_dataset as builder

    archives = bundle.path("pretrain_data", "openwebtext", "archives", "")
    work = tempfile.mkdtemp(prefix="electra-owt-")
    try:
        _write_archives(words, archives, work)
        shutil.copyfile(source.vocab_file, os.path.join(work, "vocab.txt"))
        os.symlink(os.path.abspath(archives), os.path.join(work, "openwebtext"))
        os.makedirs(os.path.join(work, "pretrain_tfrecords"))
        recorder = RecordedRandom(SEED)
        args = types.SimpleNamespace(data_dir=work, max_seq_length=64, num_processes=1,
                                     do_lower_case=True, strip_accents=True)
        listdir = tf.io.gfile.listdir
        # The file system's order is not the same everywhere.
        with replaced(openwebtext, "random", recorder), \
                replaced(tf.io.gfile, "listdir", lambda path: sorted(listdir(path))):
            examples = _write(builder, recorder, 2, lambda: openwebtext.write_examples(0, args))
        for file in _files(2):
            shutil.copyfile(os.path.join(work, "pretrain_tfrecords", file),
                            bundle.path("pretrain_data", "openwebtext", file))
        _dump_examples(bundle, "openwebtext", 0, examples, _files(2))
        bundle.json("pretrain_data/openwebtext/meta.json", {
            "max_seq_length": 64, "num_out_files": 2, "seed": SEED, "blanks_separate_docs": False,
            "n_written": len(examples), "random_draws": recorder.draws})
    finally:
        shutil.rmtree(work)


def _write_archives(words, archives, work):
    pages = 0
    for number in range(3):
        with tarfile.open(archives + "urlsf_subset%02d.xz" % number, "w:xz") as archive:
            for _ in range(3):
                page = os.path.join(work, "page_%02d.txt" % pages)
                with open(page, "w", encoding="utf-8") as out:
                    out.write(_document(words, "\n"))
                archive.add(page, os.path.basename(page))
                os.remove(page)
                pages += 1
