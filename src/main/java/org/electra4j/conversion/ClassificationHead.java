package org.electra4j.conversion;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.electra4j.checkpoint.NamedTensor;
import org.electra4j.io.BadInputException;

/**
 * The head of a classification or regression task. The original has one dense layer, logits = z = K
 * h + b. {@code ElectraForSequenceClassification} has two with a gelu between: logits = P gelu(D h
 * + c) + p. Since gelu(z) - gelu(-z) = z for every z, the first is carried exactly by the second: D
 * holds the rows of K, the same negated, and zeros; P takes the difference. That needs twice as
 * many units as labels. The way back is open only to heads of this form.
 */
final class ClassificationHead {
  static final String PREFIX = "classifier.";

  private static final String DENSE_WEIGHT = "classifier.dense.weight";
  private static final String DENSE_BIAS = "classifier.dense.bias";
  private static final String OUT_WEIGHT = "classifier.out_proj.weight";
  private static final String OUT_BIAS = "classifier.out_proj.bias";

  private ClassificationHead() {}

  /**
   * The task whose head is to be carried.
   *
   * @param wanted its name, or null for the only one
   * @throws BadInputException if there is no such task, or no single one
   */
  static String task(ModelWeights weights, String wanted) {
    TreeSet<String> tasks = new TreeSet<>();
    for (String name : weights.names()) {
      if (ModelPart.of(name) == ModelPart.TASK_HEAD) {
        tasks.add(name.split("/", -1)[1]);
      }
    }
    if (wanted == null ? tasks.size() != 1 : !tasks.contains(wanted)) {
      throw new BadInputException(
          "%s: holds heads of the tasks %s, expected %s"
              .formatted(weights.where(), tasks, wanted == null ? "one, or --task NAME" : wanted));
    }
    return wanted == null ? tasks.first() : wanted;
  }

  /**
   * The Hugging Face tensors of a task's head.
   *
   * @throws BadInputException if the head is not one dense layer, or has more labels than half of
   *     the hidden size
   */
  static List<NamedTensor> toHuggingFace(ModelWeights weights, String task, int hidden) {
    String scope = "task_specific/" + task + "/";
    String kernelName = scope + "dense/kernel";
    long others =
        weights.names().stream()
            .filter(name -> name.startsWith(scope) && !name.startsWith(scope + "dense/"))
            .count();
    if (others > 0 || !weights.names().contains(kernelName)) {
      throw new BadInputException(
          weights.where()
              + ": the head of "
              + task
              + " is not one dense layer, so ElectraForSequenceClassification cannot carry it;"
              + " --architecture ElectraModel takes the encoder alone");
    }
    float[] kernel = weights.floats(kernelName);
    float[] bias = weights.floats(scope + "dense/bias");
    int labels = bias.length;
    if (kernel.length != hidden * labels || 2 * labels > hidden) {
      throw new BadInputException(
          "%s: the head of %s with %d labels on %d units cannot be carried (at most half as many)"
              .formatted(weights.where(), task, labels, hidden));
    }
    float[] dense = new float[hidden * hidden];
    float[] denseBias = new float[hidden];
    float[] out = new float[labels * hidden];
    for (int label = 0; label < labels; label++) {
      int negated = labels + label;
      for (int i = 0; i < hidden; i++) {
        dense[label * hidden + i] = kernel[i * labels + label];
        dense[negated * hidden + i] = -kernel[i * labels + label];
      }
      denseBias[label] = bias[label];
      denseBias[negated] = -bias[label];
      out[label * hidden + label] = 1;
      out[label * hidden + negated] = -1;
    }
    return List.of(
        NamedTensor.ofFloats(DENSE_WEIGHT, new long[] {hidden, hidden}, dense),
        NamedTensor.ofFloats(DENSE_BIAS, new long[] {hidden}, denseBias),
        NamedTensor.ofFloats(OUT_WEIGHT, new long[] {labels, hidden}, out),
        NamedTensor.ofFloats(OUT_BIAS, new long[] {labels}, new float[labels]));
  }

  /**
   * The original's tensors for a head of the above form.
   *
   * @throws BadInputException if the head is of another form
   */
  static List<NamedTensor> toOriginal(OpenCheckpoint checkpoint, String task) {
    ModelWeights head = raw(checkpoint);
    float[] dense = head.floats(DENSE_WEIGHT);
    float[] denseBias = head.floats(DENSE_BIAS);
    float[] out = head.floats(OUT_WEIGHT);
    int hidden = denseBias.length;
    int labels = head.floats(OUT_BIAS).length;
    float[] kernel = new float[hidden * labels];
    float[] bias = new float[labels];
    boolean fits =
        dense.length == hidden * hidden && out.length == labels * hidden && 2 * labels <= hidden;
    for (int label = 0; fits && label < labels; label++) {
      for (int i = 0; i < hidden; i++) {
        kernel[i * labels + label] = dense[label * hidden + i];
      }
      bias[label] = denseBias[label];
    }
    String scope = "task_specific/" + task + "/dense/";
    List<NamedTensor> original =
        List.of(
            NamedTensor.ofFloats(scope + "kernel", new long[] {hidden, labels}, kernel),
            NamedTensor.ofFloats(scope + "bias", new long[] {labels}, bias));
    if (!fits || !isSame(head, toHuggingFace(weights(original), task, hidden))) {
      throw new BadInputException(
          checkpoint.files().path()
              + ": its classifier has a hidden layer with gelu, which the original's fine-tuning"
              + " head has not; --architecture ElectraModel takes the encoder alone");
    }
    return original;
  }

  private static boolean isSame(ModelWeights head, List<NamedTensor> expected) {
    for (NamedTensor tensor : expected) {
      float[] actual = head.floats(tensor.info().name());
      float[] wanted = weights(List.of(tensor)).floats(tensor.info().name());
      for (int i = 0; i < wanted.length; i++) {
        if (actual.length != wanted.length || actual[i] != wanted[i]) {
          return false;
        }
      }
    }
    return true;
  }

  private static ModelWeights raw(OpenCheckpoint checkpoint) {
    SortedMap<String, NamedTensor> tensors = new TreeMap<>();
    for (String name : List.of(DENSE_WEIGHT, DENSE_BIAS, OUT_WEIGHT, OUT_BIAS)) {
      var info = checkpoint.source().tensors().get(name);
      if (info != null) {
        tensors.put(name, new NamedTensor(info, () -> checkpoint.source().read(name)));
      }
    }
    return new ModelWeights(checkpoint.files().path().toString(), tensors, Map.of());
  }

  private static ModelWeights weights(List<NamedTensor> tensors) {
    return new ModelWeights("", new TreeMap<>(), Map.of()).with(new ArrayList<>(tensors));
  }
}
