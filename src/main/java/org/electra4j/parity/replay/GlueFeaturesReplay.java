package org.electra4j.parity.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.finetuning.classification.ClassificationExample;
import org.electra4j.finetuning.classification.GlueTasks;
import org.electra4j.finetuning.classification.SingleOutputTask;
import org.electra4j.finetuning.task.FeaturizedExample;
import org.electra4j.io.Json;
import org.electra4j.parity.CaseReport;
import org.electra4j.parity.ParityCase;
import org.electra4j.parity.ReferenceBundle;
import org.electra4j.parity.Replay;
import org.electra4j.tokenization.FullTokenizer;
import org.electra4j.tokenization.TextNormalization;

/** Files of GLUE tasks: labels, examples, skipped rows and features. */
final class GlueFeaturesReplay implements Replay {
  @Override
  public String folder() {
    return "glue_features";
  }

  @Override
  public List<ParityCase> cases(ReferenceBundle bundle) {
    return bundle.files(folder(), "*.json").stream()
        .map(
            file ->
                new ParityCase(
                    folder(),
                    file.getFileName().toString().replace(".json", ""),
                    report -> replay(bundle, file, report)))
        .toList();
  }

  private static void replay(ReferenceBundle bundle, Path file, CaseReport report) {
    JsonNode golden = Json.read(file);
    ObjectNode hparams =
        Json.mapper()
            .createObjectNode()
            .put("max_seq_length", golden.get("max_seq_length").asInt())
            .put("double_unordered", golden.get("double_unordered").asBoolean());
    String name = golden.get("task").asText();
    hparams.putArray("task_names").add(name);
    SingleOutputTask task =
        GlueTasks.of(
            name,
            FinetuningConfig.of("replay", file.resolveSibling("data"), hparams),
            new FullTokenizer(bundle.realVocabulary(), TextNormalization.UNCASED));
    report.exact("labels", name, task.labels(), Jsons.texts(golden.get("label_list")));
    report.exact("test splits", name, task.testSplits(), Jsons.texts(golden.get("test_splits")));
    List<String> specs = new ArrayList<>(List.of(name + "_eid"));
    task.featureSpecs().forEach(spec -> specs.add(spec.key(name)));
    report.exact("feature specs", name, specs, Jsons.fields(golden.get("feature_specs"), "name"));
    for (Map.Entry<String, JsonNode> split : golden.get("splits").properties()) {
      split(task, split.getKey(), split.getValue(), report);
    }
  }

  private static void split(
      SingleOutputTask task, String split, JsonNode golden, CaseReport report) {
    List<String> log = new ArrayList<>();
    List<ClassificationExample> examples = task.examples(split, log::add);
    report.exact("lines of skipped rows", split, log, Jsons.texts(golden.get("log")));
    report.exact("examples", split, examples.size(), golden.get("n_examples").asInt());
    for (int i = 0; i < Math.min(examples.size(), golden.get("examples").size()); i++) {
      JsonNode expected = golden.get("examples").get(i);
      String where = "%s example %d".formatted(split, i);
      report.exact(
          "texts and labels",
          where,
          examples.get(i),
          new ClassificationExample(
              expected.get("eid").asInt(),
              task.name(),
              expected.get("text_a").asText(),
              expected.get("text_b").textValue(),
              expected.get("label").asText()));
      features(task, task.featurize(examples.get(i)), expected.get("features"), where, report);
    }
  }

  private static void features(
      SingleOutputTask task,
      FeaturizedExample ours,
      JsonNode golden,
      String where,
      CaseReport report) {
    TokenFeatures.compare(ours, golden, where, report);
    report.exact("eid", where, ours.eid(), golden.get(task.name() + "_eid").asInt());
    if (task.isRegression()) {
      report.exact(
          "targets",
          where,
          ours.floats("targets", 1)[0],
          (float) golden.get(task.name() + "_targets").asDouble());
    } else {
      report.exact(
          "label_ids",
          where,
          ours.ints("label_ids", 1)[0],
          golden.get(task.name() + "_label_ids").asInt());
    }
  }
}
