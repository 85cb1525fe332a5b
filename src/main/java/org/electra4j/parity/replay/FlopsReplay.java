package org.electra4j.parity.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.electra4j.io.Json;
import org.electra4j.model.PretrainingFlops;
import org.electra4j.model.TransformerFlops;
import org.electra4j.parity.CaseReport;
import org.electra4j.parity.ParityCase;
import org.electra4j.parity.ReferenceBundle;
import org.electra4j.parity.Replay;

/** Floating-point operations, of the published models and of Transformers part by part. */
final class FlopsReplay implements Replay {
  private static final int DEFAULT_LENGTH = 512;
  private static final int DEFAULT_VOCABULARY = 30522;
  private static final double DEFAULT_OUTPUT_SHARE = 0.15625;
  private static final double HEAD_SIZE = 64;

  @Override
  public String folder() {
    return "flops";
  }

  @Override
  public List<ParityCase> cases(ReferenceBundle bundle) {
    Path file = bundle.root().resolve(folder()).resolve("flops.json");
    return List.of(
        new ParityCase(
            folder(), "models", report -> models(Json.read(file).path("models"), report)),
        new ParityCase(folder(), "parts", report -> parts(Json.read(file).path("parts"), report)));
  }

  private static void models(JsonNode models, CaseReport report) {
    Map<String, Double> ours = PretrainingFlops.published();
    for (JsonNode model : models) {
      String name = model.get("name").asText();
      double flops = ours.getOrDefault(name, Double.NaN);
      report.exact("flops", name, flops, model.get("flops").asDouble());
      report.exact(
          "pfs_days", name, PretrainingFlops.pfsDays(flops), model.get("pfs_days").asDouble());
      report.exact(
          "ratio_to_electra_small",
          name,
          flops / PretrainingFlops.electraSmall(),
          model.get("ratio_to_electra_small").asDouble());
    }
  }

  private static void parts(JsonNode parts, CaseReport report) {
    for (JsonNode part : parts) {
      TransformerFlops flops = transformer(part.get("args"));
      Map<String, Double> ours =
          Map.of(
              "block", flops.layer(),
              "embedding_in", flops.embeddings(),
              "embedding_out", flops.tokenPrediction(),
              "binary_classification", flops.binaryClassification(),
              "train_batch_2_steps_3", flops.trainingOfTokens(2, 3),
              "train_batch_2_steps_3_discriminator", flops.trainingOfDiscriminator(2, 3),
              "infer", flops.inference());
      String where = part.get("args").toString();
      ours.forEach((name, value) -> report.exact(name, where, value, part.get(name).asDouble()));
    }
  }

  private static TransformerFlops transformer(JsonNode args) {
    double hidden = args.get("h").asDouble();
    double heads = args.path("heads").asDouble(Math.max(1, Math.floor(hidden / HEAD_SIZE)));
    return new TransformerFlops(
        hidden,
        args.get("l").asDouble(),
        args.path("s").asDouble(DEFAULT_LENGTH),
        args.path("v").asDouble(DEFAULT_VOCABULARY),
        args.path("e").asDouble(hidden),
        args.path("i").asDouble(4 * hidden),
        heads,
        args.has("head_size") ? args.get("head_size").asDouble() * heads : hidden,
        args.path("output_frac").asDouble(DEFAULT_OUTPUT_SHARE),
        args.path("sparse_embed_lookup").asBoolean(),
        args.path("decoder").asBoolean());
  }
}
