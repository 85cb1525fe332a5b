package org.electra4j.finetuning.classification;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.electra4j.finetuning.task.TargetRange;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.metrics.ScorerGroup;

/** Reads a {@code task.json}; docs/tasks.md has the format. */
final class TaskDescriptionReader {
  private static final String DEFAULT_SPLITS =
      """
      {"train": "train.tsv", "dev": "dev.tsv"}
      """;

  private static final String COLUMNS = "columns";
  private static final String HEADER = "header";
  private static final String LABEL = "label";
  private static final String TEXT_A = "text_a";
  private static final String TEXT_B = "text_b";

  private final String name;
  private final String where;

  /**
   * @param name of the task
   * @param where the file, for error messages
   */
  TaskDescriptionReader(String name, String where) {
    this.name = name;
    this.where = where;
  }

  /**
   * Reads a description.
   *
   * @throws BadInputException naming the key and what was expected
   */
  TaskDescription read(JsonNode json) {
    requireKeys(
        json,
        "the description",
        Set.of("labels", "regression", "metrics", HEADER, COLUMNS, "symmetric", "splits"));
    require(
        json.has("labels") != json.has("regression"),
        "expected either labels or regression, and not both");
    Optional<TargetRange> range =
        json.has("labels") ? Optional.empty() : Optional.of(range(json.get("regression")));
    List<String> labels = range.isPresent() ? List.of() : labels(json.get("labels"));
    require(
        json.has(COLUMNS), "expected columns, such as {\"text_a\": \"sentence\", \"label\": 1}");
    boolean hasHeader = flag(json, HEADER, true);
    RowLayout rows = rows(json.get(COLUMNS), hasHeader, true);
    boolean symmetric = flag(json, "symmetric", false);
    require(!symmetric || rows.textB() != null, "symmetric is true, expected a column text_b");
    List<String> metrics =
        json.has("metrics")
            ? strings(json.get("metrics"), "metrics")
            : List.of(range.isPresent() ? "pearson" : "accuracy");
    ScorerGroup.of(metrics, range.isPresent(), where);
    Map<String, SplitLayout> splits =
        splits(json.has("splits") ? json.get("splits") : Json.parse(DEFAULT_SPLITS, where), rows);
    return new TaskDescription(
        name,
        labels,
        range,
        symmetric,
        splits,
        startingWith("dev", splits),
        startingWith("test", splits),
        () -> ScorerGroup.of(metrics, range.isPresent(), where));
  }

  private TargetRange range(JsonNode json) {
    requireKeys(json, "regression", Set.of("min", "max"));
    boolean isRange =
        json.path("min").isNumber()
            && json.path("max").isNumber()
            && json.get("min").doubleValue() < json.get("max").doubleValue();
    require(isRange, "regression is " + json + ", expected numbers min and max, min below max");
    return new TargetRange(json.get("min").doubleValue(), json.get("max").doubleValue());
  }

  private List<String> labels(JsonNode json) {
    List<String> labels = strings(json, "labels");
    require(
        labels.size() >= 2 && Set.copyOf(labels).size() == labels.size(),
        "labels is " + json + ", expected at least two, each once");
    return labels;
  }

  private Map<String, SplitLayout> splits(JsonNode json, RowLayout rows) {
    require(json.isObject(), "splits is " + json + ", expected an object of files by split");
    Map<String, SplitLayout> splits = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> split : json.properties()) {
      require(
          split.getKey().matches("train|dev\\w*|test\\w*"),
          "splits has \"%s\", expected train, dev or dev_..., test or test_..."
              .formatted(split.getKey()));
      splits.put(split.getKey(), split(split.getKey(), split.getValue(), rows));
    }
    require(
        splits.containsKey("train") && splits.containsKey("dev"),
        "splits has %s, expected train and dev".formatted(splits.keySet()));
    return splits;
  }

  private SplitLayout split(String split, JsonNode json, RowLayout rows) {
    boolean isLabeled = !split.startsWith("test");
    RowLayout own =
        isLabeled ? rows : new RowLayout(rows.hasHeader(), rows.textA(), rows.textB(), null);
    if (json.isTextual()) {
      return new SplitLayout(List.of(name), json.textValue(), own);
    }
    requireKeys(json, split, Set.of("file", HEADER, COLUMNS));
    require(
        json.path("file").isTextual(),
        split + " is " + json + ", expected a file name or an object with a file");
    boolean hasHeader = flag(json, HEADER, rows.hasHeader());
    if (json.has(COLUMNS)) {
      own = rows(json.get(COLUMNS), hasHeader, isLabeled);
    }
    require(
        hasHeader || own.hasPlaces(), split + " has no header, expected numbers as its columns");
    return new SplitLayout(
        List.of(name),
        json.get("file").textValue(),
        new RowLayout(hasHeader, own.textA(), own.textB(), own.label()));
  }

  private RowLayout rows(JsonNode json, boolean hasHeader, boolean isLabeled) {
    requireKeys(json, COLUMNS, isLabeled ? Set.of(TEXT_A, TEXT_B, LABEL) : Set.of(TEXT_A, TEXT_B));
    require(
        json.has(TEXT_A) && (json.has(LABEL) || !isLabeled),
        "columns is %s, expected text_a%s".formatted(json, isLabeled ? " and label" : ""));
    RowLayout rows =
        new RowLayout(hasHeader, column(json, TEXT_A), column(json, TEXT_B), column(json, LABEL));
    require(
        hasHeader || rows.hasPlaces(),
        "columns is " + json + " and there is no header, expected numbers");
    return rows;
  }

  private Column column(JsonNode json, String key) {
    JsonNode value = json.get(key);
    if (value == null) {
      return null;
    }
    require(
        value.isInt() || value.isTextual(),
        "columns: %s is %s, expected a number from 0 (or -1, the last) or a name in the header"
            .formatted(key, value));
    return value.isInt() ? Column.at(value.intValue()) : Column.named(value.textValue());
  }

  private boolean flag(JsonNode json, String key, boolean otherwise) {
    JsonNode value = json.get(key);
    require(value == null || value.isBoolean(), key + " is " + value + ", expected true or false");
    return value == null ? otherwise : value.booleanValue();
  }

  private List<String> strings(JsonNode json, String key) {
    List<String> strings = new ArrayList<>();
    for (JsonNode element : json) {
      require(element.isTextual(), key + " is " + json + ", expected a list of strings");
      strings.add(element.textValue());
    }
    require(json.isArray(), key + " is " + json + ", expected a list of strings");
    return List.copyOf(strings);
  }

  private void requireKeys(JsonNode json, String what, Set<String> known) {
    require(json.isObject(), what + " is " + json + ", expected an object");
    json.fieldNames()
        .forEachRemaining(
            key ->
                require(
                    known.contains(key),
                    "unknown key %s in %s, expected some of %s"
                        .formatted(
                            key, what, String.join(", ", known.stream().sorted().toList()))));
  }

  private void require(boolean holds, String problem) {
    if (!holds) {
      throw new BadInputException(where + ": " + problem);
    }
  }

  private static List<String> startingWith(String prefix, Map<String, SplitLayout> splits) {
    return splits.keySet().stream().filter(split -> split.startsWith(prefix)).sorted().toList();
  }
}
