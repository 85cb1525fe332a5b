package org.electra4j.study.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.electra4j.io.Json;
import org.electra4j.metrics.SampleSummary;

/** A report as JSON, with numbers that are not rounded. */
final class StudyJson {
  private StudyJson() {}

  static ObjectNode of(StudyReport report) {
    ObjectNode json = Json.mapper().createObjectNode().put("name", report.name());
    report.findings().forEach(json.putArray("findings")::add);
    report.missing().forEach(json.putArray("missing")::add);
    report.overall().tasks().forEach(task -> json.withArray("avg_over").add(task.id()));
    json.putArray("rows");
    report.study().rows().forEach(row -> json.withArray("rows").add(row(report, row)));
    json.putArray("collapses");
    for (RunResults run : report.study().runs()) {
      ObjectNode node = json.withArray("collapses").addObject().put("run", run.name());
      node.put("generator_size", run.generatorSize());
      node.set("collapse", Json.mapper().valueToTree(run.collapse().orElse(null)));
    }
    json.putArray("published_check");
    for (PublishedCheck.Item item : report.check().items()) {
      ObjectNode node = Json.mapper().valueToTree(item);
      json.withArray("published_check").add(node.put("agrees", item.agrees()));
    }
    return json;
  }

  private static ObjectNode row(StudyReport report, StudyRow row) {
    CheckpointResults at = row.checkpoint();
    ObjectNode json = Json.mapper().createObjectNode().put("name", row.name());
    json.put("run", row.run().map(RunResults::name).orElse(null)).put("percent", at.percent());
    at.evaluation()
        .forEach((name, value) -> put(json.withObjectProperty("evaluation"), name, value));
    ObjectNode scores = json.putObject("scores");
    at.scores()
        .forEach(
            (task, trials) ->
                ScoreTable.summary(task, trials).ifPresent(s -> scores.set(task, summary(s))));
    put(json, "avg", report.overall().avg(at.scores()));
    put(json, "glue", report.overall().glue(at.scores()));
    row.run()
        .ifPresent(
            run -> {
              Cost cost = Cost.of(run, at, report.study().plan().path("device"));
              ObjectNode node = json.putObject("cost");
              put(node, "hours", cost.hours().orElse(Double.NaN));
              put(node, "pfs_days", cost.pfsDays().orElse(Double.NaN));
              put(node, "flops", cost.flops().orElse(Double.NaN));
            });
    return json;
  }

  private static void put(ObjectNode json, String key, Optional<SampleSummary> summary) {
    json.set(key, summary.map(StudyJson::summary).orElse(null));
  }

  private static ObjectNode summary(SampleSummary summary) {
    ObjectNode json = Json.mapper().createObjectNode().put("trials", summary.trials());
    put(json, "mean", summary.mean());
    put(json, "sample_standard_deviation", summary.standardDeviation());
    return json;
  }

  private static void put(ObjectNode json, String key, double value) {
    json.put(key, Double.isFinite(value) ? (Double) value : null);
  }
}
