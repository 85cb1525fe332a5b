package org.electra4j.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.electra4j.checkpoint.TensorBundleReader;
import org.electra4j.testing.Reference;
import org.junit.jupiter.api.Test;

class HuggingFaceNamesTest {
  @Test
  void everyWeightOfThePretrainingModelHasANameAndComesBackFromIt() {
    try (TensorBundleReader reader =
        TensorBundleReader.open(
            Reference.folder("pretraining").resolve("untied_generator_embeddings/init.ckpt"))) {
      for (String original : reader.tensors().keySet()) {
        List<Architecture> owners =
            original.startsWith("generator")
                ? List.of(Architecture.MASKED_LM)
                : original.startsWith("electra")
                    ? List.of(Architecture.PRE_TRAINING, Architecture.MODEL, Architecture.BERT)
                    : List.of(Architecture.PRE_TRAINING);
        if (original.equals("global_step")) {
          owners = List.of();
        }
        for (Architecture owner : owners) {
          String name = HuggingFaceNames.huggingFace(original, owner).orElseThrow();
          assertThat(HuggingFaceNames.meaning(name, owner))
              .as(name)
              .contains(new Meaning(original, original.endsWith("/kernel")));
        }
      }
    }
  }

  @Test
  void namesAreThoseOfTheLibrary() {
    assertThat(
            List.of(
                    "electra/encoder/layer_11/attention/self/query/kernel",
                    "electra/encoder/layer_0/attention/output/LayerNorm/gamma",
                    "electra/embeddings/LayerNorm/beta",
                    "discriminator_predictions/dense_1/kernel")
                .stream()
                .map(o -> HuggingFaceNames.huggingFace(o, Architecture.PRE_TRAINING).orElseThrow())
                .collect(Collectors.toList()))
        .containsExactly(
            "electra.encoder.layer.11.attention.self.query.weight",
            "electra.encoder.layer.0.attention.output.LayerNorm.weight",
            "electra.embeddings.LayerNorm.bias",
            "discriminator_predictions.dense_prediction.weight");
    assertThat(
            HuggingFaceNames.huggingFace(
                "generator_predictions/output_bias", Architecture.MASKED_LM))
        .contains("generator_lm_head.bias");
  }

  @Test
  void anEarlyBertsLayerNormsAreUnderstood() {
    assertThat(HuggingFaceNames.meaning("bert.embeddings.LayerNorm.gamma", Architecture.BERT))
        .contains(new Meaning("electra/embeddings/LayerNorm/gamma", false));
  }

  @Test
  void theArchitectureShowsInTheNames() {
    String embeddings = "electra.embeddings.word_embeddings.weight";
    assertThat(Architecture.of(List.of(embeddings, "discriminator_predictions.dense.bias")))
        .contains(Architecture.PRE_TRAINING);
    assertThat(Architecture.of(List.of(embeddings, "generator_predictions.dense.bias")))
        .contains(Architecture.MASKED_LM);
    assertThat(Architecture.of(List.of(embeddings, "classifier.dense.bias")))
        .contains(Architecture.SEQUENCE_CLASSIFICATION);
    assertThat(Architecture.of(List.of("embeddings.word_embeddings.weight")))
        .contains(Architecture.MODEL);
    assertThat(Architecture.of(List.of("something.else"))).isEmpty();
  }
}
