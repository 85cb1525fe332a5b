package org.electra4j.study.chart;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A chart of lines.
 *
 * @param id name of its file
 * @param title above it
 * @param caption a sentence
 * @param xLabel of the horizontal axis
 * @param lines at least one
 */
public record Figure(String id, String title, String caption, String xLabel, List<Line> lines) {
  private static final int MOST_POINTS = 400;

  /** The lines cannot change. */
  public Figure {
    lines = List.copyOf(lines);
  }

  /**
   * One line.
   *
   * @param name in the legend
   * @param points y by x
   * @param isSparse few points, which are marked
   * @param isReference drawn dashed
   */
  public record Line(
      String name, SortedMap<Double, Double> points, boolean isSparse, boolean isReference) {
    /** The points cannot change. */
    public Line {
      points = Collections.unmodifiableSortedMap(new TreeMap<>(points));
    }

    /**
     * A curve of a training. Of a long one, several points that lie side by side become one, with
     * the mean of both their steps and values.
     */
    public static Line curve(String name, SortedMap<Long, Double> curve) {
      List<Map.Entry<Long, Double>> all =
          curve.entrySet().stream().filter(e -> Double.isFinite(e.getValue())).toList();
      int width = (all.size() + MOST_POINTS - 1) / MOST_POINTS;
      SortedMap<Double, Double> points = new TreeMap<>();
      for (int from = 0; from < all.size(); from += width) {
        List<Map.Entry<Long, Double>> some = all.subList(from, Math.min(all.size(), from + width));
        points.put(
            Math.rint(some.stream().mapToLong(Map.Entry::getKey).average().orElseThrow()),
            some.stream().mapToDouble(Map.Entry::getValue).average().orElseThrow());
      }
      return new Line(name, points, false, false);
    }

    /** A few points that were measured on held-out text. */
    public static Line measured(String name, SortedMap<Double, Double> points) {
      return new Line(name, points, true, false);
    }

    /** What others published, or a level to compare with. */
    public static Line reference(String name, SortedMap<Double, Double> points) {
      return new Line(name, points, false, true);
    }
  }

  /** Every x at which a line has a point, ascending. */
  public SortedSet<Double> xs() {
    SortedSet<Double> xs = new TreeSet<>();
    lines.forEach(line -> xs.addAll(line.points().keySet()));
    return xs;
  }
}
