package org.electra4j.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;

/**
 * Turns a JSON object of hyperparameters into a record and back. A component {@code maskProb} is
 * the key {@code mask_prob}; its Java type says what JSON is expected, and {@link MayBeNull} where
 * {@code null} has a meaning.
 */
final class HparamBinder {
  private static final SnakeCaseStrategy SNAKE_CASE = new SnakeCaseStrategy();

  private HparamBinder() {}

  /** The keys of a record's components, in their order. */
  static List<String> keys(Class<? extends Record> type) {
    return Arrays.stream(type.getRecordComponents()).map(HparamBinder::key).toList();
  }

  /**
   * Refuses keys that the record does not have.
   *
   * @param what how the message calls a key, such as {@code hparam}
   * @throws BadInputException naming the unknown key and the nearest known one
   */
  static void requireKnown(Class<? extends Record> type, JsonNode values, String what) {
    List<String> known = keys(type);
    values
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (!known.contains(key)) {
                throw new BadInputException(
                    "Unknown %s %s (did you mean %s?)"
                        .formatted(what, key, NearestName.to(key, known)));
              }
            });
  }

  /**
   * Makes the record from values for all of its components.
   *
   * @throws BadInputException if a value is not of the component's type, naming key, value and
   *     expected type
   */
  static <R extends Record> R bind(Class<R> type, ObjectNode values) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] arguments = Arrays.stream(components).map(c -> value(c, values.get(key(c)))).toArray();
    try {
      return type.getDeclaredConstructor(types).newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make " + type, e);
    }
  }

  /** All components under their keys, in their order. */
  static ObjectNode toJson(Record values) {
    ObjectNode json = Json.mapper().createObjectNode();
    for (RecordComponent c : values.getClass().getRecordComponents()) {
      try {
        json.set(key(c), Json.mapper().valueToTree(c.getAccessor().invoke(values)));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot read " + c, e);
      }
    }
    return json;
  }

  private static String key(RecordComponent component) {
    return SNAKE_CASE.translate(component.getName());
  }

  private static Object value(RecordComponent component, JsonNode value) {
    boolean mayBeNull = component.isAnnotationPresent(MayBeNull.class);
    if (value.isNull() && mayBeNull) {
      return null;
    }
    Class<?> type = component.getType();
    Object converted = convert(type, value);
    if (converted == null) {
      throw new BadInputException(
          "hparam %s is %s, expected %s%s"
              .formatted(key(component), value, describe(type), mayBeNull ? " or null" : ""));
    }
    return converted;
  }

  /** The value as {@code type}, or null if it is not one. */
  private static Object convert(Class<?> type, JsonNode value) {
    if (type == boolean.class || type == Boolean.class) {
      return value.isBoolean() ? value.booleanValue() : null;
    } else if (type == int.class || type == Integer.class) {
      return isWhole(value) && value.canConvertToInt() ? value.intValue() : null;
    } else if (type == long.class) {
      return isWhole(value) && value.canConvertToLong() ? value.longValue() : null;
    } else if (type == double.class) {
      return value.isNumber() && Double.isFinite(value.doubleValue()) ? value.doubleValue() : null;
    } else if (type == String.class) {
      return value.isTextual() ? value.textValue() : null;
    } else if (type == ObjectNode.class) {
      return value.isObject() ? value.deepCopy() : null;
    } else if (type == List.class) {
      return strings(value);
    }
    throw new IllegalArgumentException("no hparam has the type " + type);
  }

  /** The strings of an array, the only kind of list among the hparams; null for anything else. */
  private static List<String> strings(JsonNode value) {
    List<JsonNode> elements = new ArrayList<>();
    value.elements().forEachRemaining(elements::add);
    boolean allStrings = value.isArray() && elements.stream().allMatch(JsonNode::isTextual);
    return allStrings ? elements.stream().map(JsonNode::textValue).toList() : null;
  }

  /** Whether a number has no fraction; 1e6 is one, as people write step counts like that. */
  private static boolean isWhole(JsonNode value) {
    return value.isNumber() && value.canConvertToExactIntegral();
  }

  private static String describe(Class<?> type) {
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    } else if (type == int.class || type == Integer.class || type == long.class) {
      return "a whole number";
    } else if (type == double.class) {
      return "a number";
    } else if (type == List.class) {
      return "a list of strings";
    }
    return type == String.class ? "a string" : "an object";
  }
}
