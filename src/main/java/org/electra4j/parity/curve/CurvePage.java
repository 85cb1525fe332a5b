package org.electra4j.parity.curve;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.electra4j.io.HtmlTemplate;
import org.electra4j.training.curve.CurveDistance;
import org.electra4j.training.curve.LossCurve;

/** A page with two curves in one chart, and their difference below it. */
public final class CurvePage {
  private CurvePage() {}

  /** The page as HTML. */
  public static String html(LossCurve ours, LossCurve reference) {
    SortedSet<Long> steps = new TreeSet<>(ours.points().keySet());
    steps.addAll(reference.points().keySet());
    List<Double> differences = new ArrayList<>();
    for (long step : steps) {
      Double a = ours.points().get(step);
      Double b = reference.points().get(step);
      differences.add(a == null || b == null ? null : (Double) (a - b));
    }
    return HtmlTemplate.fill(
        "/report/curve.html",
        Map.of(
            "ours", HtmlTemplate.escape(ours.name()),
            "reference", HtmlTemplate.escape(reference.name()),
            "distance", HtmlTemplate.escape(CurveDistance.of(ours, reference).text()),
            "data",
                HtmlTemplate.json(
                    Map.of(
                        "step",
                        steps,
                        "ours",
                        column(ours, steps),
                        "reference",
                        column(reference, steps),
                        "difference",
                        differences))));
  }

  /** One value a step, null where the curve has no point. */
  private static List<Double> column(LossCurve curve, SortedSet<Long> steps) {
    List<Double> column = new ArrayList<>();
    steps.forEach(step -> column.add(curve.points().get(step)));
    return column;
  }
}
