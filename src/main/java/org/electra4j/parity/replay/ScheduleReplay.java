package org.electra4j.parity.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.electra4j.io.Json;
import org.electra4j.optimization.LearningRateSchedule;
import org.electra4j.parity.CaseReport;
import org.electra4j.parity.ParityCase;
import org.electra4j.parity.ReferenceBundle;
import org.electra4j.parity.Replay;
import org.electra4j.parity.Tolerance;

/** Learning rates by step. */
final class ScheduleReplay implements Replay {
  @Override
  public String folder() {
    return "optimizer";
  }

  @Override
  public List<ParityCase> cases(ReferenceBundle bundle) {
    Path file = bundle.root().resolve(folder()).resolve("learning_rate_schedules.json");
    return Files.exists(file)
        ? List.of(
            new ParityCase(
                folder(), "learning_rate_schedules", report -> replay(Json.read(file), report)))
        : List.of();
  }

  private static void replay(JsonNode schedules, CaseReport report) {
    for (int i = 0; i < schedules.size(); i++) {
      JsonNode golden = schedules.get(i);
      long steps = golden.get("num_train_steps").asLong();
      double warmup =
          Math.max(
              steps * golden.get("warmup_proportion").asDouble(),
              golden.get("warmup_steps").asDouble());
      LearningRateSchedule schedule =
          new LearningRateSchedule(
              golden.get("learning_rate").asDouble(),
              steps,
              warmup,
              golden.get("lr_decay_power").asDouble());
      JsonNode rates = golden.get("learning_rate_at_step");
      for (int step = 0; step < rates.size(); step++) {
        report.close(
            "learning rate",
            "schedule %d at step %d".formatted(i, step),
            schedule.at(step),
            Jsons.number(rates.get(step)),
            Tolerance.relative(1e-6));
      }
    }
  }
}
