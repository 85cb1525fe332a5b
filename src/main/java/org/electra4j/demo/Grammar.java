package org.electra4j.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.io.Json;

/**
 * The grammar of the demo's text, from the resource {@code demo/grammar.json}.
 *
 * <p>A <b>frame</b> is a table of words that belong together: a row of {@code animal} is a cow, the
 * grass that it eats, the barn, the milk, the calf. A <b>template</b> is a sentence with references
 * in braces: <code>{animal}</code> is the first field of one row, <code>{animal.food}</code>
 * another field of the same row within the sentence, <code>{@animal}</code> the row that the whole
 * story keeps, <code>{he}</code> a field of the story's hero. After a colon stands a form: <code>:s
 * </code> plural, <code>:past</code> past tense, <code>:n</code> and <code>:v</code> a noun and a
 * verb that agree in number; with a form, a word that names no frame stands for itself, <code>
 * {eat:v}</code>.
 */
record Grammar(
    English english,
    Map<String, Frame> frames,
    List<String> openings,
    List<String> common,
    List<String> closings,
    List<Topic> topics) {

  /** A table of words that belong together; every row has all fields. */
  record Frame(List<String> fields, List<List<String>> rows) {
    String value(List<String> row, String field) {
      return row.get(fields.indexOf(field));
    }
  }

  /** What a story can be about: frames and sentences of its own. */
  record Topic(String name, Map<String, Frame> frames, List<String> sentences) {}

  /** Reads the bundled grammar. */
  static Grammar bundled() {
    try (InputStream in = Grammar.class.getResourceAsStream("/demo/grammar.json")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return of(Json.parse(text, "demo/grammar.json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Grammar of(JsonNode json) {
    List<Topic> topics = new ArrayList<>();
    for (JsonNode topic : json.get("topics")) {
      topics.add(
          new Topic(
              topic.get("name").textValue(),
              frames(topic.get("frames")),
              strings(topic.get("sentences"))));
    }
    return new Grammar(
        new English(map(json.get("irregularPlurals")), map(json.get("irregularPasts"))),
        frames(json.get("frames")),
        strings(json.get("openings")),
        strings(json.get("common")),
        strings(json.get("closings")),
        List.copyOf(topics));
  }

  private static Map<String, Frame> frames(JsonNode json) {
    Map<String, Frame> frames = new LinkedHashMap<>();
    json.properties()
        .forEach(
            entry -> {
              List<String> fields = strings(entry.getValue().get("fields"));
              List<List<String>> rows =
                  strings(entry.getValue().get("rows")).stream()
                      .map(row -> List.of(row.split("\\|", -1)))
                      .toList();
              frames.put(entry.getKey(), new Frame(fields, rows));
            });
    return frames;
  }

  private static List<String> strings(JsonNode array) {
    List<String> strings = new ArrayList<>();
    array.forEach(node -> strings.add(node.textValue()));
    return List.copyOf(strings);
  }

  private static Map<String, String> map(JsonNode object) {
    Map<String, String> map = new LinkedHashMap<>();
    object.properties().forEach(entry -> map.put(entry.getKey(), entry.getValue().textValue()));
    return map;
  }
}
