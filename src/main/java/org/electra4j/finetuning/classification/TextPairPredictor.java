package org.electra4j.finetuning.classification;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.electra4j.finetuning.task.Example;
import org.electra4j.finetuning.task.TextPredictor;
import org.electra4j.io.Json;
import org.electra4j.metrics.EvalOutput;

/** Labels with their probabilities, or numbers on the labels' scale, of texts and pairs of them. */
record TextPairPredictor(SingleOutputTask task) implements TextPredictor {
  @Override
  public String lineFormat() {
    return "a text; two texts separated by a tab";
  }

  @Override
  public ClassificationExample read(String line, int number, String where) {
    String[] parts = line.split("\t", 2);
    return new ClassificationExample(
        number, task.name(), parts[0], parts.length > 1 ? parts[1] : null, null);
  }

  @Override
  public ObjectNode json(Example example, List<EvalOutput> outputs) {
    ClassificationExample texts = (ClassificationExample) example;
    EvalOutput output = outputs.get(0);
    ObjectNode object =
        Json.mapper()
            .createObjectNode()
            .put(
                "text",
                texts.textB() == null ? texts.textA() : texts.textA() + "\t" + texts.textB());
    if (task.isRegression()) {
      return object.put("value", value(output));
    }
    object.put("label", task.labels().get(output.predictedLabel()));
    ObjectNode byLabel = object.putObject("probabilities");
    double[] probabilities = output.probabilities();
    for (int i = 0; i < probabilities.length; i++) {
      byLabel.put(task.labels().get(i), probabilities[i]);
    }
    return object;
  }

  @Override
  public String text(Example example, List<EvalOutput> outputs) {
    EvalOutput output = outputs.get(0);
    if (task.isRegression()) {
      return String.format(Locale.ROOT, "%.4f", value(output));
    }
    double[] probabilities = output.probabilities();
    StringBuilder line = new StringBuilder(task.labels().get(output.predictedLabel()));
    for (int i = 0; i < probabilities.length; i++) {
      line.append(String.format(Locale.ROOT, "\t%s %.4f", task.labels().get(i), probabilities[i]));
    }
    return line.toString();
  }

  private double value(EvalOutput output) {
    return task.range().orElseThrow().label(output.prediction());
  }
}
