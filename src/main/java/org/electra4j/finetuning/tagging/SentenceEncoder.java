package org.electra4j.finetuning.tagging;

import java.util.List;
import org.electra4j.tokenization.IntList;
import org.electra4j.tokenization.TextNormalization;
import org.electra4j.tokenization.Vocabulary;
import org.electra4j.tokenization.WordEncoder;

/**
 * Words as {@code [CLS] pieces [SEP]}, and where each word begins (original: {@code
 * TaggingTask.featurize}).
 */
final class SentenceEncoder {
  private static final String CLS = "[CLS]";
  private static final String SEP = "[SEP]";

  private final Vocabulary vocabulary;
  private final WordEncoder words;
  private final int maxSeqLength;
  private final boolean originalTruncation;

  SentenceEncoder(
      Vocabulary vocabulary, boolean lowerCase, int maxSeqLength, boolean originalTruncation) {
    this.vocabulary = vocabulary;
    this.words = new WordEncoder(vocabulary, TextNormalization.of(lowerCase, true));
    this.maxSeqLength = maxSeqLength;
    this.originalTruncation = originalTruncation;
  }

  /**
   * A sentence as a model reads it.
   *
   * @param inputIds {@code [length]}
   * @param positions of the first piece of each word that was kept
   */
  record Encoded(int[] inputIds, int[] positions) {}

  /** Encodes a sentence; words that do not fit are left out. */
  Encoded encode(List<String> sentence) {
    return originalTruncation ? encodeAsTheOriginal(sentence) : encodeAll(sentence);
  }

  private Encoded encodeAll(List<String> sentence) {
    IntList ids = new IntList();
    IntList positions = new IntList();
    ids.add(vocabulary.clsId());
    for (String word : sentence) {
      if (ids.size() == maxSeqLength - 1) {
        break;
      }
      positions.add(ids.size());
      int[] pieces = words.encode(word);
      addUpTo(maxSeqLength - 1, ids, pieces);
      if (pieces.length == 0) {
        ids.add(vocabulary.unkId());
      }
    }
    ids.add(vocabulary.sepId());
    return new Encoded(ids.toArray(), positions.toArray());
  }

  /**
   * The original compares the number of tokens so far and of <em>all words</em> with the length, so
   * it stops early (quirk 20). Where a long word runs over the length all the same, which ends the
   * original, it is cut.
   */
  private Encoded encodeAsTheOriginal(List<String> sentence) {
    IntList ids = new IntList();
    IntList positions = new IntList();
    int all = sentence.size() + 2;
    for (int i = 0; i < all; i++) {
      if (all + ids.size() + 1 > maxSeqLength) {
        ids.add(vocabulary.sepId());
        break;
      }
      String word = i == 0 ? CLS : i == all - 1 ? SEP : sentence.get(i - 1);
      if (word.equals(CLS) || word.equals(SEP)) {
        ids.add(vocabulary.id(word));
      } else {
        positions.add(ids.size());
        addUpTo(maxSeqLength - 1, ids, words.encode(word));
      }
    }
    return new Encoded(ids.toArray(), positions.toArray());
  }

  private static void addUpTo(int length, IntList ids, int[] pieces) {
    for (int i = 0; i < pieces.length && ids.size() < length; i++) {
      ids.add(pieces[i]);
    }
  }
}
