package org.electra4j.finetuning.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.finetuning.task.FeaturizedExample;
import org.electra4j.io.Json;
import org.electra4j.testing.Reference;
import org.electra4j.tokenization.FullTokenizer;
import org.electra4j.tokenization.TextNormalization;
import org.electra4j.tokenization.Vocabulary;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GlueFeaturesGoldenTest {
  static List<Path> goldens() throws IOException {
    try (Stream<Path> files = Files.list(Reference.folder("glue_features"))) {
      return files.filter(f -> f.toString().endsWith(".json")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void labelsAndFeaturesAreDeclaredAsInTheOriginal(Path golden) {
    JsonNode expected = Json.read(golden);
    SingleOutputTask task = task(expected, Vocabulary.read(Reference.tinyVocabulary()));

    assertThat(task.labels()).isEqualTo(strings(expected.get("label_list")));
    assertThat(task.isRegression()).isEqualTo(expected.get("label_list").isNull());
    assertThat(task.testSplits()).isEqualTo(strings(expected.get("test_splits")));
    List<String> specs = new ArrayList<>();
    for (JsonNode spec : expected.get("feature_specs")) {
      assertThat(spec.get("shape")).isEmpty();
      specs.add(spec.get("name").asText() + " " + spec.get("int").asBoolean());
    }
    List<String> ours = new ArrayList<>(List.of(task.name() + "_eid true"));
    task.featureSpecs().forEach(spec -> ours.add(spec.key(task.name()) + " " + spec.isInt()));
    assertThat(ours).isEqualTo(specs);
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void examplesAndLinesOfSkippedRowsAreTheOriginals(Path golden) {
    JsonNode expected = Json.read(golden);
    SingleOutputTask task = task(expected, Vocabulary.read(Reference.tinyVocabulary()));

    for (Map.Entry<String, JsonNode> split : expected.get("splits").properties()) {
      List<String> log = new ArrayList<>();
      List<ClassificationExample> examples = task.examples(split.getKey(), log::add);

      assertThat(log).isEqualTo(strings(split.getValue().get("log")));
      assertThat(examples).hasSize(split.getValue().get("n_examples").asInt());
      for (int i = 0; i < examples.size(); i++) {
        JsonNode example = split.getValue().get("examples").get(i);
        assertThat(examples.get(i))
            .isEqualTo(
                new ClassificationExample(
                    example.get("eid").asInt(),
                    task.name(),
                    example.get("text_a").asText(),
                    example.get("text_b").textValue(),
                    example.get("label").asText()));
      }
    }
  }

  /** Needs BERT's vocabulary, which the project does not ship. */
  @Tag("shared-data")
  @ParameterizedTest
  @MethodSource("goldens")
  void featuresAreTheOriginals(Path golden) {
    Path vocabulary = Reference.shared().resolve("data/vocab/bert-uncased-vocab.txt");
    assumeThat(vocabulary).exists();
    JsonNode expected = Json.read(golden);
    SingleOutputTask task = task(expected, Vocabulary.read(vocabulary));

    for (Map.Entry<String, JsonNode> split : expected.get("splits").properties()) {
      List<ClassificationExample> examples = task.examples(split.getKey());
      for (int i = 0; i < examples.size(); i++) {
        JsonNode features = split.getValue().get("examples").get(i).get("features");
        assertSame(task, task.featurize(examples.get(i)), features);
      }
    }
  }

  private static void assertSame(
      SingleOutputTask task, FeaturizedExample actual, JsonNode features) {
    int[] ids = ints(features.get("input_ids"));
    assertThat(Arrays.copyOf(actual.inputIds(), ids.length)).isEqualTo(ids);
    assertThat(Arrays.copyOf(actual.segmentIds(), ids.length))
        .isEqualTo(ints(features.get("segment_ids")));
    int[] mask = new int[ids.length];
    Arrays.fill(mask, 0, actual.length(), 1);
    assertThat(mask).isEqualTo(ints(features.get("input_mask")));
    assertThat(actual.taskId()).isEqualTo(features.get("task_id").asInt());
    assertThat(actual.eid()).isEqualTo(features.get(task.name() + "_eid").asInt());
    if (task.isRegression()) {
      assertThat(actual.floats("targets", 1)[0])
          .isEqualTo((float) features.get(task.name() + "_targets").asDouble());
    } else {
      assertThat(actual.ints("label_ids", 1)[0])
          .isEqualTo(features.get(task.name() + "_label_ids").asInt());
    }
  }

  private static SingleOutputTask task(JsonNode golden, Vocabulary vocabulary) {
    var hparams =
        Json.mapper()
            .createObjectNode()
            .put("max_seq_length", golden.get("max_seq_length").asInt())
            .put("double_unordered", golden.get("double_unordered").asBoolean());
    hparams.putArray("task_names").add(golden.get("task").asText());
    Path data = Reference.folder("glue_features").resolve("data");
    FinetuningConfig config = FinetuningConfig.of("m", data, hparams);
    FullTokenizer tokenizer = new FullTokenizer(vocabulary, TextNormalization.UNCASED);
    return GlueTasks.of(golden.get("task").asText(), config, tokenizer);
  }

  private static List<String> strings(JsonNode array) {
    List<String> strings = new ArrayList<>();
    array.forEach(s -> strings.add(s.asText()));
    return strings;
  }

  private static int[] ints(JsonNode array) {
    int[] values = new int[array.size()];
    Arrays.setAll(values, i -> array.get(i).asInt());
    return values;
  }
}
