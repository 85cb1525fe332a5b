package org.electra4j.finetuning.tagging;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;

/** Reads the {@code task.json} of a tagging task; docs/tasks.md has the format. */
final class TaggingDescriptionReader {
  /** The key by which such a description is known; its value is the scheme. */
  static final String TAGGING = "tagging";

  private static final String DEFAULT_SPLITS =
      """
      {"train": "train.txt", "dev": "dev.txt"}
      """;
  private static final String COLUMNS = "columns";
  private static final String WORD = "word";
  private static final String TAG = "tag";
  private static final String SPLITS = "splits";
  private static final String ORIGINAL_TRUNCATION = "original_truncation";

  private final String name;
  private final String where;
  private final boolean lowerCase;

  TaggingDescriptionReader(String name, String where, boolean lowerCase) {
    this.name = name;
    this.where = where;
    this.lowerCase = lowerCase;
  }

  TaggingDescription read(JsonNode json) {
    requireKeys(json, "the description", Set.of(TAGGING, COLUMNS, SPLITS, ORIGINAL_TRUNCATION));
    boolean original = json.path(ORIGINAL_TRUNCATION).asBoolean();
    require(
        !json.has(ORIGINAL_TRUNCATION) || json.get(ORIGINAL_TRUNCATION).isBoolean(),
        ORIGINAL_TRUNCATION + " is " + json.get(ORIGINAL_TRUNCATION) + ", expected true or false");
    return new TaggingDescription(
        name, scheme(json.get(TAGGING)), splits(json), original, lowerCase);
  }

  private TagScheme scheme(JsonNode json) {
    return Stream.of(TagScheme.values())
        .filter(scheme -> scheme.label().equals(json.asText().toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                error(
                    "%s is %s, expected one of %s"
                        .formatted(
                            TAGGING,
                            json,
                            Stream.of(TagScheme.values())
                                .map(TagScheme::label)
                                .collect(Collectors.joining(", ")))));
  }

  private Map<String, TaggingDescription.Columns> splits(JsonNode json) {
    JsonNode columns = json.path(COLUMNS);
    if (json.has(COLUMNS)) {
      requireKeys(columns, COLUMNS, Set.of(WORD, TAG));
    }
    int word = place(columns, WORD, 0);
    int tag = place(columns, TAG, -1);
    JsonNode files = json.has(SPLITS) ? json.get(SPLITS) : Json.parse(DEFAULT_SPLITS, SPLITS);
    require(files.isObject(), SPLITS + " is " + files + ", expected an object of file names");
    Map<String, TaggingDescription.Columns> splits = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> split : files.properties()) {
      require(
          split.getKey().matches("train|dev\\w*|test\\w*"),
          "splits has \"%s\", expected train, dev or dev_..., test or test_..."
              .formatted(split.getKey()));
      splits.put(split.getKey(), split(split.getKey(), split.getValue(), word, tag));
    }
    require(
        splits.containsKey("train") && splits.containsKey("dev"),
        "splits has %s, expected train and dev".formatted(splits.keySet()));
    return splits;
  }

  /** A file name, or an object with {@code file} and {@code "tag": false} where it has no tags. */
  private TaggingDescription.Columns split(String split, JsonNode json, int word, int tag) {
    if (json.isTextual()) {
      return new TaggingDescription.Columns(json.textValue(), word, tag);
    }
    requireKeys(json, split, Set.of("file", TAG));
    require(
        json.path("file").isTextual(),
        split + " is " + json + ", expected a file name or an object with a file");
    boolean hasTags = json.path(TAG).asBoolean(true);
    require(hasTags || split.startsWith("test"), split + " has no tags, expected them but in test");
    return new TaggingDescription.Columns(json.get("file").textValue(), word, hasTags ? tag : null);
  }

  private int place(JsonNode columns, String key, int otherwise) {
    JsonNode value = columns.get(key);
    require(
        value == null || value.isInt(),
        "columns: %s is %s, expected a number from 0 (or -1, the last)".formatted(key, value));
    return value == null ? otherwise : value.intValue();
  }

  private void requireKeys(JsonNode json, String what, Set<String> known) {
    require(json.isObject(), what + " is " + json + ", expected an object");
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      require(
          known.contains(entry.getKey()),
          "unknown key %s in %s, expected some of %s"
              .formatted(
                  entry.getKey(), what, String.join(", ", known.stream().sorted().toList())));
    }
  }

  private void require(boolean holds, String problem) {
    if (!holds) {
      throw error(problem);
    }
  }

  private BadInputException error(String problem) {
    return new BadInputException(where + ": " + problem);
  }
}
