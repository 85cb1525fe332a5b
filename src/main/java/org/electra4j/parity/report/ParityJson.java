package org.electra4j.parity.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.electra4j.io.Json;
import org.electra4j.parity.CaseResult;
import org.electra4j.parity.Comparison;

/** Results as JSON, with every comparison. */
public final class ParityJson {
  private ParityJson() {}

  /**
   * An object with {@code passed}, {@code failed}, {@code skipped}, {@code values}, {@code cases}.
   */
  public static ObjectNode of(List<CaseResult> results) {
    ObjectNode json = Json.mapper().createObjectNode();
    json.put("passed", ParityText.count(results, CaseResult.Outcome.PASS));
    json.put("failed", ParityText.count(results, CaseResult.Outcome.FAIL));
    json.put("skipped", ParityText.count(results, CaseResult.Outcome.SKIPPED));
    json.put("values", results.stream().mapToLong(CaseResult::values).sum());
    ArrayNode cases = json.putArray("cases");
    for (CaseResult result : results) {
      ObjectNode one = cases.addObject();
      one.put("folder", result.folder());
      one.put("name", result.name());
      one.put("outcome", result.outcome().name().toLowerCase(Locale.ROOT));
      result.failure().ifPresent(why -> one.put("failure", why));
      if (result.skipped() != null) {
        one.put("skipped", result.skipped());
      }
      one.put("seconds", result.seconds());
      one.put("values", result.values());
      ArrayNode comparisons = one.putArray("comparisons");
      result.comparisons().forEach(c -> put(comparisons.addObject(), c));
    }
    return json;
  }

  private static void put(ObjectNode one, Comparison comparison) {
    one.put("name", comparison.name());
    comparison.step().ifPresent(step -> one.put("step", step));
    one.put("tolerance", comparison.tolerance().toString());
    one.put("values", comparison.values());
    one.put("max_absolute", comparison.maxAbsolute());
    one.put("max_relative", comparison.maxRelative());
    one.put("failures", comparison.failures());
    if (comparison.first() != null) {
      one.put("first_failure", comparison.first());
    }
  }
}
