package org.electra4j.finetuning.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.data.TfRecordReader;
import org.electra4j.finetuning.TaskRegistry;
import org.electra4j.finetuning.task.FeaturizedExample;
import org.electra4j.finetuning.task.Task;
import org.electra4j.io.Json;
import org.electra4j.testing.Reference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;

class PreprocessorGoldenTest {
  private static final Path GOLDENS = Reference.folder("glue_features").resolve("tfrecords");

  @TempDir Path directory;

  /** Needs BERT's vocabulary, which the project does not ship. */
  @Tag("shared-data")
  @ParameterizedTest
  @ValueSource(strings = {"cola_sts", "mrpc"})
  void recordsAreTheOriginalsInItsOrder(String name) throws IOException {
    Path vocabulary = Reference.shared().resolve("data/vocab/bert-uncased-vocab.txt");
    assumeThat(vocabulary).exists();
    FinetuningConfig config = config(name, vocabulary);
    List<Task> tasks = TaskRegistry.tasks(config);
    Preprocessor preprocessor = new Preprocessor(config, tasks);
    preprocessor.prepareTrain();
    preprocessor.preparePredict(tasks.get(0), "dev");

    Map<String, List<JsonNode>> expected = new TreeMap<>();
    for (JsonNode record : Json.read(GOLDENS.resolve(name + ".json"))) {
      expected
          .computeIfAbsent(record.get("file").asText(), f -> new ArrayList<>())
          .add(record.get("features"));
    }
    assertThat(expected).hasSize(2);
    for (Map.Entry<String, List<JsonNode>> file : expected.entrySet()) {
      assertThat(records(directory.resolve(file.getKey()))).isEqualTo(file.getValue());
      String metadata = file.getKey().replace(".tfrecord", ".metadata");
      assertThat(Json.read(directory.resolve(metadata)).get("n_examples"))
          .isEqualTo(Json.read(GOLDENS.resolve(name).resolve(metadata)).get("n_examples"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cola_sts/cola_sts_train", "cola_sts/cola_dev", "mrpc/mrpc_train"})
  void recordsOfTheOriginalAreReadAndWrittenBackTheSame(String name) throws IOException {
    Path file = GOLDENS.resolve(name + ".tfrecord");
    String run = name.split("/", 2)[0];
    FinetuningConfig config = config(run, Reference.tinyVocabulary());
    FeaturesCodec codec = new FeaturesCodec(TaskRegistry.tasks(config), config.maxSeqLength());
    try (TfRecordReader reader = TfRecordReader.open(file)) {
      for (byte[] data = reader.next(); data != null; data = reader.next()) {
        FeaturizedExample example = codec.decode(data, reader.position());
        assertThat(Example.parseFrom(codec.encode(example))).isEqualTo(Example.parseFrom(data));
      }
    }
  }

  private FinetuningConfig config(String name, Path vocabulary) {
    JsonNode meta = Json.read(GOLDENS.resolve(name + "_meta.json"));
    ObjectNode hparams =
        Json.mapper()
            .createObjectNode()
            .put("max_seq_length", 32)
            .put("train_batch_size", meta.get("train_batch_size").asInt())
            .put("eval_batch_size", meta.get("train_batch_size").asInt())
            .put("seed", meta.get("shuffle_seed").asLong())
            .put("vocab_file", vocabulary.toString())
            .put("preprocessed_data_dir", directory.toString());
    hparams.set("task_names", meta.get("task_names"));
    return FinetuningConfig.of("m", Reference.folder("glue_features").resolve("data"), hparams);
  }

  /** The features of every record by name, floats as the shortest double of their text. */
  private static List<JsonNode> records(Path file) throws IOException {
    List<JsonNode> records = new ArrayList<>();
    try (TfRecordReader reader = TfRecordReader.open(file)) {
      for (byte[] data = reader.next(); data != null; data = reader.next()) {
        TreeMap<String, List<?>> features = new TreeMap<>();
        Example.parseFrom(data)
            .getFeatures()
            .getFeatureMap()
            .forEach((key, value) -> features.put(key, values(value)));
        records.add(Json.parse(Json.write(features), "record"));
      }
    }
    return records;
  }

  private static List<?> values(Feature feature) {
    return feature.hasInt64List()
        ? feature.getInt64List().getValueList()
        : feature.getFloatList().getValueList().stream().map(Float::doubleValue).toList();
  }
}
