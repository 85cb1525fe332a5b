package org.electra4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.electra4j.io.Json;
import org.electra4j.io.Npz;
import org.electra4j.testing.Reference;
import org.electra4j.tokenization.Vocabulary;
import org.junit.jupiter.api.Test;

/** Against what the original's mask() drew, 1500 times a case, and what it never does. */
class MaskingTest {
  private static final int DRAWS = 1500;
  private static final int CLS = 2;
  private static final int MASK = 4;

  private final Path folder = Reference.folder("pretraining").resolve("helpers");
  private final JsonNode runs = Json.read(folder.resolve("mask.json")).get("runs");
  private final Npz npz = Npz.read(folder.resolve("mask.npz"));
  private final Vocabulary vocabulary = Vocabulary.read(Reference.tinyVocabulary());

  @Test
  void slotsAreUsedAsInTheOriginal() {
    for (JsonNode run : runs) {
      MaskedInputs masked = masking(run).mask(inputs(run), new SplittableRandom(1));

      assertThat(masked.predictions()).isEqualTo(run.get("max_predictions_per_seq").asInt());
      assertThat(masked.maskedLmWeights())
          .as(run.get("tag").asText())
          .isEqualTo(npz.floats(name(run, "masked_lm_weights")));
    }
  }

  @Test
  void candidatesAreDrawnAsOftenAsEachOther() {
    for (JsonNode run : runs) {
      long[][] counts = positionCounts(run);
      int[] candidates = npz.ints(name(run, "candidates"));
      int[] originals = npz.ints(name(run, "position_counts"));
      int length = counts[0].length;
      for (int row = 0; row < counts.length; row++) {
        int start = row * length;
        int[] allowed =
            IntStream.range(0, length).filter(i -> candidates[start + i] == 1).toArray();
        long[] ours = select(counts[row], allowed);
        long[] theirs = Arrays.stream(allowed).mapToLong(i -> originals[start + i]).toArray();

        // Equal totals: as many draws, and none outside the candidates.
        assertThat(Arrays.stream(ours).sum())
            .as("%s row %d", run.get("tag").asText(), row)
            .isEqualTo(Arrays.stream(counts[row]).sum())
            .isEqualTo(Arrays.stream(theirs).sum());
        if (allowed.length > 1) {
          ChiSquareTest chiSquare = new ChiSquareTest();
          assertThat(chiSquare.chiSquareTest(uniform(allowed.length), ours)).isGreaterThan(1e-4);
          assertThat(chiSquare.chiSquareTestDataSetsComparison(theirs, ours)).isGreaterThan(1e-4);
        }
      }
    }
  }

  @Test
  void positionsRepeatAsOftenAsInTheOriginal() {
    for (JsonNode run : runs) {
      long repeats = 0;
      for (int draw = 0; draw < DRAWS; draw++) {
        MaskedInputs masked = masking(run).mask(inputs(run), new SplittableRandom(draw));
        for (int row = 0; row < masked.inputs().batchSize(); row++) {
          int[] positions = usedPositions(masked, row);
          repeats += positions.length - Arrays.stream(positions).distinct().count();
        }
      }
      double original = run.get("duplicate_selections").asDouble();
      assertThat((double) repeats)
          .as(run.get("tag").asText())
          .isCloseTo(original, within(6 * Math.sqrt(original) + 1));
    }
  }

  @Test
  void aPositionDrawnOnceIsReplacedWithProbability85PerCent() {
    JsonNode run = runs.get(1);
    int alone = 0;
    int replaced = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      MaskedInputs masked = masking(run).mask(inputs(run), new SplittableRandom(draw));
      for (int row = 0; row < masked.inputs().batchSize(); row++) {
        int[] positions = usedPositions(masked, row);
        for (int position : positions) {
          if (Arrays.stream(positions).filter(p -> p == position).count() == 1) {
            alone++;
            int at = row * masked.inputs().length() + position;
            replaced += masked.inputs().inputIds()[at] == MASK ? 1 : 0;
          }
        }
      }
    }
    // 95,000 draws: the standard error is 0.0012.
    assertThat((double) replaced / alone).isCloseTo(0.85, within(0.005));
  }

  @Test
  void idsAreTheTrueOnesAndAllElseStays() {
    JsonNode run = runs.get(3);
    Inputs inputs = inputs(run);
    int[] before = inputs.inputIds().clone();

    MaskedInputs masked = masking(run).mask(inputs, new SplittableRandom(5));

    assertThat(inputs.inputIds()).isEqualTo(before);
    for (int slot = 0; slot < masked.maskedLmIds().length; slot++) {
      int row = slot / masked.predictions();
      int at = row * inputs.length() + masked.maskedLmPositions()[slot];
      boolean used = masked.maskedLmWeights()[slot] == 1;
      assertThat(masked.maskedLmIds()[slot]).isEqualTo(used ? before[at] : 0);
      assertThat(masked.maskedLmPositions()[slot]).isGreaterThanOrEqualTo(used ? 1 : 0);
    }
    for (int i = 0; i < before.length; i++) {
      int now = masked.inputs().inputIds()[i];
      int position = i % inputs.length();
      boolean drawn =
          Arrays.stream(usedPositions(masked, i / inputs.length())).anyMatch(p -> p == position);
      assertThat(now == before[i] || (drawn && now == MASK)).isTrue();
    }
  }

  @Test
  void positionZeroCanBeDrawnButNeverChanges() {
    Inputs inputs = new Inputs(1, 2, new int[] {9, 0}, new int[] {1, 0}, new int[2]);

    for (int seed = 0; seed < 50; seed++) {
      MaskedInputs masked =
          new Masking(vocabulary, 0.15, 1).mask(inputs, new SplittableRandom(seed));
      assertThat(masked.maskedLmIds()).containsExactly(9);
      assertThat(masked.maskedLmWeights()).containsExactly(1);
      assertThat(masked.inputs().inputIds()).containsExactly(9, 0);
    }
  }

  @Test
  void aRowWithoutCandidatesUsesNoSlot() {
    Inputs inputs =
        new Inputs(2, 2, new int[] {CLS, 3, CLS, 9}, new int[] {1, 1, 1, 1}, new int[4]);

    MaskedInputs masked = new Masking(vocabulary, 0.5, 1).mask(inputs, new SplittableRandom(0));

    assertThat(masked.maskedLmWeights()).containsExactly(0, 1);
    assertThat(masked.maskedLmPositions()).containsExactly(0, 1);
  }

  @Test
  void withoutSlotsNothingIsMasked() {
    Inputs inputs = new Inputs(1, 2, new int[] {CLS, 9}, new int[] {1, 1}, new int[2]);

    MaskedInputs masked = new Masking(vocabulary, 0.01, 0).mask(inputs, new SplittableRandom(0));

    assertThat(masked.maskedLmPositions()).isEmpty();
    assertThat(masked.inputs().inputIds()).containsExactly(CLS, 9);
  }

  private Masking masking(JsonNode run) {
    return new Masking(
        vocabulary, run.get("mask_prob").asDouble(), run.get("max_predictions_per_seq").asInt());
  }

  private Inputs inputs(JsonNode run) {
    int[] shape = npz.shape(name(run, "input_ids"));
    int[] ids = npz.ints(name(run, "input_ids"));
    return new Inputs(
        shape[0], shape[1], ids, npz.ints(name(run, "input_mask")), new int[ids.length]);
  }

  private long[][] positionCounts(JsonNode run) {
    Inputs inputs = inputs(run);
    long[][] counts = new long[inputs.batchSize()][inputs.length()];
    for (int draw = 0; draw < run.get("draws").asInt(); draw++) {
      MaskedInputs masked = masking(run).mask(inputs, new SplittableRandom(1000 + draw));
      for (int row = 0; row < counts.length; row++) {
        for (int position : usedPositions(masked, row)) {
          counts[row][position]++;
        }
      }
    }
    return counts;
  }

  private static int[] usedPositions(MaskedInputs masked, int row) {
    int start = row * masked.predictions();
    return IntStream.range(start, start + masked.predictions())
        .filter(slot -> masked.maskedLmWeights()[slot] == 1)
        .map(slot -> masked.maskedLmPositions()[slot])
        .toArray();
  }

  private static long[] select(long[] counts, int[] indices) {
    return Arrays.stream(indices).mapToLong(i -> counts[i]).toArray();
  }

  private static double[] uniform(int n) {
    double[] expected = new double[n];
    Arrays.fill(expected, 1.0 / n);
    return expected;
  }

  private static String name(JsonNode run, String array) {
    return "mask/" + run.get("tag").asText() + "/" + array;
  }
}
