package org.electra4j.data;

import java.util.Arrays;
import org.electra4j.tokenization.IntList;
import org.electra4j.tokenization.PythonStrings;
import org.electra4j.tokenization.Tokenizer;

/**
 * Lines of text to pretraining examples of one or two segments: the original's {@code
 * ExampleBuilder} (build_pretraining_dataset.py), draw for draw.
 *
 * <p>Lines are collected until they reach the target length or the document ends. One example in
 * ten has a single segment; in the others lines go to the first segment until it would be half the
 * target, and then to the second. One example in twenty is followed by one of a random target
 * length, and that length carries over to the next document and file (quirk 16). Not thread-safe.
 */
public final class ExampleBuilder {
  /** The shortest length that has room for the original's random lengths. */
  public static final int MIN_SEQ_LENGTH = 5;

  private static final double SINGLE_SEGMENT = 0.1;
  private static final double RANDOM_LENGTH = 0.05;
  private static final double STRADDLING_TO_FIRST = 0.5;
  private static final int UNBOUNDED = 100_000;

  private final Tokenizer tokenizer;
  private final int maxSeqLength;
  private final PythonRandom random;

  /** The ids of the lines so far, and where each line ends in them. */
  private final IntList ids = new IntList();

  private final IntList lineEnds = new IntList();
  private int targetLength;

  /**
   * A builder of examples of one job.
   *
   * @param maxSeqLength the length of an example, special tokens included; at least {@link
   *     #MIN_SEQ_LENGTH}
   */
  public ExampleBuilder(Tokenizer tokenizer, int maxSeqLength, PythonRandom random) {
    if (maxSeqLength < MIN_SEQ_LENGTH) {
      throw new IllegalArgumentException("max_seq_length " + maxSeqLength);
    }
    this.tokenizer = tokenizer;
    this.maxSeqLength = maxSeqLength;
    this.random = random;
    this.targetLength = maxSeqLength;
  }

  /**
   * Adds a line; an empty one ends the document.
   *
   * @return the example that is complete now, or null if none is
   */
  public PretrainingExample addLine(String line) {
    if (ids.size() > 0 && PythonStrings.strip(line).isEmpty()) {
      return createExample();
    }
    tokenizer.encode(line, ids);
    lineEnds.add(ids.size());
    return ids.size() >= targetLength ? createExample() : null;
  }

  private PretrainingExample createExample() {
    // 3 places are for [CLS] and two [SEP].
    int firstTarget = random.random() < SINGLE_SEGMENT ? UNBOUNDED : (targetLength - 3) / 2;
    IntList first = new IntList();
    IntList second = new IntList();
    int start = 0;
    for (int line = 0; line < lineEnds.size(); line++) {
      int end = lineEnds.get(line);
      boolean toFirst =
          first.size() == 0
              || first.size() + end - start < firstTarget
              || (second.size() == 0
                  && first.size() < firstTarget
                  && random.random() < STRADDLING_TO_FIRST);
      IntList segment = toFirst ? first : second;
      for (; start < end; start++) {
        segment.add(ids.get(start));
      }
    }
    first.truncate(maxSeqLength - 2);
    second.truncate(Math.max(0, maxSeqLength - first.size() - 3));

    ids.truncate(0);
    lineEnds.truncate(0);
    targetLength =
        random.random() < RANDOM_LENGTH
            ? random.randint(MIN_SEQ_LENGTH, maxSeqLength)
            : maxSeqLength;
    return example(first, second);
  }

  private PretrainingExample example(IntList first, IntList second) {
    int[] inputIds = new int[maxSeqLength];
    int[] inputMask = new int[maxSeqLength];
    int[] segmentIds = new int[maxSeqLength];
    int size = 0;
    inputIds[size++] = tokenizer.vocabulary().clsId();
    for (int i = 0; i < first.size(); i++) {
      inputIds[size++] = first.get(i);
    }
    inputIds[size++] = tokenizer.vocabulary().sepId();
    if (second.size() > 0) {
      int secondStart = size;
      for (int i = 0; i < second.size(); i++) {
        inputIds[size++] = second.get(i);
      }
      inputIds[size++] = tokenizer.vocabulary().sepId();
      Arrays.fill(segmentIds, secondStart, size, 1);
    }
    Arrays.fill(inputMask, 0, size, 1);
    // The original pads with 0, whatever the id of [PAD].
    return new PretrainingExample(inputIds, inputMask, segmentIds);
  }
}
