package org.electra4j.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import org.electra4j.io.Json;

/** What the configurations of pretraining and fine-tuning do alike with their values. */
final class HparamDefaults {
  private HparamDefaults() {}

  /** The defaults of a configuration, a resource beside this class. */
  static ObjectNode read(String name) {
    try (InputStream in = HparamDefaults.class.getResourceAsStream(name)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return (ObjectNode) Json.parse(text, name);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  /** Sets all of the others over the values. */
  static void setAll(ObjectNode values, JsonNode others) {
    others.properties().forEach(e -> values.set(e.getKey(), e.getValue()));
  }

  /**
   * The lines {@code key value}, sorted (original: {@code utils.log_config}); values are written as
   * JSON, so that they can be given as hparams again.
   */
  static List<String> lines(ObjectNode values) {
    TreeMap<String, JsonNode> sorted = new TreeMap<>();
    values.properties().forEach(e -> sorted.put(e.getKey(), e.getValue()));
    return sorted.entrySet().stream().map(e -> e.getKey() + " " + text(e.getValue())).toList();
  }

  private static String text(JsonNode value) {
    if (value.isDouble() && value.asText().contains("E")) {
      // Java's form of small and large numbers, 5.0E-4, is not what people write.
      return value.decimalValue().stripTrailingZeros().toPlainString();
    }
    return value.isTextual() ? value.textValue() : value.toString();
  }
}
