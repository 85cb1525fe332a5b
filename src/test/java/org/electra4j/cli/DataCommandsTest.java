package org.electra4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.electra4j.data.PretrainingRecords;
import org.electra4j.io.Json;
import org.electra4j.testing.CapturedOutput;
import org.electra4j.testing.Reference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class DataCommandsTest {
  @RegisterExtension final CapturedOutput output = new CapturedOutput();

  @TempDir private Path data;

  @BeforeEach
  void makeCorpusAndCatchOutput() throws IOException {
    Files.copy(Reference.tinyVocabulary(), data.resolve("vocab.txt"));
    Files.createDirectory(data.resolve("corpus"));
    Files.writeString(data.resolve("corpus/a.txt"), "tok005 tok006 tok007\n\nTOK008\n".repeat(50));
  }

  @Test
  void aDatasetIsBuiltAndIsGood() {
    assertThat(build("--seed", "5", "--num-out-files", "3", "--json")).isZero();
    JsonNode summary = Json.parse(output.out(), "output");
    output.reset();
    assertThat(
            Main.run(
                "verify-data",
                data + "/records",
                "--vocab-file",
                data + "/vocab.txt",
                "--max-seq-length",
                "16",
                "--json"))
        .isZero();
    JsonNode result = Json.parse(output.out(), "output");

    assertThat(summary.get("seed").asLong()).isEqualTo(5);
    assertThat(summary.get("shards").asInt()).isEqualTo(3);
    assertThat(summary.get("mb_per_s").asDouble()).isPositive();
    assertThat(result.get("records")).isEqualTo(summary.get("examples"));
    assertThat(result.get("records").asInt()).isEqualTo(51);
    assertThat(result.get("max_seq_length").asInt()).isEqualTo(16);
    assertThat(result.get("problems")).isEmpty();
    assertThat(output.err()).isEmpty();
  }

  @Test
  void aSeedThatIsDrawnIsToldAndRepeatsTheBuild() throws IOException {
    assertThat(build("--num-out-files", "1")).isZero();
    Path shard = data.resolve("records/pretrain_data.tfrecord-0-of-1");
    byte[] first = Files.readAllBytes(shard);
    String seed = output.err().split(" ", -1)[1];

    assertThat(build("--num-out-files", "1", "--overwrite", "--seed", seed)).isZero();

    assertThat(Files.readAllBytes(shard)).isEqualTo(first);
  }

  @Test
  void blankLinesCountUnlessToldOtherwise() {
    assertThat(build("--seed", "1", "--json", "--blanks-separate-docs", "False")).isZero();

    JsonNode summary = Json.parse(output.out(), "output");
    assertThat(summary.get("examples").asInt()).isLessThan(50);
    assertThat(summary.get("shards").asInt()).isEqualTo(1000);
    assertThat(output.err()).contains("note: --blanks-separate-docs");
  }

  @Test
  void theLastOfTheCaseSwitchesCounts() throws IOException {
    // In the tiny vocabulary all tokens are lower case.
    assertThat(tokensOf("--no-lower-case")).contains(1);
    assertThat(tokensOf("--no-lower-case", "--do-lower-case")).doesNotContain(1);
    assertThat(tokensOf("--lower-case", "--no-lower-case", "--no-strip-accents")).contains(1);
  }

  @Test
  void aTokenizerJsonIsAVocabularyToo() throws IOException {
    try (InputStream in = DataCommandsTest.class.getResourceAsStream("/bpe/tokenizer.json")) {
      Files.copy(in, data.resolve("tokenizer.json"));
    }
    List<Integer> tokens = tokensOf("--vocab-file", data + "/tokenizer.json");

    // <BOS>, then "tok005" in lower case and "TOK008" as it is: no <UNK> anywhere.
    assertThat(tokens).startsWith(2).contains(4).doesNotContain(5);
  }

  @Test
  void aSentencePieceModelIsAVocabularyToo() throws IOException {
    Path model = data.resolve("albert.model");
    try (InputStream in =
        DataCommandsTest.class.getResourceAsStream("/sentencepiece/albert.model")) {
      Files.copy(in, model);
    }
    List<Integer> tokens = tokensOf("--vocab-file", model.toString());

    // [CLS] first, [SEP], and no <unk>: what is no piece comes as bytes.
    assertThat(tokens).startsWith(2).contains(3).doesNotContain(1, 4);
    assertThat(buildStore("--vocab-file", model.toString(), "--corpus-dir", data + "/corpus"))
        .isZero();
    assertThat(Main.run("verify-data", data + "/store", "--vocab-file", model.toString())).isZero();
  }

  @Test
  void badRecordsAreToldAndExitWithTwo() throws IOException {
    assertThat(build("--seed", "1", "--num-out-files", "2")).isZero();
    Path shard = data.resolve("records/pretrain_data.tfrecord-1-of-2");
    byte[] bytes = Files.readAllBytes(shard);
    bytes[20] ^= 1;
    Files.write(shard, bytes);
    output.reset();

    assertThat(Main.run("verify-data", data + "/records")).isEqualTo(2);

    assertThat(output.out())
        .contains(shard + ": record 0 at byte offset 0: checksum of the data")
        .contains("51 records in 2 files, length 16")
        .contains("1 with problems");
  }

  @Test
  void aTokenStoreIsBuiltAndIsGood() throws IOException {
    assertThat(buildStore("--corpus-dir", data + "/corpus", "--num-processes", "2", "--json"))
        .isZero();
    JsonNode summary = Json.parse(output.out(), "output");
    output.reset();
    assertThat(
            Main.run("verify-data", data + "/store", "--vocab-file", data + "/vocab.txt", "--json"))
        .isZero();
    JsonNode result = Json.parse(output.out(), "output");

    assertThat(summary.get("documents").asInt()).isEqualTo(51);
    assertThat(summary.get("tokens").asInt()).isEqualTo(200);
    assertThat(result.get("documents").asInt()).isEqualTo(51);
    assertThat(result.get("tokens").asInt()).isEqualTo(200);
    assertThat(output.err()).isEmpty();

    byte[] bytes = Files.readAllBytes(data.resolve("store"));
    bytes[100] ^= 1;
    Files.write(data.resolve("store"), bytes);
    output.reset();
    assertThat(Main.run("verify-data", data + "/store")).isEqualTo(2);
    assertThat(output.out())
        .contains(data + "/store: byte offset 72: checksum of the block is wrong")
        .contains("51 documents of 200 tokens, vocabulary of 200: 1 bad blocks");
  }

  @Test
  void badInputToATokenStoreIsOneLineAndExitsWithTwo() throws IOException {
    Files.createDirectory(data.resolve("blank"));
    Files.writeString(data.resolve("blank/a.txt"), "\n \n");
    String corpus = data + "/corpus";

    assertFails("expected either --corpus-dir or --openwebtext-dir", buildStore());
    assertFails("no such directory", buildStore("--openwebtext-dir", data + "/nowhere"));
    assertFails("no text in any of the 1 files", buildStore("--corpus-dir", data + "/blank"));
    assertFails("num-processes is 0", buildStore("--corpus-dir", corpus, "--num-processes", "0"));
    assertThat(buildStore("--corpus-dir", corpus)).isZero();
    assertFails(
        data + "/store is there already; --overwrite replaces it",
        buildStore("--corpus-dir", corpus));
    assertThat(buildStore("--corpus-dir", corpus, "--overwrite")).isZero();
  }

  private int buildStore(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("build-token-store", "--output-file", data + "/store"));
    addUnless(List.of(more), arguments, "--vocab-file", data + "/vocab.txt");
    arguments.addAll(List.of(more));
    return Main.run(arguments.toArray(String[]::new));
  }

  @Test
  void badInputIsOneLineAndExitsWithTwo() throws IOException {
    Files.createDirectory(data.resolve("empty"));
    Files.writeString(data.resolve("short.txt"), "[PAD]\n[UNK]\n[CLS]\nword\n");

    assertFails("no such directory", build("--corpus-dir", data + "/nowhere"));
    assertFails("holds no files", build("--corpus-dir", data + "/empty"));
    assertFails("[SEP] [MASK]", build("--vocab-file", data + "/short.txt"));
    assertFails("--seed is 'x', expected a whole number", build("--seed", "x"));
    assertFails("--num-processes is '1e9'", build("--num-processes", "1e9"));
    assertFails("max-seq-length is 4", build("--max-seq-length", "4"));
    assertFails("--blanks-separate-docs is 'maybe'", build("--blanks-separate-docs", "maybe"));
    assertFails("cannot write " + data + "/vocab.txt", build("--output-dir", data + "/vocab.txt"));
    assertFails("no files given", Main.run("verify-data"));
    assertFails("no record file", Main.run("verify-data", data + "/empty"));
    assertFails("no record file matches", Main.run("verify-data", data + "/nowhere"));
    assertFails(
        data + "/openwebtext: no such directory",
        Main.run("build-openwebtext-pretraining-dataset", "--data-dir", data.toString()));
    assertThat(data.resolve("records")).doesNotExist();
  }

  @Test
  void openWebTextIsBuiltInItsFolders() throws IOException {
    Path archives = Reference.folder("pretrain_data").resolve("openwebtext/archives");
    Files.createDirectory(data.resolve("openwebtext"));
    try (Stream<Path> all = Files.list(archives)) {
      for (Path archive : all.toList()) {
        Files.copy(archive, data.resolve("openwebtext").resolve(archive.getFileName()));
      }
    }

    assertThat(
            Main.run(
                "build-openwebtext-pretraining-dataset",
                "--data-dir",
                data.toString(),
                "--num-processes",
                "2",
                "--num-out-files",
                "2"))
        .isZero();

    assertThat(data.resolve("pretrain_tfrecords/pretrain_data.tfrecord-1-of-2")).isNotEmptyFile();
    assertThat(buildStore("--openwebtext-dir", data + "/openwebtext")).isZero();
    assertThat(Main.run("verify-data", data + "/store")).isZero();
  }

  private int build(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("build-pretraining-dataset", "--max-seq-length", "16"));
    List<String> given = List.of(more);
    addUnless(given, arguments, "--corpus-dir", data + "/corpus");
    addUnless(given, arguments, "--vocab-file", data + "/vocab.txt");
    addUnless(given, arguments, "--output-dir", data + "/records");
    if (given.contains("--max-seq-length")) {
      arguments.subList(1, 3).clear();
    }
    arguments.addAll(given);
    return Main.run(arguments.toArray(String[]::new));
  }

  private static void addUnless(
      List<String> given, List<String> arguments, String option, String value) {
    if (!given.contains(option)) {
      arguments.addAll(List.of(option, value));
    }
  }

  private List<Integer> tokensOf(String... switches) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("--seed", "1", "--num-out-files", "1", "--overwrite"));
    arguments.addAll(List.of(switches));
    assertThat(build(arguments.toArray(String[]::new))).isZero();
    List<Integer> tokens = new ArrayList<>();
    Path shard = data.resolve("records/pretrain_data.tfrecord-0-of-1");
    try (PretrainingRecords records = PretrainingRecords.open(List.of(shard), 16)) {
      for (long i = 0; i < records.size(); i++) {
        for (int id : records.get(i).inputIds()) {
          tokens.add(id);
        }
      }
    }
    return tokens;
  }

  private void assertFails(String message, int status) {
    String printed = output.err();
    assertThat(status).as(printed).isEqualTo(2);
    List<String> lines = printed.lines().filter(line -> !line.startsWith("seed ")).toList();
    assertThat(lines).singleElement().asString().contains(message);
    output.reset();
  }
}
