package org.electra4j.parity.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.electra4j.io.HtmlTemplate;
import org.electra4j.io.Json;
import org.electra4j.parity.CaseResult;
import org.electra4j.parity.Comparison;
import org.electra4j.parity.Tolerance;

/** A page with all cases, and the errors of each tensor by tensor and step by step. */
public final class ParityPage {
  private static final int WORTH_PLOTTING = 5;

  private ParityPage() {}

  /**
   * The page as HTML.
   *
   * @param reference what was replayed
   * @param settings how, in a sentence
   */
  public static String html(String reference, String settings, List<CaseResult> results) {
    return HtmlTemplate.fill(
        "/report/parity.html",
        Map.of(
            "reference", HtmlTemplate.escape(reference),
            "settings", HtmlTemplate.escape(settings),
            "summary", HtmlTemplate.escape(ParityText.summary(results)),
            "rows", results.stream().map(ParityPage::row).collect(Collectors.joining("\n")),
            "data", HtmlTemplate.json(data(results))));
  }

  private static String row(CaseResult result) {
    String outcome = result.outcome().name().toLowerCase(Locale.ROOT);
    Optional<Comparison> worst = ParityText.worst(result.comparisons());
    String row =
        "<tr class=\"%s\"><td>%s</td><td>%s</td><td>%,d</td><td>%s</td><td>%s</td><td>%s</td><td>%.1f</td></tr>"
            .formatted(
                outcome,
                outcome,
                HtmlTemplate.escape(result.title()),
                result.values(),
                worst.map(c -> ParityText.number(c.maxAbsolute())).orElse("exact"),
                worst.map(c -> ParityText.number(c.maxRelative())).orElse("exact"),
                worst.map(ParityText::used).orElse(""),
                result.seconds());
    return ParityText.why(result)
        .map(
            why ->
                row
                    + "<tr><td></td><td class=\"why\" colspan=\"6\">%s</td></tr>"
                        .formatted(HtmlTemplate.escape(why)))
        .orElse(row);
  }

  /** The cases with enough errors for a plot. */
  private static ArrayNode data(List<CaseResult> results) {
    ArrayNode cases = Json.mapper().createArrayNode();
    for (CaseResult result : results) {
      List<Comparison> numbers =
          result.comparisons().stream()
              .filter(c -> c.tolerance().kind() != Tolerance.Kind.EXACT)
              .filter(c -> c.tolerance().kind() != Tolerance.Kind.P_VALUE)
              .toList();
      if (numbers.size() >= WORTH_PLOTTING) {
        ObjectNode one = cases.addObject().put("title", result.title());
        ArrayNode comparisons = one.putArray("comparisons");
        for (Comparison c : numbers) {
          ObjectNode point = comparisons.addObject().put("name", c.name());
          c.step().ifPresent(step -> point.put("step", step));
          point.put("relative", Double.isFinite(c.maxRelative()) ? c.maxRelative() : null);
        }
      }
    }
    return cases;
  }
}
