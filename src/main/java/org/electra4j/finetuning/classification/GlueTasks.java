package org.electra4j.finetuning.classification;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.finetuning.task.TargetRange;
import org.electra4j.metrics.AccuracyScorer;
import org.electra4j.metrics.MccScorer;
import org.electra4j.metrics.RegressionScorer;
import org.electra4j.metrics.Scorer;
import org.electra4j.metrics.ScorerGroup;
import org.electra4j.tokenization.Tokenizer;

/**
 * The tasks of GLUE in their official files. The folder is the original's, {@code cola}, or that of
 * GLUE's own archive, {@code CoLA}. Beside the eight tasks of the original there are {@code wnli},
 * and {@code ax}: GLUE's diagnostic set, which has no training data of its own and is predicted by
 * a model of MNLI, so {@code ax} trains and evaluates on MNLI's files.
 */
public final class GlueTasks {
  private static final List<String> BINARY = List.of("0", "1");
  private static final List<String> ENTAILMENT = List.of("entailment", "not_entailment");
  private static final List<String> NLI = List.of("contradiction", "entailment", "neutral");
  private static final List<String> MNLI_FOLDERS = List.of("mnli", "MNLI");
  private static final Map<String, TaskDescription> TASKS = tasks();

  private GlueTasks() {}

  /** The names of the tasks. */
  public static List<String> names() {
    return List.copyOf(TASKS.keySet());
  }

  /** The task of that one of {@link #names}. */
  public static SingleOutputTask of(String name, FinetuningConfig config, Tokenizer tokenizer) {
    return new SingleOutputTask(TASKS.get(name), config, tokenizer);
  }

  private static Map<String, TaskDescription> tasks() {
    Map<String, TaskDescription> tasks = new LinkedHashMap<>();
    for (TaskDescription task :
        List.of(cola(), mrpc(), mnli(), sst(), rte(), qnli(), qqp(), sts(), wnli(), ax())) {
      tasks.put(task.name(), task);
    }
    return tasks;
  }

  private static TaskDescription cola() {
    RowLayout labeled = new RowLayout(false, Column.at(3), null, Column.at(1));
    RowLayout test = new RowLayout(true, Column.at(1, "sentence"), null, null);
    return classification(
        "cola", BINARY, false, splits(List.of("cola", "CoLA"), labeled, test), MccScorer::new);
  }

  private static TaskDescription sst() {
    RowLayout labeled = new RowLayout(true, Column.at(0, "sentence"), null, Column.at(1, "label"));
    RowLayout test = new RowLayout(true, Column.at(1, "sentence"), null, null);
    return classification(
        "sst", BINARY, false, splits(List.of("sst", "SST-2"), labeled, test), AccuracyScorer::new);
  }

  private static TaskDescription mrpc() {
    Column a = Column.at(3, "#1 String");
    Column b = Column.at(4, "#2 String");
    RowLayout labeled = new RowLayout(true, a, b, Column.at(0, "Quality"));
    return classification(
        "mrpc",
        BINARY,
        true,
        splits(List.of("mrpc", "MRPC"), labeled, new RowLayout(true, a, b, null)),
        ScorerGroup::accuracyWithF1);
  }

  private static TaskDescription qqp() {
    RowLayout labeled =
        new RowLayout(
            true,
            Column.at(3, "question1"),
            Column.at(4, "question2"),
            Column.at(5, "is_duplicate"));
    RowLayout test =
        new RowLayout(true, Column.at(1, "question1"), Column.at(2, "question2"), null);
    return classification(
        "qqp",
        BINARY,
        false,
        splits(List.of("qqp", "QQP"), labeled, test),
        ScorerGroup::accuracyWithF1);
  }

  private static TaskDescription rte() {
    return pairs("rte", List.of("rte", "RTE"), ENTAILMENT, "sentence1", "sentence2");
  }

  private static TaskDescription wnli() {
    return pairs("wnli", List.of("wnli", "WNLI"), BINARY, "sentence1", "sentence2");
  }

  private static TaskDescription qnli() {
    return pairs("qnli", List.of("qnli", "QNLI"), ENTAILMENT, "question", "sentence");
  }

  /** A task with the columns index, the two texts, and label. */
  private static TaskDescription pairs(
      String name, List<String> folders, List<String> labels, String first, String second) {
    Column a = Column.at(1, first);
    Column b = Column.at(2, second);
    RowLayout labeled = new RowLayout(true, a, b, Column.at(3, "label"));
    return classification(
        name,
        labels,
        false,
        splits(folders, labeled, new RowLayout(true, a, b, null)),
        AccuracyScorer::new);
  }

  private static TaskDescription sts() {
    RowLayout labeled =
        new RowLayout(
            true, Column.at(-3, "sentence1"), Column.at(-2, "sentence2"), Column.at(-1, "score"));
    RowLayout test =
        new RowLayout(true, Column.at(-2, "sentence1"), Column.at(-1, "sentence2"), null);
    return new TaskDescription(
        "sts",
        List.of(),
        Optional.of(new TargetRange(0, 5)),
        true,
        splits(List.of("sts", "STS-B"), labeled, test),
        List.of("dev"),
        List.of("test"),
        RegressionScorer::new);
  }

  private static TaskDescription mnli() {
    Map<String, SplitLayout> splits = mnliLabeled();
    List<String> tests = List.of("test_matched", "test_mismatched");
    for (String test : tests) {
      splits.put(test, new SplitLayout(MNLI_FOLDERS, test + ".tsv", mnliRows(null)));
    }
    splits.put("diagnostic", diagnostic());
    return new TaskDescription(
        "mnli",
        NLI,
        Optional.empty(),
        false,
        splits,
        List.of("dev", "dev_mismatched"),
        List.of("test_matched", "test_mismatched", "diagnostic"),
        AccuracyScorer::new);
  }

  private static TaskDescription ax() {
    Map<String, SplitLayout> splits = mnliLabeled();
    splits.put("test", diagnostic());
    return classification("ax", NLI, false, splits, AccuracyScorer::new);
  }

  /** The original calls the matched one of the two dev sets {@code dev}. */
  private static Map<String, SplitLayout> mnliLabeled() {
    RowLayout rows = mnliRows(Column.at(-1, "gold_label"));
    Map<String, SplitLayout> splits = new LinkedHashMap<>();
    splits.put("train", new SplitLayout(MNLI_FOLDERS, "train.tsv", rows));
    splits.put("dev", new SplitLayout(MNLI_FOLDERS, "dev_matched.tsv", rows));
    splits.put("dev_mismatched", new SplitLayout(MNLI_FOLDERS, "dev_mismatched.tsv", rows));
    return splits;
  }

  private static RowLayout mnliRows(Column label) {
    return new RowLayout(true, Column.at(8, "sentence1"), Column.at(9, "sentence2"), label);
  }

  private static SplitLayout diagnostic() {
    return new SplitLayout(
        List.of("mnli", "ax", "MNLI", "AX", "diagnostic"),
        "diagnostic.tsv",
        new RowLayout(true, Column.at(1, "sentence1"), Column.at(2, "sentence2"), null));
  }

  private static TaskDescription classification(
      String name,
      List<String> labels,
      boolean symmetric,
      Map<String, SplitLayout> splits,
      Supplier<Scorer> scorer) {
    return new TaskDescription(
        name, labels, Optional.empty(), symmetric, splits, List.of("dev"), List.of("test"), scorer);
  }

  private static Map<String, SplitLayout> splits(
      List<String> folders, RowLayout labeled, RowLayout test) {
    Map<String, SplitLayout> splits = new LinkedHashMap<>();
    splits.put("train", new SplitLayout(folders, "train.tsv", labeled));
    splits.put("dev", new SplitLayout(folders, "dev.tsv", labeled));
    splits.put("test", new SplitLayout(folders, "test.tsv", test));
    return splits;
  }
}
