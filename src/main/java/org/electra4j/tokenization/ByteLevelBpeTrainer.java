package org.electra4j.tokenization;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;

/**
 * Trains byte-level BPE as {@code ByteLevelBPETokenizer} of the {@code tokenizers} library does,
 * merge for merge: the most frequent pair of neighbouring tokens is merged, again and again; of
 * equally frequent ones that whose tokens have the lower ids. The special tokens are the study's,
 * then come the 256 bytes, then the merged tokens. Not thread-safe.
 */
public final class ByteLevelBpeTrainer {
  /** The special tokens, ids 0 to 5 in this order. */
  static final List<String> SPECIAL_TOKENS =
      List.of("<PAD>", "<MASK>", "<BOS>", "<EOS>", "<SEP>", "<UNK>");

  private static final int BYTES = 256;

  /**
   * What was made.
   *
   * @param tokens the vocabulary
   * @param merges in the order in which they were learned
   * @param words how many words the text had, as the pre-tokenizer splits it
   * @param distinctWords how many of them are distinct
   */
  public record Trained(
      List<String> tokens, List<BpeMerges.Pair> merges, long words, long distinctWords) {
    /** The {@code tokenizer.json}. */
    public ObjectNode tokenizerJson() {
      ObjectNode json = Json.mapper().createObjectNode();
      json.put("version", "1.0").putNull("truncation").putNull("padding");
      ArrayNode added = json.putArray("added_tokens");
      for (int id = 0; id < SPECIAL_TOKENS.size(); id++) {
        ObjectNode token = added.addObject();
        token.put("id", id).put("content", SPECIAL_TOKENS.get(id)).put("single_word", false);
        token.put("lstrip", false).put("rstrip", false).put("normalized", false);
        token.put("special", true);
      }
      json.putNull("normalizer");
      putByteLevel(json, "pre_tokenizer", false);
      putByteLevel(json, "post_processor", true);
      putByteLevel(json, "decoder", true);
      ObjectNode model = json.putObject("model").put("type", "BPE");
      model.putNull("dropout").putNull("unk_token").putNull("continuing_subword_prefix");
      model.putNull("end_of_word_suffix").put("fuse_unk", false);
      model.put("byte_fallback", false).put("ignore_merges", false);
      ObjectNode vocab = model.putObject("vocab");
      for (int id = 0; id < tokens.size(); id++) {
        vocab.put(tokens.get(id), id);
      }
      ArrayNode written = model.putArray("merges");
      merges.forEach(merge -> written.add(merge.left() + " " + merge.right()));
      return json;
    }

    /** Of the last two parts only the offsets of tokens and the way back to text depend. */
    private static void putByteLevel(ObjectNode json, String part, boolean addPrefixSpace) {
      ObjectNode byteLevel = json.putObject(part).put("type", "ByteLevel");
      byteLevel.put("add_prefix_space", addPrefixSpace);
      byteLevel.put("trim_offsets", !part.equals("post_processor")).put("use_regex", true);
    }
  }

  private final int vocabSize;
  private final long minFrequency;
  private final Map<String, Long> words = new HashMap<>();

  /**
   * A trainer without text.
   *
   * @param vocabSize the number of tokens wanted, special tokens included
   * @param minFrequency how often a pair must occur to be merged
   */
  public ByteLevelBpeTrainer(int vocabSize, long minFrequency) {
    this.vocabSize = vocabSize;
    this.minFrequency = minFrequency;
  }

  /** Takes in one line of text with the {@code \n} at its end, if it has one. */
  public void add(String line) {
    ByteLevel.split(line, word -> words.merge(word, 1L, Long::sum));
  }

  /**
   * Trains on all lines so far.
   *
   * @param progress receives the size of the vocabulary as it grows
   * @return a vocabulary of the wanted size, or a smaller one if no further pair is frequent enough
   * @throws BadInputException if there are no words, or if the vocabulary is too small for the
   *     bytes
   */
  public Trained train(IntConsumer progress) {
    if (words.isEmpty()) {
      throw new BadInputException("the text has no words to train a vocabulary on");
    }
    List<String> start = new ArrayList<>(SPECIAL_TOKENS);
    TreeSet<Character> bytes = new TreeSet<>();
    for (int value = 0; value < BYTES; value++) {
      bytes.add(ByteLevel.character(value));
    }
    bytes.forEach(character -> start.add(character.toString()));
    if (vocabSize < start.size()) {
      throw new BadInputException(
          String.format(
              "a vocabulary of %d tokens is too small for the special tokens and the 256 bytes:"
                  + " the smallest size that works is %d",
              vocabSize, start.size()));
    }
    PairMerger merger = new PairMerger(start, "");
    words.forEach((word, count) -> merger.addWord(ByteLevel.characters(word), count));
    List<String> tokens = merger.merge(vocabSize, minFrequency, progress);
    long total = words.values().stream().mapToLong(Long::longValue).sum();
    return new Trained(tokens, merger.learned(), total, words.size());
  }
}
