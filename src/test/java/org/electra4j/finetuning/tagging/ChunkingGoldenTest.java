package org.electra4j.finetuning.tagging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.finetuning.TaskRegistry;
import org.electra4j.finetuning.preprocessing.Preprocessor;
import org.electra4j.finetuning.task.FeatureSpec;
import org.electra4j.finetuning.task.FeaturizedExample;
import org.electra4j.finetuning.task.Task;
import org.electra4j.io.Json;
import org.electra4j.testing.Reference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunkingGoldenTest {
  private static final Path GOLDENS = Reference.folder("chunking");

  @TempDir Path directory;

  private FinetuningConfig config(int maxSeqLength, Path vocabulary) {
    ObjectNode hparams =
        Json.mapper()
            .createObjectNode()
            .put("max_seq_length", maxSeqLength)
            .put("eval_batch_size", 3)
            .put("vocab_file", vocabulary.toString())
            .put("raw_data_dir", GOLDENS.resolve("data").toString())
            .put("preprocessed_data_dir", directory.toString());
    hparams.putArray("task_names").add("chunk");
    return FinetuningConfig.of("m", directory, hparams);
  }

  private TaggingTask task(int maxSeqLength, Path vocabulary) {
    return (TaggingTask) TaskRegistry.tasks(config(maxSeqLength, vocabulary)).get(0);
  }

  @Test
  void labelsAreTheOriginalsAndAreKeptForPrediction() {
    JsonNode golden = Json.read(GOLDENS.resolve("label_mapping.json"));
    List<String> labels = task(32, Reference.tinyVocabulary()).labels();

    assertThat(labels).hasSize(golden.size());
    golden
        .properties()
        .forEach(e -> assertThat(labels.get(e.getValue().asInt())).isEqualTo(e.getKey()));
    assertThat(Json.read(directory.resolve("chunk_label_mapping.json"))).isEqualTo(golden);
  }

  @Test
  void featuresAreDeclaredAsInTheOriginal() {
    List<FeatureSpec> specs = task(32, Reference.tinyVocabulary()).featureSpecs();
    JsonNode golden = Json.read(GOLDENS.resolve("feature_specs.json"));

    assertThat(golden).hasSize(specs.size() + 1);
    assertThat(golden.get(0).get("name").asText()).isEqualTo("chunk_eid");
    for (int i = 0; i < specs.size(); i++) {
      JsonNode expected = golden.get(i + 1);
      assertThat(specs.get(i).key("chunk")).isEqualTo(expected.get("name").asText());
      assertThat(specs.get(i).isInt()).isEqualTo(expected.get("int").asBoolean());
      assertThat(specs.get(i).shape(32)).hasSize(expected.get("shape").size());
    }
  }

  /** Needs BERT's vocabulary, which the project does not ship. */
  @Tag("shared-data")
  @ParameterizedTest
  @CsvSource({
    "16, train",
    "16, dev",
    "16, test",
    "32, train",
    "32, dev",
    "32, test",
    "64, train",
    "64, dev",
    "64, test"
  })
  void featuresAreTheOriginals(int length, String split) {
    Path vocabulary = Reference.shared().resolve("data/vocab/bert-uncased-vocab.txt");
    assumeThat(vocabulary).exists();
    JsonNode golden = Json.read(GOLDENS.resolve("features_len_" + length + "_" + split + ".json"));
    TaggingTask task = task(length, vocabulary);
    List<TaggingExample> examples = task.examples(split);

    assertThat(examples).hasSize(golden.size());
    for (int i = 0; i < examples.size(); i++) {
      JsonNode expected = golden.get(i);
      assertThat(examples.get(i).words()).isEqualTo(strings(expected.get("words")));
      assertSame(task.featurize(examples.get(i), true).get(0), expected.get("features"), length);
    }
  }

  private static void assertSame(FeaturizedExample ours, JsonNode golden, int length) {
    assertThat(ours.eid()).isEqualTo(golden.get("chunk_eid").asInt());
    assertThat(ours.taskId()).isEqualTo(golden.get("task_id").asInt());
    int[] mask = new int[length];
    Arrays.fill(mask, 0, ours.length(), 1);
    assertThat(mask).isEqualTo(ints(golden.get("input_mask")));
    assertThat(Arrays.copyOf(ours.inputIds(), length)).isEqualTo(ints(golden.get("input_ids")));
    assertThat(Arrays.copyOf(ours.segmentIds(), length)).isEqualTo(ints(golden.get("segment_ids")));
    assertThat(ours.ints("labels", length)).isEqualTo(ints(golden.get("chunk_labels")));
    assertThat(ours.ints("labeled_positions", length))
        .isEqualTo(ints(golden.get("chunk_labeled_positions")));
    int[] labelsMask = new int[length];
    float[] own = ours.floats("labels_mask", length);
    Arrays.setAll(labelsMask, i -> (int) own[i]);
    assertThat(labelsMask).isEqualTo(ints(golden.get("chunk_labels_mask")));
  }

  @Test
  void recordsKeepTheFeatures() {
    FinetuningConfig config = config(16, Reference.tinyVocabulary());
    List<Task> tasks = TaskRegistry.tasks(config);
    List<FeaturizedExample> made =
        new Preprocessor(config, tasks).preparePredict(tasks.get(0), "dev");
    List<FeaturizedExample> read =
        new Preprocessor(config, tasks).preparePredict(tasks.get(0), "dev");

    assertThat(read).hasSize(2).doesNotContainSequence(made);
    for (int i = 0; i < made.size(); i++) {
      assertThat(read.get(i).inputIds()).isEqualTo(made.get(i).inputIds());
      for (String name : List.of("labels", "labeled_positions")) {
        assertThat(read.get(i).ints(name, 16)).isEqualTo(made.get(i).ints(name, 16));
      }
      assertThat(read.get(i).floats("labels_mask", 16))
          .isEqualTo(made.get(i).floats("labels_mask", 16));
    }
  }

  private static List<String> strings(JsonNode array) {
    List<String> strings = new ArrayList<>();
    array.forEach(s -> strings.add(s.asText()));
    return strings;
  }

  private static int[] ints(JsonNode array) {
    int[] values = new int[array.size()];
    Arrays.setAll(values, i -> (int) array.get(i).asDouble());
    return values;
  }
}
