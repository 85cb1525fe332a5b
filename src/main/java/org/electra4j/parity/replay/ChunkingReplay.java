package org.electra4j.parity.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.finetuning.tagging.TaggingTask;
import org.electra4j.finetuning.tagging.TaggingTasks;
import org.electra4j.finetuning.task.FeatureSpec;
import org.electra4j.io.Json;
import org.electra4j.io.TemporaryDirectory;
import org.electra4j.parity.CaseReport;
import org.electra4j.parity.ParityCase;
import org.electra4j.parity.ReferenceBundle;
import org.electra4j.parity.Replay;
import org.electra4j.tokenization.FullTokenizer;
import org.electra4j.tokenization.TextNormalization;
import org.electra4j.tokenization.Vocabulary;

/** Chunking: labels and features of CoNLL files, and the model of a tiny tagger. */
final class ChunkingReplay implements Replay {
  private static final String FEATURES = "features_len_";
  private static final String LABELS = "label_mapping.json";

  private final ReplaySettings settings;

  ChunkingReplay(ReplaySettings settings) {
    this.settings = settings;
  }

  @Override
  public String folder() {
    return "chunking";
  }

  @Override
  public List<ParityCase> cases(ReferenceBundle bundle) {
    Path folder = bundle.root().resolve(folder());
    Map<String, ParityCase.Body> files = new LinkedHashMap<>();
    files.put(LABELS, report -> labels(folder.resolve(LABELS), report));
    files.put("feature_specs.json", report -> specs(folder.resolve("feature_specs.json"), report));
    for (Path file : bundle.files(folder(), FEATURES + "*.json")) {
      files.put(
          file.getFileName().toString(), report -> features(bundle.realVocabulary(), file, report));
    }
    files.put(
        "model.json",
        report ->
            new ChunkingModelReplay(settings, folder, Jsons.byId(Json.read(folder.resolve(LABELS))))
                .run(report));
    return files.entrySet().stream()
        .filter(file -> Files.exists(folder.resolve(file.getKey())))
        .map(file -> new ParityCase(folder(), file.getKey().replace(".json", ""), file.getValue()))
        .toList();
  }

  private static void labels(Path file, CaseReport report) {
    try (TemporaryDirectory work = TemporaryDirectory.create("electra4j-parity")) {
      TaggingTask task = task(file.getParent(), work.path(), 16, anyVocabulary());
      report.exact("labels", "chunk", task.labels(), Jsons.byId(Json.read(file)));
    }
  }

  private static void specs(Path file, CaseReport report) {
    JsonNode golden = Json.read(file);
    try (TemporaryDirectory work = TemporaryDirectory.create("electra4j-parity")) {
      // The length is not recorded but where a feature has one number a token.
      int length = 0;
      for (JsonNode spec : golden) {
        length = Math.max(length, spec.path("shape").path(0).asInt());
      }
      TaggingTask task = task(file.getParent(), work.path(), length, anyVocabulary());
      List<String> ours = new ArrayList<>(List.of(describe("chunk_eid", List.of(), true)));
      for (FeatureSpec spec : task.featureSpecs()) {
        ours.add(describe(spec.key(task.name()), spec.shape(length), spec.isInt()));
      }
      List<String> theirs = new ArrayList<>();
      for (JsonNode spec : golden) {
        List<Integer> shape = IntStream.of(Jsons.ints(spec.get("shape"))).boxed().toList();
        theirs.add(describe(spec.get("name").asText(), shape, spec.get("int").asBoolean()));
      }
      report.exact("feature specs", "chunk", ours, theirs);
    }
  }

  private static String describe(String name, List<Integer> shape, boolean isInt) {
    return name + shape + (isInt ? " int" : " float");
  }

  /**
   * @param file such as {@code features_len_16_dev.json}: its name says length and split
   */
  private static void features(Vocabulary vocabulary, Path file, CaseReport report) {
    String[] name = file.getFileName().toString().replace(".json", "").split("_");
    int length = Integer.parseInt(name[2]);
    try (TemporaryDirectory work = TemporaryDirectory.create("electra4j-parity")) {
      TaggingTask task = task(file.getParent(), work.path(), length, vocabulary);
      new ChunkingFeatures(task, length, report).compare(name[3], Json.read(file));
    }
  }

  /** Labels and specs depend on no vocabulary. */
  private static Vocabulary anyVocabulary() {
    return Vocabulary.of(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"), "replay");
  }

  /**
   * @param work takes what the task writes
   */
  private static TaggingTask task(Path folder, Path work, int length, Vocabulary vocabulary) {
    ObjectNode hparams =
        Json.mapper()
            .createObjectNode()
            .put("max_seq_length", length)
            .put("raw_data_dir", folder.resolve("data").toString())
            .put("preprocessed_data_dir", work.toString());
    hparams.putArray("task_names").add(TaggingTasks.CHUNK);
    return TaggingTasks.chunk(
        FinetuningConfig.of("replay", work, hparams),
        new FullTokenizer(vocabulary, TextNormalization.UNCASED));
  }
}
