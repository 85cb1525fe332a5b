package org.electra4j.parity.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Sessions;
import org.electra4j.graph.Towers;
import org.electra4j.graph.Variable;
import org.electra4j.graph.VariableStore;
import org.electra4j.io.Json;
import org.electra4j.io.Npz;
import org.electra4j.metrics.PretrainingMetrics;
import org.electra4j.metrics.PretrainingOutputs;
import org.electra4j.parity.CaseReport;
import org.electra4j.parity.GraphRuns;
import org.electra4j.parity.ParityCase;
import org.electra4j.parity.ReferenceBundle;
import org.electra4j.parity.Replay;
import org.electra4j.parity.Tolerance;
import org.electra4j.pretraining.GumbelSampler;
import org.electra4j.pretraining.PretrainingModel;
import org.electra4j.pretraining.TokenSampler;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Forward passes of pretraining: every tensor, from the embeddings to the losses and metrics. */
final class PretrainingReplay implements Replay {
  private static final String NOISE = "sample/uniform_noise";
  private static final String SAMPLED = "sample/sampled_token_ids";

  /** Fields that the original derives and that cannot be given. */
  private static final List<String> DERIVED =
      List.of(
          "model_name",
          "max_predictions_per_seq",
          "pretrain_tfrecords",
          "vocab_file",
          "model_dir",
          "results_txt",
          "results_pkl");

  private final ReplaySettings settings;

  PretrainingReplay(ReplaySettings settings) {
    this.settings = settings;
  }

  @Override
  public String folder() {
    return "pretraining";
  }

  @Override
  public List<ParityCase> cases(ReferenceBundle bundle) {
    return DirectoryCases.of(bundle, folder(), "tensors.npz", this::replay);
  }

  private void replay(ReferenceBundle bundle, Path dir, CaseReport report) {
    JsonNode meta = Json.read(dir.resolve("meta.json"));
    Npz golden = Npz.read(dir.resolve("tensors.npz"));
    ObjectNode hparams = ((ObjectNode) meta.get("config").deepCopy()).without(DERIVED);
    PretrainingConfig config = PretrainingConfig.of("replay", Path.of("."), hparams);
    Path checkpoint = bundle.initialCheckpoint(dir, "init.ckpt", meta);
    // With a draw's noise the draw is replayed too; else its outcome is fed.
    boolean draws = golden.has(NOISE) && settings.precision() == Sessions.Precision.FP32;
    String random = draws ? NOISE : SAMPLED;
    int rows = golden.shape("features/input_ids")[0];
    Towers towers = settings.towersFor(rows);
    try (ModelGraph graph = new ModelGraph(settings.precision())) {
      Operand<?> place = place(graph, golden.get(random), draws);
      PretrainingModel model =
          new PretrainingModel(
              graph,
              config,
              bundle.vocabularyOf(config.vocabSize()),
              rows,
              false,
              sampler(place, draws),
              towers);
      report.exact(
          "variables in the order of their making",
          "trainable variables",
          graph.trainableVariables().stream().map(Variable::name).toList(),
          Jsons.fields(meta.get("variables"), "name"));
      try (Session session = Sessions.open(graph, towers)) {
        GraphRuns.restore(graph, new VariableStore(graph, session), checkpoint);
        Tolerances tolerances =
            new Tolerances(settings.precision(), config.transformerConfig().hiddenSize());
        compare(run(session, model, golden, place, random), golden, meta, tolerances, report);
      }
    }
  }

  private static Operand<?> place(ModelGraph graph, Npz.Array array, boolean noise) {
    int[] shape = array.shape();
    return noise
        ? graph
            .tf()
            .placeholder(
                TFloat32.class, Placeholder.shape(Shape.of((long) shape[0] * shape[1], shape[2])))
        : graph
            .tf()
            .placeholder(TInt32.class, Placeholder.shape(Shape.of((long) shape[0] * shape[1])));
  }

  @SuppressWarnings("unchecked")
  private static TokenSampler sampler(Operand<?> place, boolean noise) {
    return noise
        ? new GumbelSampler((Operand<TFloat32>) place)
        : new RecordedSampler((Operand<TInt32>) place);
  }

  private static Map<String, float[]> run(
      Session session, PretrainingModel model, Npz golden, Operand<?> place, String random) {
    Map<Operand<?>, String> places = new LinkedHashMap<>();
    places.put(model.inputs().masked().inputIds(), "masked/input_ids");
    places.put(model.inputs().masked().inputMask(), "features/input_mask");
    places.put(model.inputs().masked().segmentIds(), "features/segment_ids");
    places.put(model.inputs().maskedLmPositions(), "masked/masked_lm_positions");
    places.put(model.inputs().maskedLmIds(), "masked/masked_lm_ids");
    places.put(model.inputs().maskedLmWeights(), "masked/masked_lm_weights");
    places.put(place, random);
    Session.Runner runner = session.runner();
    List<Tensor> fed = new ArrayList<>();
    try {
      places.forEach((p, name) -> GraphRuns.feed(runner, fed, p, golden.get(name)));
      Map<String, Operand<?>> fetches = new LinkedHashMap<>(model.tensors());
      // What is fed cannot be fetched.
      fetches.remove(random);
      return GraphRuns.fetch(runner, fetches);
    } finally {
      fed.forEach(Tensor::close);
    }
  }

  private void compare(
      Map<String, float[]> ours,
      Npz golden,
      JsonNode meta,
      Tolerances tolerances,
      CaseReport report) {
    // In the order of the computation, so that the first difference is the one to look at.
    ours.forEach(
        (name, values) -> {
          if (golden.has(name) && tolerances.compares(name)) {
            report.array(name, values, golden.get(name), tolerances.tensor(name));
          } else if (meta.get("scalars").has(name)) {
            report.close(
                name, name, values[0], meta.get("scalars").get(name).asDouble(), tolerances.loss());
          }
        });
    golden.arrays().keySet().stream()
        .filter(name -> !name.startsWith("features/") && !name.startsWith("masked/"))
        .filter(name -> !name.equals(NOISE) && !name.equals(SAMPLED))
        .filter(name -> !ours.containsKey(name))
        .forEach(name -> report.exact("tensors that ours has", name, "none", "one"));
    Map<String, Double> metrics = metrics(ours, golden);
    meta.get("eval_metrics")
        .properties()
        .forEach(
            e ->
                report.close(
                    "eval_metrics/" + e.getKey(),
                    e.getKey(),
                    metrics.get(e.getKey()),
                    e.getValue().asDouble(),
                    metricTolerance(e.getValue().asDouble())));
  }

  /** The original adds up in float32. */
  private Tolerance metricTolerance(double value) {
    return settings.precision() == Sessions.Precision.FP32
        ? Tolerance.absolute(1e-5 * Math.max(1e-3, Math.abs(value)))
        : Tolerance.absolute(0.05 * Math.max(1, Math.abs(value)));
  }

  private static Map<String, Double> metrics(Map<String, float[]> ours, Npz golden) {
    int[] shape = golden.shape("features/input_mask");
    boolean discriminator = ours.containsKey("disc/probs");
    PretrainingMetrics metrics = new PretrainingMetrics();
    metrics.add(
        new PretrainingOutputs(
            shape[0],
            shape[1],
            golden.shape("masked/masked_lm_ids")[1],
            golden.ints("features/input_mask"),
            golden.ints("masked/masked_lm_ids"),
            golden.floats("masked/masked_lm_weights"),
            ints(ours.get("mlm/preds")),
            ours.get("mlm/per_example_loss"),
            ours.containsKey(SAMPLED) ? ints(ours.get(SAMPLED)) : golden.ints(SAMPLED),
            discriminator ? ours.get("disc/per_example_loss") : null,
            discriminator ? ints(ours.get("disc/labels")) : null,
            discriminator ? ours.get("disc/probs") : null,
            discriminator ? ints(ours.get("disc/preds")) : null));
    return metrics.values();
  }

  private static int[] ints(float[] values) {
    return IntStream.range(0, values.length).map(i -> (int) values[i]).toArray();
  }
}
