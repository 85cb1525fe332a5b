package org.electra4j.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Predicate;
import org.electra4j.io.BadInputException;

/**
 * Checks of values that already have the right type; null values pass.
 *
 * @param values the hparams by key
 * @param where put before every message
 */
record HparamCheck(JsonNode values, String where) {

  /**
   * @throws BadInputException naming key, value and what was expected unless the value holds
   */
  void that(String key, Predicate<JsonNode> holds, String expected) {
    JsonNode value = values.get(key);
    if (!value.isNull() && !holds.test(value)) {
      throw new BadInputException(
          "%shparam %s is %s, expected %s".formatted(where, key, value, expected));
    }
  }

  void positive(String... keys) {
    for (String key : keys) {
      that(key, v -> v.doubleValue() > 0, "a number above 0");
    }
  }

  void notNegative(String... keys) {
    for (String key : keys) {
      that(key, v -> v.doubleValue() >= 0, "a number not below 0");
    }
  }

  void oneOf(String key, String... allowed) {
    that(
        key, v -> List.of(allowed).contains(v.textValue()), "one of " + String.join(", ", allowed));
  }

  /** A batch goes through the graph in equal parts, each on equal devices. */
  void parts(int batch) {
    int steps = values.get("gradient_accumulation_steps").intValue();
    that(
        "gradient_accumulation_steps",
        v -> batch % steps == 0,
        "a divisor of train_batch_size " + batch);
    that(
        "num_devices",
        v -> batch / steps % v.intValue() == 0,
        "a divisor of train_batch_size / gradient_accumulation_steps = " + batch / steps);
  }
}
