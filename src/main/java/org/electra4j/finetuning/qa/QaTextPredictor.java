package org.electra4j.finetuning.qa;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.electra4j.finetuning.task.Example;
import org.electra4j.finetuning.task.TextPredictor;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.metrics.EvalOutput;

/** Answers with their places and scores to questions about a context. */
record QaTextPredictor(QaTask task, Answerer answerer, double threshold) implements TextPredictor {

  @Override
  public String lineFormat() {
    return "a question, a tab and its context; or {\"question\": ..., \"context\": ...}; a whole file"
        + " may be one of SQuAD (.json) or MRQA (.jsonl)";
  }

  @Override
  public QaExample read(String line, int number, String where) {
    try {
      if (line.startsWith("{")) {
        JsonNode object = Json.parse(line, where);
        return example(QaJson.text(object, "question"), QaJson.text(object, "context"), number);
      }
      int tab = line.indexOf('\t');
      if (tab < 0) {
        throw new UnusableQuestionException("no tab, expected a question, a tab and its context");
      }
      return example(line.substring(0, tab), line.substring(tab + 1), number);
    } catch (UnusableQuestionException e) {
      throw new BadInputException(where + ": " + e.getMessage(), e);
    }
  }

  private QaExample example(String question, String context, int number) {
    return new QaExample(
        task.name(),
        number,
        Integer.toString(number + 1),
        question,
        Document.of(context),
        null,
        false,
        List.of());
  }

  @Override
  public Optional<List<? extends Example>> readFile(Path file) {
    String name = file.getFileName().toString().replaceFirst("\\.gz$", "");
    return name.endsWith("." + task.format().extension())
        ? Optional.of(task.read(file, QaPurpose.PREDICTION))
        : Optional.empty();
  }

  @Override
  public ObjectNode json(Example example, List<EvalOutput> outputs) {
    QaPrediction prediction = prediction(example, outputs);
    ObjectNode object =
        Json.mapper()
            .createObjectNode()
            .put("id", prediction.id())
            .put("question", ((QaExample) example).question())
            .put("answer", text(prediction));
    if (task.format().hasImpossibleQuestions()) {
      object.put("null_odds", prediction.nullOdds());
    }
    ArrayNode answers = object.putArray("answers");
    for (ScoredAnswer answer : prediction.answers()) {
      answers
          .addObject()
          .put("text", answer.text())
          .put("start", answer.start())
          .put("end", answer.end())
          .put("score", answer.score())
          .put("probability", answer.probability());
    }
    return object;
  }

  @Override
  public String text(Example example, List<EvalOutput> outputs) {
    QaPrediction prediction = prediction(example, outputs);
    ScoredAnswer best = prediction.best();
    String line =
        String.format(
            Locale.ROOT,
            "%s\t%s\t%d-%d\tprobability %.4f",
            prediction.id(),
            text(prediction),
            best.start(),
            best.end(),
            best.probability());
    return task.format().hasImpossibleQuestions()
        ? line + String.format(Locale.ROOT, "\tnull odds %.4f", prediction.nullOdds())
        : line;
  }

  private QaPrediction prediction(Example example, List<EvalOutput> outputs) {
    return answerer.answer(List.of((QaExample) example), outputs).get(0);
  }

  /** Empty where there is taken to be no answer. */
  private String text(QaPrediction prediction) {
    boolean isNull = task.format().hasImpossibleQuestions() && prediction.nullOdds() > threshold;
    return isNull ? "" : prediction.best().text();
  }
}
