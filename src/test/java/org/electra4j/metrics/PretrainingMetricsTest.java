package org.electra4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.electra4j.io.Json;
import org.electra4j.io.Npz;
import org.electra4j.testing.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PretrainingMetricsTest {

  static Stream<Path> variants() {
    return Reference.cases("pretraining").stream()
        .filter(c -> Files.exists(c.resolve("tensors.npz")));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void oneBatchHasTheOriginalsMetrics(Path variant) {
    PretrainingMetrics metrics = new PretrainingMetrics();
    metrics.add(outputs(Npz.read(variant.resolve("tensors.npz"))));

    JsonNode expected = Json.read(variant.resolve("meta.json")).get("eval_metrics");
    Map<String, Double> values = metrics.values();
    assertThat(values).hasSameSizeAs(expected);
    values.forEach(
        (name, value) ->
            assertThat(value)
                .as(name)
                .isCloseTo(
                    expected.get(name).asDouble(),
                    // The original adds up in float32.
                    within(1e-5 * Math.max(1e-3, expected.get(name).asDouble()))));
  }

  @Test
  void severalBatchesWeighByTokensAndNotByBatches() {
    PretrainingMetrics metrics = new PretrainingMetrics();
    metrics.add(generatorOnly(new int[] {7, 7, 7}, new float[] {1, 1, 1}, 2f));
    metrics.add(generatorOnly(new int[] {7, 8, 8}, new float[] {1, 0, 0}, 6f));
    metrics.add(generatorOnly(new int[] {8, 8, 8}, new float[] {1, 0, 0}, 6f));

    // Five slots count, four of them right; losses 2, 2, 2, 6, 6.
    assertThat(metrics.values())
        .containsExactly(Map.entry("masked_lm_accuracy", 0.8), Map.entry("masked_lm_loss", 3.6));
  }

  @Test
  void batchesTogetherEqualTheirConcatenation() {
    List<PretrainingOutputs> all =
        variants()
            .map(v -> Npz.read(v.resolve("tensors.npz")))
            .filter(n -> n.has("disc/probs") && n.shape("masked/masked_lm_ids")[1] == 4)
            .map(PretrainingMetricsTest::outputs)
            .toList();
    PretrainingMetrics streamed = new PretrainingMetrics();
    all.forEach(streamed::add);
    PretrainingMetrics once = new PretrainingMetrics();
    once.add(concatenate(all));

    assertThat(all).hasSizeGreaterThan(5);
    once.values()
        .forEach(
            (name, value) ->
                assertThat(streamed.values().get(name)).as(name).isCloseTo(value, within(1e-12)));
  }

  @Test
  void nothingCountedIsZeroAsInTensorFlow() {
    PretrainingMetrics metrics = new PretrainingMetrics();
    metrics.add(generatorOnly(new int[] {7, 7, 7}, new float[] {0, 0, 0}, 2f));
    assertThat(metrics.values().values()).containsOnly(0.0);
    assertThat(new PretrainingMetrics().values().values()).containsOnly(0.0);
  }

  private static PretrainingOutputs generatorOnly(int[] predictions, float[] weights, float loss) {
    int[] ids = {7, 7, 7};
    float[] losses = {loss, loss, loss};
    return new PretrainingOutputs(
        1, 4, 3, new int[4], ids, weights, predictions, losses, ids, null, null, null, null);
  }

  private static PretrainingOutputs outputs(Npz n) {
    int[] shape = n.shape("features/input_mask");
    boolean disc = n.has("disc/probs");
    return new PretrainingOutputs(
        shape[0],
        shape[1],
        n.shape("masked/masked_lm_ids")[1],
        n.ints("features/input_mask"),
        n.ints("masked/masked_lm_ids"),
        n.floats("masked/masked_lm_weights"),
        n.ints("mlm/preds"),
        n.floats("mlm/per_example_loss"),
        n.ints("sample/sampled_token_ids"),
        disc ? n.floats("disc/per_example_loss") : null,
        disc ? n.ints("disc/labels") : null,
        disc ? n.floats("disc/probs") : null,
        disc ? n.ints("disc/preds") : null);
  }

  private static PretrainingOutputs concatenate(List<PretrainingOutputs> all) {
    PretrainingOutputs first = all.get(0);
    return new PretrainingOutputs(
        all.stream().mapToInt(PretrainingOutputs::batchSize).sum(),
        first.length(),
        first.predictions(),
        ints(all.stream().map(PretrainingOutputs::inputMask)),
        ints(all.stream().map(PretrainingOutputs::maskedLmIds)),
        floats(all.stream().map(PretrainingOutputs::maskedLmWeights)),
        ints(all.stream().map(PretrainingOutputs::maskedLmPreds)),
        floats(all.stream().map(PretrainingOutputs::mlmLoss)),
        ints(all.stream().map(PretrainingOutputs::sampledTokenIds)),
        floats(all.stream().map(PretrainingOutputs::discLoss)),
        ints(all.stream().map(PretrainingOutputs::discLabels)),
        floats(all.stream().map(PretrainingOutputs::discProbs)),
        ints(all.stream().map(PretrainingOutputs::discPreds)));
  }

  private static int[] ints(Stream<int[]> parts) {
    return parts.flatMapToInt(Arrays::stream).toArray();
  }

  private static float[] floats(Stream<float[]> parts) {
    List<Float> all = new ArrayList<>();
    parts.forEach(
        part -> {
          for (float f : part) {
            all.add(f);
          }
        });
    float[] joined = new float[all.size()];
    for (int i = 0; i < joined.length; i++) {
      joined[i] = all.get(i);
    }
    return joined;
  }
}
