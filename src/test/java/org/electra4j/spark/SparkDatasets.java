package org.electra4j.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.electra4j.data.BuildProgress;
import org.electra4j.data.DatasetBuilder;
import org.electra4j.data.DatasetOptions;
import org.electra4j.data.DatasetOutput;
import org.electra4j.data.TextCorpus;
import org.electra4j.io.Sha256;
import org.electra4j.testing.Reference;
import org.electra4j.tokenization.TextNormalization;
import org.electra4j.tokenization.Tokenizer;

/** A corpus in words of the tiny vocabulary, and what the builders make of it. */
final class SparkDatasets {
  static final int MAX_SEQ_LENGTH = 16;

  private SparkDatasets() {}

  /** A document of some lines, a different one for each number. */
  static String document(int number, int words) {
    StringBuilder text = new StringBuilder();
    for (int word = 0; word < words; word++) {
      text.append("tok").append(100 + (word * 7 + number) % 100);
      text.append(word % 9 == 8 ? "\n" : " ");
    }
    return text.append('\n').toString();
  }

  /** Text files of two documents each. */
  static void writeText(Path directory, int files, int words) throws IOException {
    Files.createDirectories(directory);
    for (int i = 0; i < files; i++) {
      Files.writeString(
          directory.resolve("part-" + i + ".txt"),
          document(2 * i, words) + "\n" + document(2 * i + 1, words));
    }
  }

  /** The documents of {@link #writeText} as Parquet files, one a row beside another column. */
  static void writeParquet(Path directory, int files, int words) throws IOException {
    Files.createDirectories(directory);
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message page { required int64 id; optional binary body (UTF8); }");
    for (int i = 0; i < files; i++) {
      try (ParquetWriter<Group> writer =
          ExampleParquetWriter.builder(
                  new org.apache.hadoop.fs.Path(directory + "/part-" + i + ".parquet"))
              .withType(schema)
              .withConf(new Configuration())
              .withCompressionCodec(CompressionCodecName.SNAPPY)
              .build()) {
        Group empty = new SimpleGroup(schema);
        empty.add("id", 0L);
        for (int row = 0; row < 2; row++) {
          Group group = new SimpleGroup(schema);
          group.add("id", (long) row);
          group.add("body", document(2 * i + row, words));
          writer.write(group);
          writer.write(empty);
        }
      }
    }
  }

  static DatasetOptions options(int jobs, int outFiles) {
    return new DatasetOptions(MAX_SEQ_LENGTH, jobs, outFiles, true, 42);
  }

  static SparkDataset dataset(Path corpus, Path output, DatasetOptions options) {
    return new SparkDataset(
        corpus.toString(),
        "body",
        Reference.tinyVocabulary().toString(),
        TextNormalization.UNCASED,
        output.toString(),
        false,
        options);
  }

  /** The SHA-256 of each shard that the builder for one machine makes. */
  static Map<String, String> onOneMachine(Path corpus, Path output, DatasetOptions options)
      throws Exception {
    DatasetBuilder.build(
        TextCorpus.of(corpus),
        Tokenizer.read(Reference.tinyVocabulary(), TextNormalization.UNCASED),
        options,
        new DatasetOutput(output, false),
        new BuildProgress());
    return shards(output);
  }

  /** The SHA-256 of each shard of a directory. */
  static Map<String, String> shards(Path directory) throws IOException {
    Map<String, String> shards = new TreeMap<>();
    for (String name : namesIn(directory)) {
      if (name.startsWith("pretrain_data.tfrecord-")) {
        shards.put(name, Sha256.of(directory.resolve(name)));
      }
    }
    return shards;
  }

  /** Everything in a directory, hidden files too. */
  static List<String> namesIn(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return new ArrayList<>(all.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }
}
