package org.electra4j.study.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.electra4j.io.BadInputException;

/** What the values of a plan must satisfy beyond their types. */
final class PlanChecks {
  /** Hparams that the study sets itself. */
  private static final List<String> OWN =
      List.of(
          "debug",
          "do_train",
          "do_eval",
          "model_name",
          "model_dir",
          "results_txt",
          "pretrain_tfrecords",
          "segments",
          "token_store",
          "vocab_file",
          "task_names",
          "num_trials",
          "keep_all_models",
          "init_checkpoint",
          "raw_data_dir",
          "preprocessed_data_dir");

  private static final double LARGEST_HELD_OUT = 0.5;

  private final String where;

  private PlanChecks(String where) {
    this.where = where;
  }

  /**
   * @throws BadInputException naming key, value and what was expected
   */
  static void check(StudyPlan plan, String where) {
    PlanChecks checks = new PlanChecks(where);
    checks.data(plan.data());
    checks.runs(plan.runs());
    checks.finetuning(plan);
    checks.require(
        plan.parallel().matches("auto|[1-9]\\d{0,2}"),
        "parallel",
        plan.parallel(),
        "auto or a number from 1 on");
    checks.require(
        plan.device().peakTflops() >= 0 && plan.device().count() > 0,
        "device",
        plan.device(),
        "peak_tflops of 0 or more and a count from 1 on");
  }

  private void data(DataPlan data) {
    tokenizer("data.tokenizer", data.tokenizer());
    require(
        List.of("static", "dynamic").contains(data.segments()),
        "data.segments",
        data.segments(),
        "static or dynamic");
    require(
        data.heldOutShare() >= 0 && data.heldOutShare() <= LARGEST_HELD_OUT,
        "data.held_out_share",
        data.heldOutShare(),
        "from 0 to " + LARGEST_HELD_OUT);
    require(data.vocabSize() > 0, "data.vocab_size", data.vocabSize(), "above 0");
  }

  private void runs(List<PretrainingPlan> runs) {
    Set<String> names = new HashSet<>();
    for (PretrainingPlan run : runs) {
      String key = "runs." + run.name();
      require(
          run.name().matches("\\w[\\w.-]*") && !run.name().equals(StudyPlan.RANDOM),
          "a run's name",
          run.name(),
          "letters, digits, _, . and -, and not " + StudyPlan.RANDOM);
      require(names.add(run.name()), "a run's name", run.name(), "each name once");
      tokenizer(key + ".tokenizer", run.tokenizer());
      require(run.stopAt() > 0 && run.stopAt() <= 1, key + ".stop_at", run.stopAt(), "in (0, 1]");
      double before = 0;
      for (double share : run.checkpoints()) {
        require(
            share > before && share <= run.stopAt(),
            key + ".checkpoints",
            run.checkpoints(),
            "ascending shares in (0, " + run.stopAt() + "]");
        before = share;
      }
      own(key + ".hparams", run.hparams());
    }
  }

  private void finetuning(StudyPlan plan) {
    FinetuningPlan finetuning = plan.finetuning();
    List<String> tasks = finetuning.tasks();
    require(
        new HashSet<>(tasks).size() == tasks.size(), "finetuning.tasks", tasks, "each task once");
    require(
        finetuning.numTrials() > 0,
        "finetuning.num_trials",
        finetuning.numTrials(),
        "a number above 0");
    own("finetuning.hparams", finetuning.hparams());
    finetuning
        .taskHparams()
        .properties()
        .forEach(
            e -> {
              String key = "finetuning.task_hparams." + e.getKey();
              require(tasks.contains(e.getKey()), key, e.getValue(), "a task of " + tasks);
              require(e.getValue().isObject(), key, e.getValue(), "a JSON object");
              own(key, e.getValue());
            });
    List<String> kept = new ArrayList<>();
    for (PretrainingPlan run : plan.runs()) {
      run.checkpoints().forEach(share -> kept.add(run.name() + "@" + Share.text(share)));
    }
    if (finetuning.runs() != null) {
      finetuning
          .runs()
          .forEach(run -> require(kept.contains(run), "finetuning.runs", run, "one of " + kept));
    }
  }

  private void tokenizer(String key, String name) {
    require(List.of("wordpiece", "bpe").contains(name), key, name, "wordpiece or bpe");
  }

  private void own(String key, JsonNode hparams) {
    for (String name : OWN) {
      require(
          !hparams.has(name), key + "." + name, hparams.get(name), "nothing: the study sets it");
    }
  }

  private void require(boolean holds, String key, Object value, String expected) {
    if (!holds) {
      throw new BadInputException(
          "%s: %s is %s, expected %s".formatted(where, key, value, expected));
    }
  }
}
