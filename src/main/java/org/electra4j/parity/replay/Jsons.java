package org.electra4j.parity.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** Arrays of JSON as lists. */
final class Jsons {
  private Jsons() {}

  static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  /** A field of each object of an array. */
  static List<String> fields(JsonNode array, String field) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(one -> one.get(field).asText())
        .toList();
  }

  static int[] ints(JsonNode array) {
    return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
  }

  static float[] floats(JsonNode array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) number(array.get(i));
    }
    return values;
  }

  /** The names of an object {@code {name: id}} in the order of the ids 0, 1, ... */
  static List<String> byId(JsonNode ids) {
    String[] names = new String[ids.size()];
    ids.properties().forEach(name -> names[name.getValue().asInt()] = name.getKey());
    return List.of(names);
  }

  /** A number, also one that JSON cannot write. */
  static double number(JsonNode value) {
    return value.isTextual() ? Double.parseDouble(value.asText()) : value.asDouble();
  }
}
