package org.electra4j.parity.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.electra4j.data.Inputs;
import org.electra4j.data.MaskedInputs;
import org.electra4j.data.Masking;
import org.electra4j.io.Json;
import org.electra4j.io.Npz;
import org.electra4j.parity.CaseReport;
import org.electra4j.parity.ParityCase;
import org.electra4j.parity.ReferenceBundle;
import org.electra4j.parity.Replay;
import org.electra4j.parity.Tolerance;
import org.electra4j.tokenization.Vocabulary;

/**
 * Masking. How many slots are used is compared exactly; where they fall is random, so that the
 * frequencies of the positions are held against the original's by a chi-square test.
 */
final class MaskReplay implements Replay {
  /** Small, for a row of each run is tested. */
  private static final double SMALLEST_P = 1e-5;

  @Override
  public String folder() {
    return "pretraining";
  }

  @Override
  public List<ParityCase> cases(ReferenceBundle bundle) {
    Path file = bundle.root().resolve(folder()).resolve("helpers/mask.json");
    if (!Files.exists(file)) {
      return List.of();
    }
    return StreamSupport.stream(Json.read(file).get("runs").spliterator(), false)
        .map(
            run ->
                new ParityCase(
                    folder(),
                    "helpers/" + run.get("tag").asText(),
                    report ->
                        replay(
                            run,
                            Npz.read(file.resolveSibling("mask.npz")),
                            Vocabulary.read(bundle.root().resolve("tiny_vocab.txt")),
                            report)))
        .toList();
  }

  private static void replay(JsonNode run, Npz npz, Vocabulary vocabulary, CaseReport report) {
    String prefix = "mask/" + run.get("tag").asText() + "/";
    int[] shape = npz.shape(prefix + "input_ids");
    Inputs inputs =
        new Inputs(
            shape[0],
            shape[1],
            npz.ints(prefix + "input_ids"),
            npz.ints(prefix + "input_mask"),
            new int[shape[0] * shape[1]]);
    int slots = npz.shape(prefix + "masked_lm_weights")[1];
    report.exact("max_predictions_per_seq", "", slots, run.get("max_predictions_per_seq").asInt());
    Masking masking = new Masking(vocabulary, run.get("mask_prob").asDouble(), slots);
    report.array(
        "masked_lm_weights",
        masking.mask(inputs, new SplittableRandom(1)).maskedLmWeights(),
        npz.get(prefix + "masked_lm_weights"),
        Tolerance.EXACT);
    long[][] counts = counts(masking, inputs, run.get("draws").asInt());
    int[] candidates = npz.ints(prefix + "candidates");
    int[] originals = npz.ints(prefix + "position_counts");
    for (int row = 0; row < shape[0]; row++) {
      int start = row * shape[1];
      long[] ours = counts[row];
      int[] allowed =
          IntStream.range(0, shape[1]).filter(i -> candidates[start + i] == 1).toArray();
      long[] theirs = Arrays.stream(allowed).mapToLong(i -> originals[start + i]).toArray();
      long[] oursAllowed = Arrays.stream(allowed).mapToLong(i -> ours[i]).toArray();
      String where = "row " + row;
      report.exact("draws", where, Arrays.stream(ours).sum(), Arrays.stream(theirs).sum());
      report.exact(
          "draws outside the candidates",
          where,
          Arrays.stream(ours).sum() - Arrays.stream(oursAllowed).sum(),
          0L);
      if (allowed.length > 1) {
        report.sameDistribution(
            "positions drawn",
            where,
            Arrays.stream(ours).sum(),
            new ChiSquareTest().chiSquareTestDataSetsComparison(theirs, oursAllowed),
            SMALLEST_P);
      }
    }
  }

  private static long[][] counts(Masking masking, Inputs inputs, int draws) {
    long[][] counts = new long[inputs.batchSize()][inputs.length()];
    for (int draw = 0; draw < draws; draw++) {
      MaskedInputs masked = masking.mask(inputs, new SplittableRandom(draw));
      for (int slot = 0; slot < masked.maskedLmWeights().length; slot++) {
        if (masked.maskedLmWeights()[slot] == 1) {
          counts[slot / masked.predictions()][masked.maskedLmPositions()[slot]]++;
        }
      }
    }
    return counts;
  }
}
