package org.electra4j.study.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.electra4j.finetuning.results.PublishedResults;
import org.electra4j.finetuning.results.PublishedRow;
import org.electra4j.io.TextTable;
import org.electra4j.metrics.SampleSummary;
import org.electra4j.model.PretrainingFlops;

/** The study's table 3: what the pretrainings cost, also per point of the scores. */
final class EfficiencyTable {
  private static final double HOURS_PER_DAY = 24;
  private static final double SECONDS_PER_DAY = 86400;
  private static final String NOT_NAMED = "-";

  private EfficiencyTable() {}

  /** The table; a row a checkpoint that was evaluated. */
  static ReportTable of(StudyResults study, Overall overall, PublishedResults published) {
    JsonNode device = study.plan().path("device");
    List<List<String>> rows = new ArrayList<>();
    for (StudyRow row : study.rows()) {
      if (row.run().isPresent() && !row.checkpoint().evaluation().isEmpty()) {
        Cost cost = Cost.of(row.run().get(), row.checkpoint(), device);
        rows.add(
            line(
                "ours: " + row.name(),
                isNamed(device)
                    ? hardware(device.path("count").asInt(1), device.path("name").asText())
                    : NOT_NAMED,
                cost,
                overall.avg(row.checkpoint().scores()),
                overall.glue(row.checkpoint().scores())));
      }
    }
    int ours = rows.size();
    for (PublishedRow row : published.rows()) {
      row.training()
          .ifPresent(
              training ->
                  rows.add(
                      line(
                          row.name(),
                          hardware(training.devices(), training.device()),
                          cost(training),
                          overall.avg(row),
                          overall.glue(row))));
    }
    return new ReportTable(
        "table3-efficiency",
        "Table 3: efficiency",
        new TextTable(
            List.of(
                "model",
                "hardware",
                "hours",
                "pfs-days",
                "FLOPs",
                overall.avgName(),
                "GLUE",
                "pfs-days per point of " + overall.avgName(),
                "per point of GLUE"),
            rows),
        ours,
        notes(device, overall));
  }

  private static List<String> notes(JsonNode device, Overall overall) {
    List<String> notes = new ArrayList<>();
    double peak = device.path("peak_tflops").asDouble();
    notes.add(
        "pfs-days: days x devices x peak TFLOPS / 1000 x 0.33, as the study has it. "
            + (peak > 0
                ? "Ours: measured training time, and a peak of %s TFLOPS as the plan says."
                    .formatted(Numbers.plain(peak))
                : "The plan gives no peak of our hardware, so ours have none."));
    if (!isNamed(device)) {
      notes.add("Hardware " + NOT_NAMED + ": the plan names no device.");
    }
    notes.add(
        "FLOPs: counted from the configuration as the original's flops_computation.py does, up to the checkpoint; %s make a pfs-day at full use."
            .formatted(Numbers.significant(1e15 * SECONDS_PER_DAY)));
    notes.add(
        "Lower part: time and hardware as published, pfs-days from them by the same formula, FLOPs from the original's table.");
    notes.addAll(overall.notes());
    return notes;
  }

  private static boolean isNamed(JsonNode device) {
    return device.hasNonNull("name");
  }

  private static String hardware(int count, String name) {
    return count + " x " + name;
  }

  private static Cost cost(PublishedRow.Training training) {
    return new Cost(
        Optional.of(training.days() * HOURS_PER_DAY),
        Optional.of(
            PretrainingFlops.pfsDays(training.days(), training.devices(), training.peakTflops())),
        training.countedAs().map(name -> PretrainingFlops.published().get(name)));
  }

  private static List<String> line(
      String name,
      String hardware,
      Cost cost,
      Optional<SampleSummary> avg,
      Optional<SampleSummary> glue) {
    return List.of(
        name,
        hardware,
        cost.hours().map(Numbers::significant).orElse(""),
        cost.pfsDays().map(Numbers::significant).orElse(""),
        cost.flops().map(Numbers::significant).orElse(""),
        avg.map(SampleSummary::text).orElse(""),
        glue.map(SampleSummary::text).orElse(""),
        perPoint(cost, avg),
        perPoint(cost, glue));
  }

  private static String perPoint(Cost cost, Optional<SampleSummary> score) {
    return cost.pfsDays()
        .flatMap(days -> score.map(s -> Numbers.significant(days / s.mean())))
        .orElse("");
  }
}
