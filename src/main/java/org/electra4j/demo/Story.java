package org.electra4j.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.electra4j.demo.Grammar.Frame;
import org.electra4j.demo.Grammar.Topic;

/** One story under way: its topic, its two persons and the rows that it keeps to its end. */
final class Story {
  private static final Pattern REFERENCE =
      Pattern.compile("\\{(@?)([a-z]+)(?:\\.([a-z]+))?(?::([a-z]+))?}");

  private final Grammar grammar;
  private final Topic topic;
  private final Random random;
  private final Map<String, List<String>> cast = new HashMap<>();

  Story(Grammar grammar, Random random) {
    this.grammar = grammar;
    this.random = random;
    this.topic = pick(grammar.topics());
    cast.put("hero", pick(frame("person").rows()));
    cast.put("friend", pickOther(frame("person"), cast.get("hero")));
  }

  /** The sentences of the story: an opening, some of the topic and some common ones, a closing. */
  List<String> sentences() {
    List<String> templates = new ArrayList<>();
    templates.add(pick(grammar.openings()));
    List<String> own = new ArrayList<>(topic.sentences());
    List<String> common = new ArrayList<>(grammar.common());
    int length = 6 + random.nextInt(6);
    for (int i = 0; i < length; i++) {
      templates.add(take(random.nextInt(3) == 0 ? common : own));
    }
    templates.add(pick(grammar.closings()));
    return templates.stream().map(this::sentence).toList();
  }

  /** Fills one template in. References to one frame within it mean one row. */
  String sentence(String template) {
    Map<String, List<String>> rows = new HashMap<>();
    boolean plural = random.nextBoolean();
    String filled =
        REFERENCE.matcher(template).replaceAll(reference -> word(reference, rows, plural));
    return English.finish(filled);
  }

  private String word(MatchResult reference, Map<String, List<String>> rows, boolean plural) {
    boolean kept = !reference.group(1).isEmpty();
    String name = reference.group(2);
    String field = reference.group(3);
    String form = reference.group(4);
    return inflect(lookUp(name, field, form, kept, rows), form, plural);
  }

  private String lookUp(
      String name, String field, String form, boolean kept, Map<String, List<String>> rows) {
    boolean person = name.equals("hero") || name.equals("friend");
    Frame frame = person ? frame("person") : frame(name);
    if (frame == null) {
      return frame("person").fields().contains(name)
          ? frame("person").value(cast.get("hero"), name)
          : literal(name, form);
    }
    List<String> row;
    if (person) {
      row = cast.get(name);
    } else if (kept) {
      row = cast.computeIfAbsent(name, n -> pick(frame.rows()));
    } else {
      row = rows.computeIfAbsent(name, n -> pickOther(frame, cast.get(n)));
    }
    return field == null ? row.get(0) : frame.value(row, field);
  }

  private static String literal(String word, String form) {
    if (form == null) {
      throw new IllegalStateException("no frame " + word);
    }
    return word;
  }

  private String inflect(String word, String form, boolean plural) {
    if (form == null) {
      return word;
    }
    English english = grammar.english();
    return switch (form) {
      case "s" -> english.plural(word);
      case "n" -> plural ? english.plural(word) : word;
      case "v" -> english.present(word, plural);
      case "past" -> english.past(word);
      default -> throw new IllegalStateException("no form " + form);
    };
  }

  private Frame frame(String name) {
    Frame own = topic.frames().get(name);
    return own == null ? grammar.frames().get(name) : own;
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private List<String> pickOther(Frame frame, List<String> not) {
    List<String> row = pick(frame.rows());
    while (row.equals(not)) {
      row = pick(frame.rows());
    }
    return row;
  }

  private <T> T take(List<T> list) {
    return list.remove(random.nextInt(list.size()));
  }
}
