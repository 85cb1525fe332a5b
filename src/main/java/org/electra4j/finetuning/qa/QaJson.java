package org.electra4j.finetuning.qa;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Fields of questions, with words about what is wrong with them. */
final class QaJson {
  private static final int SHOWN = 40;

  private QaJson() {}

  static JsonNode field(JsonNode object, String name) throws UnusableQuestionException {
    JsonNode value = object.get(name);
    if (value == null || value.isNull()) {
      throw new UnusableQuestionException("no field " + name);
    }
    return value;
  }

  static String text(JsonNode object, String name) throws UnusableQuestionException {
    JsonNode value = field(object, name);
    require(value.isTextual(), value, name, "text");
    return value.textValue();
  }

  static boolean truth(JsonNode object, String name) throws UnusableQuestionException {
    JsonNode value = field(object, name);
    require(value.isBoolean(), value, name, "true or false");
    return value.booleanValue();
  }

  static JsonNode list(JsonNode object, String name) throws UnusableQuestionException {
    JsonNode value = field(object, name);
    require(value.isArray(), value, name, "a list");
    return value;
  }

  static JsonNode first(JsonNode object, String name) throws UnusableQuestionException {
    JsonNode list = list(object, name);
    require(!list.isEmpty(), list, name, "a list with at least one element");
    return list.get(0);
  }

  static int offset(JsonNode value, String name) throws UnusableQuestionException {
    require(value.isInt() && value.intValue() >= 0, value, name, "a number of characters");
    return value.intValue();
  }

  /** The elements that are texts, or the {@code text} of those that are objects. */
  static List<String> texts(JsonNode object, String name) throws UnusableQuestionException {
    List<String> texts = new ArrayList<>();
    for (JsonNode element : list(object, name)) {
      texts.add(element.isTextual() ? element.textValue() : text(element, "text"));
    }
    return texts;
  }

  private static void require(boolean holds, JsonNode value, String name, String expected)
      throws UnusableQuestionException {
    if (!holds) {
      String shown = value.toString();
      throw new UnusableQuestionException(
          "field %s is %s, expected %s"
              .formatted(
                  name,
                  shown.length() > SHOWN ? shown.substring(0, SHOWN) + "..." : shown,
                  expected));
    }
  }
}
