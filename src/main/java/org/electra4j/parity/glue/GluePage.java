package org.electra4j.parity.glue;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.electra4j.io.HtmlTemplate;
import org.electra4j.io.TableFormats;
import org.electra4j.metrics.MeanComparison;

/** A page about {@link GlueParity}: the tables, and the intervals as bars. */
public final class GluePage {
  private GluePage() {}

  /** The page as HTML. */
  public static String html(GlueParity parity) {
    return HtmlTemplate.fill(
        "/report/glue.html",
        Map.of(
            "margin", Double.toString(parity.margin()),
            "confidence", String.format(Locale.ROOT, "%.0f", 100 * parity.confidence()),
            "rows", TableFormats.html(parity.sideBySide()),
            "bars", bars(parity),
            "comparisons", TableFormats.html(parity.comparisons())));
  }

  /** A line a comparison: the interval, the difference as a mark, and the margin as a band. */
  private static String bars(GlueParity parity) {
    List<GlueParity.Cell> cells = parity.cells();
    double reach = 1.15 * parity.margin();
    for (GlueParity.Cell cell : cells) {
      for (double end : new double[] {cell.comparison().low(), cell.comparison().high()}) {
        reach = Math.max(reach, Double.isNaN(end) ? 0 : 1.05 * Math.abs(end));
      }
      reach = Math.max(reach, 1.05 * Math.abs(cell.comparison().difference()));
    }
    StringBuilder html = new StringBuilder();
    for (GlueParity.Cell cell : cells) {
      MeanComparison c = cell.comparison();
      html.append(
          """
          <div class="bar"><div>%s <span class="soft">%s against %s</span></div>
          <div class="track"><i class="margin" style="%s"></i>%s<i class="mark" style="left:%s%%"></i></div></div>
          """
              .formatted(
                  HtmlTemplate.escape(cell.task()),
                  HtmlTemplate.escape(cell.oursName()),
                  HtmlTemplate.escape(cell.referenceName()),
                  span(-parity.margin(), parity.margin(), reach),
                  c.isTested()
                      ? "<i class=\"interval\" style=\""
                          + span(c.low(), c.high(), reach)
                          + "\"></i>"
                      : "",
                  place(c.difference(), reach)));
    }
    return html.toString();
  }

  private static String span(double low, double high, double reach) {
    return String.format(
        Locale.ROOT, "left:%s%%;width:%.3f%%", place(low, reach), 50 * (high - low) / reach);
  }

  private static String place(double value, double reach) {
    return String.format(Locale.ROOT, "%.3f", 50 + 50 * value / reach);
  }
}
