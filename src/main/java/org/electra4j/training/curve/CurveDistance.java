package org.electra4j.training.curve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;

/**
 * How far two curves are apart at the steps that both have.
 *
 * @param steps how many
 * @param largest largest absolute difference
 * @param largestAt its step
 * @param mean mean absolute difference
 * @param rootMeanSquare root of the mean squared difference
 * @param relative mean absolute difference divided by the reference's mean magnitude
 * @param last difference at the last common step, ours minus the reference
 */
public record CurveDistance(
    int steps,
    double largest,
    long largestAt,
    double mean,
    double rootMeanSquare,
    double relative,
    double last) {
  /**
   * Compares.
   *
   * @throws BadInputException if the curves share no step
   */
  public static CurveDistance of(LossCurve ours, LossCurve reference) {
    List<Long> steps =
        ours.points().keySet().stream().filter(reference.points()::containsKey).toList();
    if (steps.isEmpty()) {
      throw new BadInputException(
          "%s and %s share no step, expected some steps in both"
              .formatted(ours.name(), reference.name()));
    }
    double largest = -1;
    long largestAt = 0;
    double sum = 0;
    double squares = 0;
    double magnitude = 0;
    double last = 0;
    for (long step : steps) {
      last = ours.points().get(step) - reference.points().get(step);
      sum += Math.abs(last);
      squares += last * last;
      magnitude += Math.abs(reference.points().get(step));
      // A NaN is the largest of all distances.
      if (Math.abs(last) > largest || Double.isNaN(last)) {
        largest = Math.abs(last);
        largestAt = step;
      }
    }
    int n = steps.size();
    return new CurveDistance(
        n, largest, largestAt, sum / n, Math.sqrt(squares / n), sum / magnitude, last);
  }

  /** The numbers under their names. */
  public ObjectNode toJson() {
    return Json.mapper()
        .createObjectNode()
        .put("steps", steps)
        .put("largest", largest)
        .put("largest_at", largestAt)
        .put("mean_absolute", mean)
        .put("root_mean_square", rootMeanSquare)
        .put("relative", relative)
        .put("last", last);
  }

  /** The numbers on lines for people. */
  public String text() {
    return String.format(
        java.util.Locale.ROOT,
        """
        steps in both         %d
        largest difference    %.3g (at step %d)
        mean difference       %.3g
        root mean square      %.3g
        relative              %.3g
        at the last step      %+.3g
        """,
        steps,
        largest,
        largestAt,
        mean,
        rootMeanSquare,
        relative,
        last);
  }
}
