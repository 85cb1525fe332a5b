package org.electra4j.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.data.MaskedInputs;
import org.electra4j.optimization.LossScale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** float16 products on the CPU, whose kernels are slow but there. */
class Float16TrainingTest {
  @TempDir Path dataDir;

  @BeforeEach
  void writeData() throws IOException {
    TinyRun.writeData(dataDir, 100, 1);
  }

  private static ObjectNode hparams() {
    return TinyTraining.hparams().put("precision", "fp16");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void lossesComeNearThoseOfFloat32(int parts) {
    TinyTraining exact = TinyTraining.run(dataDir, TinyTraining.hparams());
    TinyTraining half =
        TinyTraining.run(dataDir, hparams().put("gradient_accumulation_steps", parts));

    for (int i = 0; i < exact.losses().size(); i++) {
      double loss = exact.losses().get(i).get("total_loss");
      // 11 bits a factor, and updates that carry the difference on.
      assertThat(half.losses().get(i).get("total_loss")).isCloseTo(loss, within(5e-3 * loss));
    }
    assertThat(half.losses().get(0).get("global_norm"))
        .isNotEqualTo(exact.losses().get(0).get("global_norm"))
        .isCloseTo(exact.losses().get(0).get("global_norm"), within(0.02));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void anUpdateThatOverflowsIsSkippedAndItsBatchRunAgainWithHalfTheScale(int parts) {
    PretrainingConfig config =
        TinyRun.config(dataDir, hparams().put("gradient_accumulation_steps", parts));
    List<MaskedInputs> batches = TinyTraining.batches(config);
    LossScale found;
    TinyTraining skipping;
    try (PretrainingSession session = TinyTraining.session(config)) {
      session.restore(new LossScale(0x1p50f, 0));
      skipping = TinyTraining.run(session, batches.subList(0, 1));
      found = session.lossScale();
    }
    assertThat(found.scale()).isLessThan(0x1p50f).isGreaterThan(1);
    assertThat(found.goodSteps()).isEqualTo(1);

    try (PretrainingSession session = TinyTraining.session(config)) {
      session.restore(new LossScale(found.scale(), 0));
      TinyTraining straight = TinyTraining.run(session, batches.subList(0, 1));

      assertThat(session.lossScale()).isEqualTo(found);
      assertThat(skipping.losses()).isEqualTo(straight.losses());
      straight
          .variables()
          .forEach(
              (name, values) ->
                  assertThat(skipping.variables().get(name)).as(name).isEqualTo(values));
    }
  }

  @Test
  void aLossThatIsNotFiniteIsNoMatterOfTheScale() {
    PretrainingConfig config = TinyRun.config(dataDir, hparams());
    try (PretrainingSession session = TinyTraining.session(config)) {
      String name = "electra/encoder/layer_0/output/dense/bias";
      float[] bias = new float[32];
      bias[3] = Float.NaN;
      session.variables().assign(java.util.Map.of(name, bias));

      TinyTraining run = TinyTraining.run(session, TinyTraining.batches(config).subList(0, 1));

      assertThat(run.losses().get(0).get("total_loss")).isNaN();
      assertThat(session.lossScale().scale()).isEqualTo(LossScale.INITIAL.scale());
    }
  }
}
