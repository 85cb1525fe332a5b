"""The folder tokenization: tokens and ids of strings."""

import sys
import unicodedata

from reference.texts import Words

MODES = {
    "uncased": {"do_lower_case": True, "strip_accents": True},
    "uncased_keep_accents": {"do_lower_case": True, "strip_accents": False},
    "cased": {"do_lower_case": False, "strip_accents": True},
}
INVENTED = 300
BLANKS = ["a b", " a  b ", "a\u00a0b", "a\u2028b", "a\u0085b", "a\u001cb", "a\u200bb", "a\u3000b",
          "\t\n", "a\u180eb", "", " "]


def dump(bundle, source, strings_file):
    from model import tokenization

    bundle.log("tokenization")
    if strings_file:
        try:
            with open(strings_file, encoding="utf-8", newline="\n") as lines:
                strings = [("given", line.rstrip("\n")) for line in lines]
        except (OSError, ValueError) as e:
            sys.exit("--strings: %s" % e)
    else:
        words = Words(source.seed, source.vocab_file)
        strings = [("sentence", words.sentence()) for _ in range(INVENTED // 3)]
        strings += [("odd", words.odd_string()) for _ in range(INVENTED)]
    tokenizers = {name: tokenization.FullTokenizer(source.vocab_file, **options)
                  for name, options in MODES.items()}
    rows = []
    for group, text in strings:
        row = {"group": group, "text": text, "codepoints": ["%04X" % ord(c) for c in text]}
        for name, tokenizer in tokenizers.items():
            tokens = tokenizer.tokenize(text)
            row[name] = {"basic": tokenizer.basic_tokenizer.tokenize(text), "tokens": tokens,
                         "ids": tokenizer.convert_tokens_to_ids(tokens)}
        rows.append(row)
    bundle.json("tokenization/strings.json", rows)
    vocab = tokenizers["uncased"].vocab
    bundle.json("tokenization/meta.json", {
        "n_strings": len(rows), "vocab_entries": len(vocab),
        "unicode_data_version": unicodedata.unidata_version,
        "max_input_chars_per_word": tokenizers["uncased"].wordpiece_tokenizer.max_input_chars_per_word,
        "special_ids": {t: vocab[t] for t in ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")},
        "whitespace_tokenize": [{"text": t, "tokens": tokenization.whitespace_tokenize(t)}
                                for t in BLANKS]})
