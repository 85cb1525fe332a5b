package org.electra4j.tokenization;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Byte-level BPE of GPT-2's kind, with the ids that the {@code tokenizers} library gives without
 * its post-processor. Added tokens in the text become their ids, the rest is split into words, and
 * the bytes of each word are merged. A token is written with a character for each byte. Words met
 * before are remembered, up to a limit. Thread-safe.
 */
public final class ByteLevelBpeTokenizer implements Tokenizer {
  private static final int MOST_KNOWN_WORDS = 1 << 17;
  private static final int LONGEST_KNOWN_WORD = 64;

  private final Vocabulary vocabulary;
  private final BpeMerges merges;
  private final AddedTokens rawTokens;
  private final AddedTokens normalizedTokens;
  private final TokenizerFile file;
  private final int[] byteIds = new int[1 << Byte.SIZE];
  private final Map<String, int[]> known = new ConcurrentHashMap<>();

  ByteLevelBpeTokenizer(TokenizerFile file) {
    this.file = file;
    this.vocabulary = file.vocabulary();
    Map<String, Integer> ids = new HashMap<>();
    for (int id = 0; id < vocabulary.size(); id++) {
      ids.put(vocabulary.token(id), id);
    }
    this.merges = new BpeMerges(file.merges(), ids);
    this.rawTokens =
        new AddedTokens(file.addedTokens().stream().filter(t -> !t.normalized()).toList());
    this.normalizedTokens =
        new AddedTokens(file.addedTokens().stream().filter(AddedTokens.Token::normalized).toList());
    for (int value = 0; value < byteIds.length; value++) {
      byteIds[value] = vocabulary.id(Character.toString(ByteLevel.character(value)));
    }
  }

  @Override
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  @Override
  public void encode(String text, IntList ids) {
    rawTokens.split(
        text,
        ids::add,
        part ->
            normalizedTokens.split(
                file.normalization().apply(part), ids::add, words -> encodeWords(words, ids)));
  }

  private void encodeWords(String text, IntList ids) {
    String prefixed = file.addsPrefixSpace() && !text.startsWith(" ") ? " " + text : text;
    if (file.splits()) {
      ByteLevel.split(prefixed, word -> encodeWord(word, ids));
    } else {
      encodeWord(prefixed, ids);
    }
  }

  private void encodeWord(String word, IntList ids) {
    int[] tokens = known.get(word);
    if (tokens == null) {
      tokens = tokens(word);
      if (word.length() <= LONGEST_KNOWN_WORD && known.size() < MOST_KNOWN_WORDS) {
        known.put(word, tokens);
      }
    }
    for (int token : tokens) {
      ids.add(token);
    }
  }

  private int[] tokens(String word) {
    if (file.ignoresMerges()) {
      int whole = vocabulary.id(ByteLevel.characters(word));
      if (whole >= 0) {
        return new int[] {whole};
      }
    }
    byte[] bytes = ByteLevel.bytes(word);
    int[] tokens = new int[bytes.length];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = byteIds[bytes[i] & 0xff];
    }
    return Arrays.copyOf(tokens, merges.merge(tokens));
  }
}
