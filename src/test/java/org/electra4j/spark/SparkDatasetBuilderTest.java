package org.electra4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.electra4j.data.DatasetSummary;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.io.Sha256;
import org.electra4j.testing.Reference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("cluster")
class SparkDatasetBuilderTest {
  @TempDir private Path directory;
  private Path corpus;
  private Path output;
  private JavaSparkContext spark;

  @BeforeEach
  void startSpark() {
    corpus = directory.resolve("corpus");
    output = directory.resolve("output");
    spark =
        new SparkOptions("local[2]", Map.of("spark.driver.host", "127.0.0.1"))
            .connect("test", List.of());
  }

  @AfterEach
  void stopSpark() {
    spark.close();
  }

  @Test
  void shardsOfTextAreThoseOfOneMachineToTheByte() throws Exception {
    SparkDatasets.writeText(corpus, 7, 500);

    DatasetSummary summary = build(3, 5);

    assertThat(SparkDatasets.shards(output)).hasSize(5).isEqualTo(onOneMachine(3, 5));
    assertThat(summary.files()).isEqualTo(7);
    assertThat(summary.textBytes()).isEqualTo(bytesOfText());
  }

  @Test
  void shardsOfParquetAreThoseOfTheSameDocumentsAsText() throws Exception {
    Path text = directory.resolve("text");
    SparkDatasets.writeText(text, 5, 500);
    SparkDatasets.writeParquet(corpus, 5, 500);
    Files.writeString(corpus.resolve("_SUCCESS"), "");

    build(2, 4);

    assertThat(SparkDatasets.shards(output))
        .hasSize(4)
        .isEqualTo(
            SparkDatasets.onOneMachine(
                text, directory.resolve("single"), SparkDatasets.options(2, 4)));
  }

  @Test
  void theManifestTellsWhatWasMadeOfWhat() throws Exception {
    SparkDatasets.writeText(corpus, 2, 300);

    DatasetSummary summary = build(2, 12);

    assertThat(SparkDatasets.namesIn(output)).hasSize(13).contains("_SUCCESS");
    JsonNode manifest = Json.read(output.resolve("_SUCCESS"));
    assertThat(manifest.get("seed").asInt()).isEqualTo(42);
    assertThat(manifest.get("jobs").asInt()).isEqualTo(2);
    assertThat(manifest.get("examples").asLong()).isEqualTo(summary.examples());
    assertThat(manifest.get("vocabulary_sha256").asText())
        .isEqualTo(Sha256.of(Reference.tinyVocabulary()));
    assertThat(manifest.get("inputs").get(1).get("path").asText()).endsWith("corpus/part-1.txt");
    assertThat(manifest.get("inputs").get(1).get("bytes").asLong())
        .isEqualTo(Files.size(corpus.resolve("part-1.txt")));
    long records = 0;
    for (int i = 0; i < 12; i++) {
      JsonNode shard = manifest.get("shards").get(i);
      Path file = output.resolve("pretrain_data.tfrecord-" + i + "-of-12");
      assertThat(shard.get("name").asText()).isEqualTo(file.getFileName().toString());
      assertThat(shard.get("bytes").asLong()).isEqualTo(Files.size(file));
      assertThat(shard.get("sha256").asText()).isEqualTo(Sha256.of(file));
      records += shard.get("records").asLong();
    }
    assertThat(records).isEqualTo(summary.examples());
  }

  @Test
  void shardsThatAreThereStayUnlessTheyMayBeReplaced() throws Exception {
    SparkDatasets.writeText(corpus, 2, 100);
    Files.createDirectories(output.resolve(".pretrain_data-building-spark-killed/attempt-1"));
    build(1, 3);
    Map<String, String> before = SparkDatasets.shards(output);

    assertThatThrownBy(() -> build(1, 2))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("already holds 3 shards")
        .hasMessageContaining("--overwrite");
    assertThat(SparkDatasets.shards(output)).isEqualTo(before);

    SparkDataset again = SparkDatasets.dataset(corpus, output, SparkDatasets.options(1, 2));
    SparkDatasetBuilder.build(
        spark,
        new SparkDataset(
            again.corpusDir(),
            again.textColumn(),
            again.vocabFile(),
            again.normalization(),
            again.outputDir(),
            true,
            again.options()),
        examples -> {});
    assertThat(SparkDatasets.namesIn(output))
        .containsExactly(
            "_SUCCESS", "pretrain_data.tfrecord-0-of-2", "pretrain_data.tfrecord-1-of-2");
  }

  @Test
  void textThatIsNotUtf8EndsTheBuildInOneLineAndLeavesNothing() throws Exception {
    SparkDatasets.writeText(corpus, 3, 100);
    Files.write(corpus.resolve("part-1.txt"), new byte[] {'t', (byte) 0xFF, '\n'});

    assertThatThrownBy(() -> build(3, 3))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("part-1.txt: line 1 is not UTF-8: bad byte 0xff at byte offset 1");
    assertThat(SparkDatasets.namesIn(output)).isEmpty();
  }

  @Test
  void inputThatCannotBeUsedIsNamed() throws Exception {
    assertBad("no such directory");
    Files.createDirectory(corpus);
    assertBad("holds no files");
    Path file = corpus.resolve("a.parquet");
    Files.writeString(file, "not Parquet, only text");
    assertBad("a.parquet is not a whole Parquet file");
    Files.delete(file);
    SparkDatasets.writeParquet(corpus, 1, 10);
    SparkDataset dataset = SparkDatasets.dataset(corpus, output, SparkDatasets.options(1, 1));
    assertThatThrownBy(
            () ->
                SparkDatasetBuilder.build(
                    spark,
                    new SparkDataset(
                        dataset.corpusDir(),
                        "id",
                        dataset.vocabFile(),
                        dataset.normalization(),
                        dataset.outputDir(),
                        false,
                        dataset.options()),
                    examples -> {}))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("column 'id' is 'required int64 id', expected one text a row");
    Files.writeString(corpus.resolve("b.txt"), "text");
    assertBad("holds Parquet files and others such as b.txt");
  }

  private void assertBad(String message) {
    assertThatThrownBy(() -> build(1, 1))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }

  private DatasetSummary build(int jobs, int outFiles) {
    return SparkDatasetBuilder.build(
        spark,
        SparkDatasets.dataset(corpus, output, SparkDatasets.options(jobs, outFiles)),
        examples -> {});
  }

  private Map<String, String> onOneMachine(int jobs, int outFiles) throws Exception {
    return SparkDatasets.onOneMachine(
        corpus, directory.resolve("single"), SparkDatasets.options(jobs, outFiles));
  }

  private long bytesOfText() throws IOException {
    long bytes = 0;
    for (String name : SparkDatasets.namesIn(corpus)) {
      bytes += Files.size(corpus.resolve(name));
    }
    return bytes;
  }
}
