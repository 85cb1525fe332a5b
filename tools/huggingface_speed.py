"""The side of Hugging Face in compare_speed.py: torch, transformers and tokenizers, ELECTRA-Small."""

import itertools
import os
import pathlib
import random
import time

# Steps of training on a task, on either side.
TASK_STEPS = 25

# The folder in GLUE, columns of the sentences in train.tsv, and whether it has a header.
TASKS = {
    "cola": ("CoLA", [3], False), "sst": ("SST-2", [0], True), "mrpc": ("MRPC", [3, 4], True), "rte": ("RTE", [1, 2], True)}


def encoder(vocabulary):
    """A function from text to ids."""
    from tokenizers import BertWordPieceTokenizer

    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    tokenizer = BertWordPieceTokenizer(vocabulary, lowercase=True)
    return lambda text: tokenizer.encode(text, add_special_tokens=False).ids


def finetuning(vocabulary_size, length, steps):
    """Seconds of each training step on random tokens."""
    import torch

    ids = torch.randint(1000, vocabulary_size, (32, length))
    batch = {"input_ids": ids, "attention_mask": torch.ones_like(ids), "labels": torch.arange(32) % 2}
    return time_steps(vocabulary_size, [batch] * (steps + 2))[2:]


def time_steps(vocabulary_size, batches):
    import torch
    import transformers

    config = transformers.ElectraConfig(vocab_size=vocabulary_size, num_labels=2)
    model = transformers.ElectraForSequenceClassification(config).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
    seconds = []
    for batch in batches:
        start = time.perf_counter()
        model(**batch).loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        seconds.append(time.perf_counter() - start)
    return seconds


def task(name, by_length, task_dir):
    """Seconds an example of training, batches of 32 padded to their longest."""
    import torch
    import transformers
    from transformers.trainer_pt_utils import LengthGroupedSampler

    folder, columns, header = TASKS[name]
    places = [pathlib.Path(task_dir, "finetuning_data", place, "train.tsv") for place in (name, folder)]
    lines = next(p for p in places if p.exists()).read_text().splitlines()[1 if header else 0:]
    texts = [[line.split("\t")[column] for column in columns] for line in lines]
    tokenizer = transformers.BertTokenizerFast(task_dir + "/vocab.txt", do_lower_case=True)
    encoded = [tokenizer(*text, truncation=True, max_length=128) for text in texts]
    torch.manual_seed(0)
    if by_length:
        order = list(LengthGroupedSampler(32, lengths=[len(row["input_ids"]) for row in encoded]))
    else:
        order = torch.randperm(len(encoded)).tolist()
    chunks = [order[start:start + 32] for start in range(0, len(order) - 31, 32)]
    random.Random(0).shuffle(chunks)  # By length the longest come first.
    batches = []
    for chunk in itertools.islice(itertools.cycle(chunks), TASK_STEPS + 2):  # Two warm up.
        rows = tokenizer.pad([encoded[i] for i in chunk], return_tensors="pt")
        batches.append(dict(rows, labels=torch.arange(32) % 2))
    return [sum(time_steps(len(tokenizer), batches)[2:]) / (32 * TASK_STEPS)]
