package org.electra4j.finetuning.results;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import org.electra4j.finetuning.task.TargetRange;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.io.PythonFormat;
import org.electra4j.io.TextFiles;
import org.electra4j.metrics.EvalOutput;

/**
 * Predictions on a split as text, in order of the examples' numbers: tab-separated columns {@code
 * eid}, {@code prediction}, then for a classification {@code probability_<label>} and {@code
 * logit_<label>} of each label (the original pickles the logits), for a regression {@code output},
 * the number on the scale on which the model is trained.
 */
public final class TestPredictions {
  private static final int PROBABILITY_DECIMALS = 6;

  private TestPredictions() {}

  /**
   * The file of a task, a split and a trial.
   *
   * @param pattern the hparam {@code test_predictions}, whose three <code>{:}</code> they replace;
   *     our file ends in {@code .tsv} where the original's ends in {@code .pkl}
   */
  public static Path file(String pattern, String task, String split, int trial) {
    return Path.of(name(pattern, task, split, trial) + ".tsv");
  }

  /**
   * The file of a task whose predictions have another form.
   *
   * @param ending what its name has instead of {@code _predictions.pkl}
   */
  public static Path file(String pattern, String task, String split, int trial, String ending) {
    String name = name(pattern, task, split, trial);
    return Path.of(name.replaceFirst("_predictions$", "") + ending);
  }

  private static String name(String pattern, String task, String split, int trial) {
    String name = pattern;
    for (String value : List.of(task, split, Integer.toString(trial))) {
      name = name.replaceFirst("\\{:}", Matcher.quoteReplacement(value));
    }
    return name.replaceFirst("\\.pkl$", "");
  }

  /** Writes predicted labels, given in the order of their ids. */
  public static void writeLabels(Path file, List<String> labels, List<EvalOutput> outputs) {
    List<String> header = new ArrayList<>(List.of("eid", "prediction"));
    labels.forEach(label -> header.add("probability_" + label));
    labels.forEach(label -> header.add("logit_" + label));
    List<List<String>> rows = new ArrayList<>();
    for (EvalOutput output : byEid(outputs)) {
      List<String> row = new ArrayList<>();
      row.add(Integer.toString(output.eid()));
      row.add(labels.get(output.predictedLabel()));
      Arrays.stream(output.probabilities())
          .forEach(p -> row.add(PythonFormat.fixed(p, PROBABILITY_DECIMALS)));
      for (float logit : output.logits()) {
        row.add(Float.toString(logit));
      }
      rows.add(row);
    }
    write(file, header, rows);
  }

  /** Writes predicted numbers. */
  public static void writeNumbers(Path file, TargetRange range, List<EvalOutput> outputs) {
    List<List<String>> rows = new ArrayList<>();
    for (EvalOutput output : byEid(outputs)) {
      rows.add(
          List.of(
              Integer.toString(output.eid()),
              Float.toString((float) range.label(output.prediction())),
              Float.toString(output.prediction())));
    }
    write(file, List.of("eid", "prediction", "output"), rows);
  }

  /**
   * The predictions of a file by the examples' numbers.
   *
   * @throws BadInputException if it is not such a file
   */
  static SortedMap<Integer, String> read(Path file) {
    SortedMap<Integer, String> predictions = new TreeMap<>();
    AtomicLong line = new AtomicLong();
    TextFiles.forEachLine(
        file,
        text -> {
          String[] columns = text.split("\t", -1);
          if (line.incrementAndGet() == 1) {
            if (!text.startsWith("eid\tprediction\t")) {
              throw new BadInputException(
                  file + ", line 1: no predictions, expected eid, prediction");
            }
          } else if (columns.length < 2 || !columns[0].matches("\\d{1,9}")) {
            throw new BadInputException(
                file + ", line " + line + ": '" + text + "', expected a number and a prediction");
          } else {
            predictions.put(Integer.valueOf(columns[0]), columns[1]);
          }
        });
    return predictions;
  }

  private static List<EvalOutput> byEid(List<EvalOutput> outputs) {
    return outputs.stream().sorted(Comparator.comparingInt(EvalOutput::eid)).toList();
  }

  private static void write(Path file, List<String> header, List<List<String>> rows) {
    StringBuilder text = new StringBuilder(String.join("\t", header) + "\n");
    rows.forEach(row -> text.append(String.join("\t", row)).append('\n'));
    AtomicFiles.writeString(file, text.toString());
  }
}
