package org.electra4j.data;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.electra4j.tokenization.Vocabulary;

/**
 * The replication study's examples: of each document a random window of the maximum length, drawn
 * anew at each visit, as {@code [CLS] tokens [SEP]} of one segment.
 *
 * <p>Every document is visited once an epoch, whatever its length, as in the study. All windows of
 * a document are equally likely (the study never draws the last one, as its upper bound is
 * exclusive). A shorter document is taken whole and padded with {@code [PAD]}.
 */
public final class DynamicSegments implements ExampleSource {
  /** Room for {@code [CLS]}, one token and {@code [SEP]}. */
  public static final int MIN_SEQ_LENGTH = 3;

  private final TokenStore store;
  private final Vocabulary vocabulary;
  private final int maxSeqLength;

  /**
   * Windows of the documents of a store.
   *
   * @param vocabulary of the store
   * @param maxSeqLength tokens of an example, {@code [CLS]} and {@code [SEP]} included; at least
   *     {@link #MIN_SEQ_LENGTH}
   */
  public DynamicSegments(TokenStore store, Vocabulary vocabulary, int maxSeqLength) {
    if (maxSeqLength < MIN_SEQ_LENGTH) {
      throw new IllegalArgumentException("max_seq_length " + maxSeqLength);
    }
    this.store = store;
    this.vocabulary = vocabulary;
    this.maxSeqLength = maxSeqLength;
  }

  /** The number of documents. */
  @Override
  public long size() {
    return store.documents();
  }

  /** One window of each of the given documents; {@code random} is drawn from once a row. */
  @Override
  public Inputs batch(long[] documents, RandomGenerator random) {
    int size = documents.length * maxSeqLength;
    int[] ids = new int[size];
    int[] mask = new int[size];
    int window = maxSeqLength - 2;
    for (int row = 0; row < documents.length; row++) {
      int length = store.length(documents[row]);
      int count = Math.min(length, window);
      int start = SplitMix64.below(length - count + 1, random);
      int at = row * maxSeqLength;
      int end = at + maxSeqLength;
      ids[at] = vocabulary.clsId();
      store.read(documents[row], start, count, ids, at + 1);
      ids[at + count + 1] = vocabulary.sepId();
      Arrays.fill(mask, at, at + count + 2, 1);
      Arrays.fill(ids, at + count + 2, end, vocabulary.padId());
    }
    return new Inputs(documents.length, maxSeqLength, ids, mask, new int[size]);
  }

  /** Does nothing: the store is mapped until nobody has it any more. */
  @Override
  public void close() {}
}
