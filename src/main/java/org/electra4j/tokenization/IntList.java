package org.electra4j.tokenization;

import java.util.Arrays;

/** A growing array of ints. Not thread-safe. */
public final class IntList {
  private int[] values = new int[32];
  private int size;

  /** Appends one value. */
  public void add(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  /** The number of values. */
  public int size() {
    return size;
  }

  /** The value at an index in [0, size). */
  public int get(int index) {
    if (index >= size) {
      throw new IndexOutOfBoundsException(index);
    }
    return values[index];
  }

  /** Drops all but the first {@code newSize} values. */
  public void truncate(int newSize) {
    size = Math.min(size, newSize);
  }

  /** A copy of the values. */
  public int[] toArray() {
    return Arrays.copyOf(values, size);
  }
}
