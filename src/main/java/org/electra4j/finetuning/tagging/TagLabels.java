package org.electra4j.finetuning.tagging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;

/**
 * The labels of a tagging task, in the order of their ids: all tags of all its files, sorted
 * (original: {@code _get_label_mapping}). They are kept in a file, from which a model predicts
 * where the task's files are not at hand; the original pickles them.
 */
final class TagLabels {
  private TagLabels() {}

  /** All tags of these sentences, sorted. */
  static List<String> of(Collection<TaggingExample> sentences) {
    TreeSet<String> tags = new TreeSet<>();
    sentences.forEach(sentence -> tags.addAll(sentence.tags()));
    return List.copyOf(tags);
  }

  /** Writes {@code {"B-NP": 0, ...}}, unless the file says the same already. */
  static void write(Path file, List<String> labels) {
    ObjectNode mapping = Json.mapper().createObjectNode();
    labels.forEach(label -> mapping.put(label, mapping.size()));
    if (!Files.exists(file) || !Json.read(file).equals(mapping)) {
      Json.write(file, mapping);
    }
  }

  /**
   * Reads what {@link #write} has written.
   *
   * @throws BadInputException if the file is something else
   */
  static List<String> read(Path file) {
    List<String> labels = new ArrayList<>();
    for (var entry : Json.read(file).properties()) {
      JsonNode id = entry.getValue();
      if (!id.isInt() || id.intValue() != labels.size()) {
        throw new BadInputException(
            "%s: %s is %s, expected %d".formatted(file, entry.getKey(), id, labels.size()));
      }
      labels.add(entry.getKey());
    }
    return labels;
  }
}
