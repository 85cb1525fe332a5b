package org.electra4j.parity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.electra4j.io.Npz;

/**
 * Collects the comparisons of a case in the order in which they are made, which is that of the
 * computation: so the first that fails tells where ours departs. What is reported under one name
 * several times becomes one comparison.
 */
public final class CaseReport {
  private record Key(String name, OptionalInt step) {}

  private final Map<Key, ComparisonBuilder> comparisons = new LinkedHashMap<>();
  private OptionalInt step = OptionalInt.empty();

  /** What is reported from now on belongs to a step. */
  public void atStep(int step) {
    this.step = OptionalInt.of(step);
  }

  /** What is reported from now on belongs to no step. */
  public void afterSteps() {
    step = OptionalInt.empty();
  }

  private ComparisonBuilder comparison(String name, Tolerance tolerance) {
    return comparisons.computeIfAbsent(
        new Key(name, step), k -> new ComparisonBuilder(name, step, tolerance));
  }

  /** Compares two values, or lists of them entry by entry. */
  public void exact(String name, String where, Object ours, Object theirs) {
    ComparisonBuilder comparison = comparison(name, Tolerance.EXACT);
    if (!(ours instanceof List<?> a) || !(theirs instanceof List<?> b)) {
      comparison.exact(where, ours, theirs);
      return;
    }
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      comparison.exact("%s, entry %d".formatted(where, i), a.get(i), b.get(i));
    }
    if (a.size() != b.size()) {
      comparison.missing(where, a.size(), b.size());
    }
  }

  /** Compares whole numbers. */
  public void exact(String name, String where, int[] ours, int[] theirs) {
    exact(name, where, boxed(ours), boxed(theirs));
  }

  private static List<Integer> boxed(int[] values) {
    List<Integer> boxed = new ArrayList<>(values.length);
    for (int value : values) {
      boxed.add(value);
    }
    return boxed;
  }

  /** Compares two numbers. */
  public void close(String name, String where, double ours, double theirs, Tolerance tolerance) {
    comparison(name, tolerance).number(where, ours, theirs, Math.abs(theirs));
  }

  /**
   * Compares a tensor with an array: integers exactly, floats with a tolerance.
   *
   * @param ours in row-major order
   */
  public void array(String name, float[] ours, Npz.Array theirs, Tolerance tolerance) {
    boolean whole = theirs.floats() == null;
    ComparisonBuilder comparison = comparison(name, whole ? Tolerance.EXACT : tolerance);
    if (ours.length != theirs.size()) {
      comparison.missing(name, ours.length, theirs.size());
      return;
    }
    if (whole) {
      for (int i = 0; i < ours.length; i++) {
        comparison.exact(at(i, theirs.shape()), (int) ours[i], theirs.ints()[i]);
      }
    } else {
      floats(comparison, ours, theirs.floats(), theirs.shape());
    }
  }

  /** Compares a tensor in row-major order of any shape. */
  public void floats(String name, float[] ours, float[] theirs, Tolerance tolerance) {
    array(name, ours, new Npz.Array(new int[] {theirs.length}, theirs, null), tolerance);
  }

  private static void floats(
      ComparisonBuilder comparison, float[] ours, float[] theirs, int[] shape) {
    double largest = largestMagnitude(theirs);
    for (int i = 0; i < ours.length; i++) {
      // The place is written for the few that differ.
      String where = ours[i] == theirs[i] ? "" : at(i, shape);
      comparison.number(where, ours[i], theirs[i], largest);
    }
  }

  /** The largest magnitude of the entries. */
  public static double largestMagnitude(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  /** Reports the p-value of a test of two samples. */
  public void sameDistribution(String name, String where, long samples, double p, double limit) {
    comparison(name, Tolerance.pValue(limit)).pValue(where, samples, p);
  }

  /** The place of an entry, such as {@code [1, 31, 7]}. */
  private static String at(int index, int[] shape) {
    int[] place = new int[shape.length];
    int rest = index;
    for (int d = shape.length - 1; d >= 0; d--) {
      place[d] = rest % shape[d];
      rest /= shape[d];
    }
    return Arrays.toString(place);
  }

  /** What was compared, in the order of the first report. */
  public List<Comparison> comparisons() {
    return comparisons.values().stream().map(ComparisonBuilder::build).toList();
  }
}
