package org.electra4j.study;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.config.Hparams;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.study.plan.FinetuningPlan;
import org.electra4j.study.plan.PretrainingPlan;
import org.electra4j.study.plan.StudyPlan;

/** The configurations of the parts of a study. */
final class StudyConfigs {
  /** Sizes that a fine-tuned model has from its pretraining, unless the plan says otherwise. */
  private static final List<String> INHERITED =
      List.of("model_size", "model_hparam_overrides", "embedding_size", "do_lower_case");

  private final StudyPlan plan;
  private final StudyLayout layout;
  private final Path dataDir;

  StudyConfigs(StudyOptions options) {
    this.plan = options.plan();
    this.layout = options.layout();
    this.dataDir = options.dataDir();
  }

  /** Of a pretraining. */
  PretrainingConfig pretraining(PretrainingPlan run, StudyData data) {
    return PretrainingConfig.of(run.name(), dataDir, pretrainingHparams(run, data));
  }

  /** Of the evaluation of a kept checkpoint. */
  PretrainingConfig evaluation(PretrainingPlan run, StudyData data, double share) {
    ObjectNode hparams = pretrainingHparams(run, data);
    hparams.put("do_train", false).put("do_eval", true);
    putExamples(hparams, data, data.evaluation());
    hparams.put("model_dir", layout.kept(run.name(), share).toString());
    return PretrainingConfig.of(run.name(), dataDir, hparams);
  }

  private ObjectNode pretrainingHparams(PretrainingPlan run, StudyData data) {
    Path modelDir = layout.model(run.name());
    ObjectNode hparams = run.hparams().deepCopy();
    putExamples(hparams, data, data.training());
    return hparams
        .put("vocab_file", data.vocabulary().toString())
        .put("vocab_size", data.vocabSize())
        .put("model_dir", modelDir.toString())
        .put("results_txt", modelDir.resolve("unsup_results.txt").toString());
  }

  private static void putExamples(ObjectNode hparams, StudyData data, String examples) {
    hparams.put("segments", data.dynamic() ? "dynamic" : "static");
    hparams.put(data.dynamic() ? "token_store" : "pretrain_tfrecords", examples);
  }

  /** Of the trials of a unit. */
  FinetuningConfig finetuning(FinetuningUnit unit, StudyData data) {
    FinetuningPlan finetuning = plan.finetuning();
    PretrainingPlan run = run(unit);
    PretrainingConfig pretrained = pretraining(run, data);
    ObjectNode inherited = pretrained.toJson().retain(INHERITED);
    ObjectNode hparams = Hparams.merge(inherited, finetuning.hparams(unit.task()));
    Path directory = layout.finetuning(unit);
    hparams.putArray("task_names").add(unit.task());
    hparams
        .put("num_trials", finetuning.numTrials())
        .put("keep_all_models", finetuning.keepModels())
        .put("vocab_file", data.vocabulary().toString())
        .put("vocab_size", data.vocabSize())
        .put("model_dir", directory.resolve("model").toString())
        .put("results_txt", directory.resolve("results.txt").toString())
        .put("preprocessed_data_dir", layout.features(run.tokenizer(), unit.task()).toString())
        .put(
            "init_checkpoint",
            unit.isRandom() ? null : layout.kept(run.name(), unit.share()).toString());
    return FinetuningConfig.of(unit.run(), dataDir, hparams);
  }

  /** The pretraining of a unit; random weights have the sizes of the first. */
  PretrainingPlan run(FinetuningUnit unit) {
    return plan.runs().stream()
        .filter(run -> run.name().equals(unit.run()))
        .findFirst()
        .orElse(plan.runs().get(0));
  }
}
