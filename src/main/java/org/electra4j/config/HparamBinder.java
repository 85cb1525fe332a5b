package org.electra4j.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;

/**
 * Turns a JSON object of hyperparameters into a record and back. A component {@code maskProb} is
 * the key {@code mask_prob}; its Java type says what JSON is expected, and {@link MayBeNull} where
 * {@code null} has a meaning.
 */
public final class HparamBinder {
  private static final SnakeCaseStrategy SNAKE_CASE = new SnakeCaseStrategy();

  private HparamBinder() {}

  /** The keys of a record's components, in their order. */
  public static List<String> keys(Class<? extends Record> type) {
    return Arrays.stream(type.getRecordComponents()).map(HparamBinder::key).toList();
  }

  /**
   * Refuses keys that the record does not have.
   *
   * @param what how the message calls a key, such as {@code hparam}
   * @throws BadInputException naming the unknown key and the nearest known one
   */
  public static void requireKnown(Class<? extends Record> type, JsonNode values, String what) {
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

  /** Makes the record from hparams for all of its components; see the next. */
  static <R extends Record> R bind(Class<R> type, ObjectNode values) {
    return bind(type, values, "hparam ");
  }

  /**
   * Makes the record from values for all of its components.
   *
   * @param where stands before a key in messages
   * @throws BadInputException if a value is not of the component's type, naming key, value and
   *     expected type
   */
  public static <R extends Record> R bind(Class<R> type, ObjectNode values, String where) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] arguments =
        Arrays.stream(components).map(c -> value(c, values.get(key(c)), where)).toArray();
    try {
      Constructor<R> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true); // of a record that only its reader knows
      return constructor.newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make " + type, e);
    }
  }

  /** All components under their keys, in their order. */
  public static ObjectNode toJson(Record values) {
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

  private static Object value(RecordComponent component, JsonNode value, String where) {
    boolean mayBeNull = component.isAnnotationPresent(MayBeNull.class);
    if (value.isNull() && mayBeNull) {
      return null;
    }
    Class<?> type = component.getType();
    boolean numbers = component.getGenericType().getTypeName().contains("Double>");
    Object converted = numbers ? numbers(value) : convert(type, value);
    if (converted == null) {
      String expected = numbers ? "a list of numbers" : describe(type);
      throw new BadInputException(
          "%s%s is %s, expected %s%s"
              .formatted(where, key(component), value, expected, mayBeNull ? " or null" : ""));
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

  /** The strings of an array; null for anything else. */
  private static List<String> strings(JsonNode value) {
    return list(value, JsonNode::isTextual, JsonNode::textValue);
  }

  /** The numbers of an array; null for anything else. */
  private static List<Double> numbers(JsonNode value) {
    return list(value, JsonNode::isNumber, JsonNode::doubleValue);
  }

  private static <T> List<T> list(
      JsonNode value, Predicate<JsonNode> fits, Function<JsonNode, T> element) {
    List<JsonNode> elements = new ArrayList<>();
    value.elements().forEachRemaining(elements::add);
    boolean allFit = value.isArray() && elements.stream().allMatch(fits);
    return allFit ? elements.stream().map(element).toList() : null;
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
