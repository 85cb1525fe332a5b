package org.electra4j.finetuning.tagging;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.electra4j.finetuning.task.Example;
import org.electra4j.finetuning.task.TextPredictor;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.metrics.EvalOutput;
import org.electra4j.metrics.TagSpans;
import org.electra4j.tokenization.PythonStrings;

/**
 * Tags of sentences and the spans that they make.
 *
 * @param hasSpans whether tags make spans
 */
record TaggingPredictor(TaggingTask task, boolean hasSpans, TagSpans.Decoding decoding)
    implements TextPredictor {

  @Override
  public String lineFormat() {
    return "a sentence, its words and marks separated by spaces";
  }

  @Override
  public TaggingExample read(String line, int number, String where) {
    List<String> words = PythonStrings.split(line);
    if (words.isEmpty()) {
      throw new BadInputException(where + " is blank, expected " + lineFormat());
    }
    return new TaggingExample(number, task.name(), words, List.of());
  }

  @Override
  public ObjectNode json(Example example, List<EvalOutput> outputs) {
    List<String> words = ((TaggingExample) example).words();
    List<String> tags = task.tags(outputs.get(0));
    ObjectNode object = Json.mapper().createObjectNode();
    words.forEach(object.putArray("words")::add);
    tags.forEach(object.putArray("tags")::add);
    if (hasSpans) {
      ArrayNode spans = object.putArray("spans");
      for (TagSpans.Span span : TagSpans.decode(tags, decoding)) {
        spans
            .addObject()
            .put("type", span.type())
            .put("start", span.start())
            .put("end", span.end())
            .put("text", text(words, span));
      }
    }
    return object;
  }

  /** Each word with its tag, then each span with its type, separated by tabs. */
  @Override
  public String text(Example example, List<EvalOutput> outputs) {
    List<String> words = ((TaggingExample) example).words();
    List<String> tags = task.tags(outputs.get(0));
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < tags.size(); i++) {
      line.append(i == 0 ? "" : " ").append(words.get(i)).append('/').append(tags.get(i));
    }
    if (hasSpans) {
      TagSpans.decode(tags, decoding)
          .forEach(s -> line.append('\t' + s.type() + ": " + text(words, s)));
    }
    return line.toString();
  }

  private static String text(List<String> words, TagSpans.Span span) {
    return String.join(" ", words.subList(span.start(), span.end() + 1));
  }
}
