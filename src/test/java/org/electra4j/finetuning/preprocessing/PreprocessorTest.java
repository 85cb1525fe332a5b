package org.electra4j.finetuning.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.finetuning.TaskFixtures;
import org.electra4j.finetuning.TaskRegistry;
import org.electra4j.finetuning.task.FeaturizedExample;
import org.electra4j.finetuning.task.Task;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.testing.Reference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreprocessorTest {
  private static final String HEADER = "sentence\tlabel\n";

  /** A time that no file has by itself: whether it still has it tells whether it was written. */
  private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

  @TempDir Path data;
  private TaskFixtures files;
  private Path source;
  private Path records;

  @BeforeEach
  void writeTask() {
    files = new TaskFixtures(data);
    source = files.write("sst/train.tsv", HEADER + rows(5, 25));
    files.write("sst/dev.tsv", HEADER + rows(50, 3));
    records = data.resolve("models/m/finetuning_tfrecords/sst_tfrecords/sst_train.tfrecord");
  }

  @Test
  void recordsOfTheSameInputAreUsedAgain() throws IOException {
    List<FeaturizedExample> made = train("");
    age();
    List<FeaturizedExample> read = train("");

    assertThat(wasWritten()).isFalse();
    assertSame(read, made);
    assertThat(made).hasSize(25);
    assertThat(made.get(0).length()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'max_seq_length': 64",
        "'do_lower_case': false",
        "'train_batch_size': 5",
        "'seed': 1",
        "'train_fraction': 0.5",
        "'strict': true",
        "'debug': true, 'use_tfrecords_if_existing': true",
        "'use_tfrecords_if_existing': false",
      })
  void recordsOfOtherSettingsAreMadeAgain(String hparams) throws IOException {
    train("");
    age();
    train(hparams);
    assertThat(wasWritten()).isTrue();
  }

  @Test
  void recordsOfOtherTextAreMadeAgainWhateverItsTime() throws IOException {
    train("");
    FileTime time = Files.getLastModifiedTime(source);
    Files.writeString(source, HEADER + rows(6, 25));
    Files.setLastModifiedTime(source, time);
    assertSame(train(""), train("'use_tfrecords_if_existing': false"));
    assertThat(train("")).extracting(e -> e.inputIds()[1]).contains(30).doesNotContain(5);
  }

  @Test
  void recordsOfAnotherVocabularyAreMadeAgain() throws IOException {
    Path vocabulary = data.resolve("vocab.txt");
    List<String> tokens = Files.readAllLines(Reference.tinyVocabulary());
    Files.write(vocabulary, tokens);
    String hparams = "'vocab_file': '" + vocabulary + "'";
    train(hparams);
    tokens.set(5, "tok006");
    tokens.set(6, "tok005");
    Files.write(vocabulary, tokens);
    assertSame(train(hparams), train(hparams + ", 'use_tfrecords_if_existing': false"));
  }

  @Test
  void unorderedPairsHaveOtherRecordsWithAndWithoutDoubling() {
    files.write(
        "mrpc/train.tsv", "Quality\t#1 ID\t#2 ID\t#1 String\t#2 String\n1\t0\t0\ttok005\ttok006\n");
    assertThat(train("mrpc", "")).hasSize(2);
    assertThat(train("mrpc", "'double_unordered': false")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, 40, 700})
  void damagedRecordsAreMadeAgain(int offset) throws IOException {
    List<FeaturizedExample> made = train("");
    byte[] bytes = Files.readAllBytes(records);
    bytes[offset] ^= 1;
    Files.write(records, bytes);
    assertSame(train(""), made);
    bytes[offset] ^= 1;
    assertThat(Files.readAllBytes(records)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{\"n_examples\": 32}"})
  void damagedOrForeignMetadataAreMadeAgain(String metadata) throws IOException {
    List<FeaturizedExample> made = train("");
    Path file = Path.of(records.toString().replace(".tfrecord", ".metadata"));
    String whole = Files.readString(file);
    Files.writeString(file, metadata);
    assertSame(train(""), made);
    assertThat(Files.readString(file)).isEqualTo(whole);
  }

  @Test
  void recordsThatAreGoneAreMadeAgain() throws IOException {
    List<FeaturizedExample> made = train("");
    Files.delete(records);
    assertSame(train(""), made);
    assertThat(records).exists();
  }

  @Test
  void recordsFillUpTheLastBatchAndTheExamplesDoNot() {
    assertThat(train("'train_batch_size': 10")).hasSize(25);
    Path metadata = Path.of(records.toString().replace(".tfrecord", ".metadata"));
    assertThat(Json.read(metadata).get("n_examples").asInt()).isEqualTo(30);
  }

  @Test
  void trainingExamplesAreShuffledWithTheSeed() {
    List<Integer> inOrder = IntStream.range(0, 25).boxed().collect(Collectors.toList());
    List<Integer> seed0 = eids(train(""));
    List<Integer> seed1 = eids(train("'seed': 1"));
    assertThat(seed0).containsExactlyInAnyOrderElementsOf(inOrder).isNotEqualTo(inOrder);
    assertThat(seed1).containsExactlyInAnyOrderElementsOf(inOrder).isNotEqualTo(seed0);
    assertThat(eids(train("'train_fraction': 0.2"))).isEqualTo(seed0.subList(0, 5));
  }

  @Test
  void otherSplitsKeepTheOrderOfTheFile() {
    FinetuningConfig config = files.config("sst", "'train_fraction': 0.3");
    List<Task> tasks = TaskRegistry.tasks(config);
    Preprocessor preprocessor = new Preprocessor(config, tasks);
    assertThat(eids(preprocessor.preparePredict(tasks.get(0), "dev"))).containsExactly(0, 1, 2);
  }

  @Test
  void aSourceThatIsGoneIsAnErrorEvenWithRecordsOfIt() throws IOException {
    train("");
    Files.delete(source);
    assertThatThrownBy(() -> train(""))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("no file train.tsv");
  }

  private List<FeaturizedExample> train(String hparams) {
    return train("sst", hparams);
  }

  private List<FeaturizedExample> train(String task, String hparams) {
    FinetuningConfig config = files.config(task, hparams);
    return new Preprocessor(config, TaskRegistry.tasks(config)).prepareTrain();
  }

  private void age() throws IOException {
    Files.setLastModifiedTime(records, LONG_AGO);
  }

  private boolean wasWritten() throws IOException {
    return !Files.getLastModifiedTime(records).equals(LONG_AGO);
  }

  private static void assertSame(List<FeaturizedExample> actual, List<FeaturizedExample> expected) {
    assertThat(actual).usingRecursiveFieldByFieldElementComparator().isEqualTo(expected);
  }

  private static List<Integer> eids(List<FeaturizedExample> examples) {
    return examples.stream().map(FeaturizedExample::eid).toList();
  }

  private static String rows(int firstToken, int count) {
    return IntStream.range(firstToken, firstToken + count)
        .mapToObj(i -> "tok%03d\t%d\n".formatted(i, i % 2))
        .collect(Collectors.joining());
  }
}
