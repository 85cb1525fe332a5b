package org.electra4j.data;

import java.util.concurrent.atomic.LongAdder;

/** How far a build has come; written by its threads, read by whoever shows it. */
public final class BuildProgress {
  private final LongAdder textBytes = new LongAdder();
  private final LongAdder files = new LongAdder();
  private final LongAdder examples = new LongAdder();

  /** Bytes of text (unpacked) that have been worked through. */
  public long textBytes() {
    return textBytes.sum();
  }

  /** Files of the corpus that are done. */
  public long files() {
    return files.sum();
  }

  /** Examples made. */
  public long examples() {
    return examples.sum();
  }

  void addTextBytes(long count) {
    textBytes.add(count);
  }

  void addFile() {
    files.increment();
  }

  void addExample() {
    examples.increment();
  }
}
