package org.electra4j.finetuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.electra4j.finetuning.task.HeadInputs;
import org.electra4j.finetuning.task.TaskHead;
import org.electra4j.optimization.LossScale;
import org.electra4j.testing.Closeness;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Other ways of computing an update. */
class FinetuningUpdatesTest {
  private static final LossScale TOO_LARGE = new LossScale(0x1p60f, 0);

  /** A head whose dropout, which is no hparam, is off. */
  private static TaskHead withoutDropout(TaskHead head) {
    return head.builtBy(
        in ->
            head.build(
                new HeadInputs(
                    in.graph(),
                    in.config(),
                    in.encoderInputs(),
                    in.sequenceOutput(),
                    in.pooled(),
                    in.features(),
                    in.twoLayer(),
                    false)));
  }

  /** What some updates with one batch gave, and weights after them. */
  private record Trained(List<FinetuningSession.Update> updates, float[] kernel, LossScale scale) {
    private double loss(int update) {
      return updates.get(update).loss();
    }
  }

  private static Trained train(ObjectNode hparams, int updates, float rate) {
    return train(hparams, updates, rate, null);
  }

  /**
   * @param scale with which to begin, or null for the usual one
   */
  private static Trained train(ObjectNode hparams, int updates, float rate, LossScale scale) {
    List<TaskHead> heads =
        TinyFinetuning.HEADS.stream().map(FinetuningUpdatesTest::withoutDropout).toList();
    try (FinetuningSession session =
        FinetuningSession.forTraining(TinyFinetuning.config(hparams), heads, name -> 1)) {
      session.variables().initialize(3);
      if (scale != null) {
        session.restore(scale);
      }
      FinetuningBatch batch = FinetuningBatch.of(TinyFinetuning.examples(), 6, 0, 2);
      List<FinetuningSession.Update> done = new ArrayList<>();
      for (int update = 1; update <= updates; update++) {
        done.add(session.train(batch, 1, rate, update));
      }
      return new Trained(done, TinyFinetuning.kernel(session), session.lossScale());
    }
  }

  private static ObjectNode fp16() {
    return TinyFinetuning.hparams().put("precision", "fp16");
  }

  @ParameterizedTest
  @CsvSource({"original, 3, 1", "dense, 3, 1", "original, 1, 2", "dense, 1, 2", "original, 3, 2"})
  void partsOfABatchAndTwoDevicesTrainAsTheWholeBatch(String norm, int parts, int devices) {
    // There these would be the machine's GPUs.
    assumeFalse(devices > 1 && Files.isDirectory(Path.of("/proc/driver/nvidia/gpus")));
    ObjectNode hparams = TinyFinetuning.hparams().put("global_norm", norm);
    Trained whole = train(hparams, 3, 1e-4f);

    Trained divided =
        train(
            hparams.put("gradient_accumulation_steps", parts).put("num_devices", devices),
            3,
            1e-4f);

    for (int i = 0; i < 3; i++) {
      // Sums in another order.
      assertThat(divided.loss(i)).isCloseTo(whole.loss(i), withinPercentage(1e-3));
      assertThat(divided.updates().get(i).globalNorm())
          .isCloseTo(whole.updates().get(i).globalNorm(), withinPercentage(1e-3));
    }
    Closeness.assertClose("weights", divided.kernel(), whole.kernel(), 2e-6);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void float16TrainsToAboutTheLossOfFloat32(int parts) {
    Trained exact = train(TinyFinetuning.hparams(), 40, 1e-3f);
    Trained half = train(fp16().put("gradient_accumulation_steps", parts), 40, 1e-3f);

    double first = exact.loss(0);
    for (int i = 0; i < 10; i++) {
      // 11 bits a factor, and updates that carry the difference on.
      assertThat(half.loss(i)).isCloseTo(exact.loss(i), within(5e-3 * first));
    }
    assertThat(half.kernel()).isNotEqualTo(exact.kernel());
    assertThat(exact.loss(39)).isLessThan(0.1 * first);
    assertThat(half.loss(39)).isLessThan(0.1 * first);
    assertThat(half.scale().scale()).isBetween(0x1p8f, LossScale.INITIAL.scale());
    assertThat(half.scale().goodSteps()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void anUpdateThatOverflowsInFloat16IsSkippedAndRunAgainWithHalfTheScale(int parts) {
    ObjectNode hparams = fp16().put("gradient_accumulation_steps", parts);

    Trained skipping = train(hparams, 1, 1e-3f, TOO_LARGE);

    assertThat(skipping.scale().scale()).isLessThan(TOO_LARGE.scale()).isGreaterThan(1);
    assertThat(skipping.scale().goodSteps()).isEqualTo(1);
    Trained straight = train(hparams, 1, 1e-3f, new LossScale(skipping.scale().scale(), 0));
    assertThat(straight.scale()).isEqualTo(skipping.scale());
    assertThat(straight.updates()).isEqualTo(skipping.updates());
    assertThat(straight.kernel()).isEqualTo(skipping.kernel());
  }
}
