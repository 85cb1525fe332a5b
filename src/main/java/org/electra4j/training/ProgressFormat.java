package org.electra4j.training;

import java.util.Map;
import java.util.stream.Collectors;
import org.electra4j.io.PythonFormat;

/** How the original's progress lines write times and numbers. */
public final class ProgressFormat {
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private ProgressFormat() {}

  /**
   * A duration such as {@code 5}, {@code 1:01}, {@code 1:01:01} or {@code 2 days, 1:01:01}
   * (original: {@code secs_to_str}); rounded half to even.
   */
  public static String time(double seconds) {
    long s = (long) Math.rint(seconds);
    if (s >= DAY) {
      return "%d day%s, %s".formatted(s / DAY, s / DAY == 1 ? "" : "s", hours(s % DAY));
    } else if (s >= HOUR) {
      return hours(s);
    }
    return s >= MINUTE ? "%d:%02d".formatted(s / MINUTE, s % MINUTE) : Long.toString(s);
  }

  private static String hours(long s) {
    return "%d:%02d:%02d".formatted(s / HOUR, s % HOUR / MINUTE, s % MINUTE);
  }

  /** {@code loss: 12.3456 - disc_loss: 0.1234}. */
  static String values(Map<String, Double> values) {
    return values.entrySet().stream()
        .map(e -> e.getKey() + ": " + PythonFormat.fixed(e.getValue(), 4))
        .collect(Collectors.joining(" - "));
  }

  /**
   * One progress line (original: {@code ETAHook.log}).
   *
   * @param step steps done in all
   * @param total steps to be done in all
   * @param stepsTimed steps done within {@code elapsed}; fewer than {@code step} after a resume
   * @param elapsed seconds
   */
  static String line(
      long step, long total, long stepsTimed, double elapsed, Map<String, Double> values) {
    double secondsPerStep = elapsed / stepsTimed;
    return "%d/%d = %s%%, SPS: %s, ELAP: %s, ETA: %s"
            .formatted(
                step,
                total,
                PythonFormat.fixed(100.0 * step / total, 1),
                PythonFormat.fixed(1 / secondsPerStep, 1),
                time(elapsed),
                time((total - step) * secondsPerStep))
        + (values.isEmpty() ? "" : " - " + values(values));
  }
}
