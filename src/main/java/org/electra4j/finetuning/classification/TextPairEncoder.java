package org.electra4j.finetuning.classification;

import java.util.Arrays;
import org.electra4j.tokenization.Tokenizer;
import org.electra4j.tokenization.Vocabulary;

/**
 * One or two texts as {@code [CLS] a [SEP]} or {@code [CLS] a [SEP] b [SEP]} (original: {@code
 * SingleOutputTask.featurize}). Immutable.
 */
final class TextPairEncoder {
  private final Tokenizer tokenizer;
  private final int maxSeqLength;

  /**
   * @param maxSeqLength longest sequence with its special tokens
   */
  TextPairEncoder(Tokenizer tokenizer, int maxSeqLength) {
    this.tokenizer = tokenizer;
    this.maxSeqLength = maxSeqLength;
  }

  /**
   * The tokens of a pair.
   *
   * @param inputIds {@code [length]}
   * @param segmentIds 1 for the second text and its {@code [SEP]}, else 0, {@code [length]}
   */
  record Encoded(int[] inputIds, int[] segmentIds) {}

  /**
   * Encodes a pair. A second text without tokens counts as none (quirk 19). What is too long loses
   * its last tokens; of two texts always the longer one, and the second if both are as long.
   *
   * @param textB may be null
   */
  Encoded encode(String textA, String textB) {
    int[] a = tokenizer.encode(textA);
    int[] b = textB == null ? new int[0] : tokenizer.encode(textB);
    int keptA;
    int keptB = 0;
    if (b.length == 0) {
      keptA = Math.min(a.length, maxSeqLength - 2);
    } else {
      keptB = keptOfSecond(a.length, b.length, maxSeqLength - 3);
      keptA = Math.min(a.length, maxSeqLength - 3 - keptB);
    }
    int afterFirst = keptA + 2;
    int length = keptB == 0 ? afterFirst : afterFirst + keptB + 1;
    Vocabulary vocabulary = tokenizer.vocabulary();
    int[] inputIds = new int[length];
    inputIds[0] = vocabulary.clsId();
    System.arraycopy(a, 0, inputIds, 1, keptA);
    inputIds[afterFirst - 1] = vocabulary.sepId();
    int[] segmentIds = new int[length];
    if (keptB > 0) {
      System.arraycopy(b, 0, inputIds, afterFirst, keptB);
      inputIds[length - 1] = vocabulary.sepId();
      Arrays.fill(segmentIds, afterFirst, length, 1);
    }
    return new Encoded(inputIds, segmentIds);
  }

  /**
   * How many tokens of the second text stay when one at a time goes from the longer one (original:
   * {@code _truncate_seq_pair}): all of them, or those that the first leaves room for, but never
   * fewer than half of the room, rounded down.
   */
  private static int keptOfSecond(int a, int b, int room) {
    return a + b <= room ? b : Math.min(b, Math.max(room - a, room / 2));
  }
}
