package org.electra4j.cli.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Resident memory against steps, as a drawing; the axis of megabytes begins at 0. */
final class MemoryPlot {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 260;
  private static final int MARGIN = 56;

  private MemoryPlot() {}

  /**
   * The drawing as SVG.
   *
   * @param samples at least one, in the order of their steps
   */
  static String svg(List<MemoryBenchmark.Sample> samples) {
    int steps = samples.get(samples.size() - 1).step();
    double peak = samples.stream().mapToDouble(MemoryBenchmark.Sample::mb).max().orElse(1);
    String line =
        samples.stream()
            .map(
                s ->
                    String.format(
                        Locale.ROOT,
                        "%.1f,%.1f",
                        MARGIN + (double) (WIDTH - 2 * MARGIN) * s.step() / steps,
                        HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * s.mb() / peak))
            .collect(Collectors.joining(" "));
    return String.format(
        Locale.ROOT,
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" font-family="sans-serif" font-size="12">
          <rect width="%1$d" height="%2$d" fill="white"/>
          <path d="M%3$d %3$dV%5$dH%4$d" fill="none" stroke="#888"/>
          <polyline points="%6$s" fill="none" stroke="#1f6feb" stroke-width="1.5"/>
          <text x="%7$d" y="%3$d" text-anchor="end">%8$.0f MB</text>
          <text x="%7$d" y="%5$d" text-anchor="end">0</text>
          <text x="%4$d" y="%9$d" text-anchor="end">step %10$d</text>
        </svg>
        """,
        WIDTH,
        HEIGHT,
        MARGIN,
        WIDTH - MARGIN,
        HEIGHT - MARGIN,
        line,
        MARGIN - 4,
        peak,
        HEIGHT - MARGIN + 16,
        steps);
  }
}
