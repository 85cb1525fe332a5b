package org.electra4j.parity.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Sessions;
import org.electra4j.graph.Towers;
import org.electra4j.graph.Variable;
import org.electra4j.graph.VariableStore;
import org.electra4j.io.Json;
import org.electra4j.io.Npz;
import org.electra4j.optimization.AdamInputs;
import org.electra4j.optimization.AdamWeightDecayOptimizer;
import org.electra4j.optimization.ClippedGradients;
import org.electra4j.optimization.LearningRateSchedule;
import org.electra4j.parity.CaseReport;
import org.electra4j.parity.GraphRuns;
import org.electra4j.parity.ParityCase;
import org.electra4j.parity.ReferenceBundle;
import org.electra4j.parity.Replay;
import org.electra4j.parity.Tolerance;
import org.electra4j.pretraining.PretrainingInputs;
import org.electra4j.pretraining.PretrainingModel;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TInt32;

/** Updates of pretraining: the same batches and samples, step by step. */
final class OptimizerReplay implements Replay {
  /** Settings of a trajectory that stand in its meta.json beside the overrides of its variant. */
  private static final List<String> HPARAMS =
      List.of(
          "learning_rate",
          "num_train_steps",
          "num_warmup_steps",
          "lr_decay_power",
          "weight_decay_rate",
          "mask_prob",
          "embedding_size");

  private final ReplaySettings settings;

  OptimizerReplay(ReplaySettings settings) {
    this.settings = settings;
  }

  @Override
  public String folder() {
    return "optimizer";
  }

  @Override
  public List<ParityCase> cases(ReferenceBundle bundle) {
    return DirectoryCases.of(bundle, folder(), "batches.npz", this::replay);
  }

  private static PretrainingConfig config(JsonNode meta, int[] batchShape) {
    ObjectNode hparams = (ObjectNode) meta.get("variant_overrides").deepCopy();
    for (String name : HPARAMS) {
      hparams.set(name, meta.get(name));
    }
    hparams.set("model_hparam_overrides", meta.get("bert_config"));
    hparams.set("vocab_size", meta.get("bert_config").get("vocab_size"));
    hparams.put("train_batch_size", batchShape[0]);
    hparams.put("max_seq_length", batchShape[1]);
    return PretrainingConfig.of("replay", Path.of("."), hparams);
  }

  private void replay(ReferenceBundle bundle, Path dir, CaseReport report) {
    JsonNode meta = Json.read(dir.resolve("meta.json"));
    Npz batches = Npz.read(dir.resolve("batches.npz"));
    PretrainingConfig config = config(meta, batches.shape("step_0/features/input_ids"));
    Towers towers = settings.towersFor(config.trainBatchSize());
    Path checkpoint = bundle.initialCheckpoint(dir, "step_0.ckpt", meta);
    try (ModelGraph graph = new ModelGraph(settings.precision())) {
      int[] sampled = batches.shape("step_0/sampled_token_ids");
      Placeholder<TInt32> samples =
          graph
              .tf()
              .placeholder(
                  TInt32.class, Placeholder.shape(Shape.of((long) sampled[0] * sampled[1])));
      PretrainingModel model =
          new PretrainingModel(
              graph,
              config,
              bundle.vocabularyOf(config.vocabSize()),
              config.trainBatchSize(),
              true,
              new RecordedSampler(samples),
              towers);
      AdamInputs inputs = AdamInputs.original(graph);
      List<Variable> variables = graph.trainableVariables();
      ClippedGradients gradients =
          ClippedGradients.of(graph, model.totalLoss(), variables, ClippedGradients.Norm.ORIGINAL);
      AdamWeightDecayOptimizer adam = new AdamWeightDecayOptimizer(config.weightDecayRate());
      if (meta.has("weight_decayed")) {
        report.exact(
            "variables with weight decay",
            "trainable variables",
            variables.stream().map(Variable::name).filter(adam::decays).toList(),
            Jsons.texts(meta.get("weight_decayed")));
      }
      Op trainOp = adam.minimize(graph, variables, gradients.clipped(), inputs, name -> 1);
      try (Session session = Sessions.open(graph, towers)) {
        VariableStore store = new VariableStore(graph, session);
        store.initialize(1);
        GraphRuns.restore(graph, store, checkpoint);
        Steps steps =
            new Steps(dir, meta, batches, model, samples, gradients, variables, inputs, trainOp);
        steps.run(
            config,
            session,
            new TrajectoryComparison(
                graph,
                store,
                new Tolerances(settings.precision(), config.transformerConfig().hiddenSize()),
                report));
      }
    }
  }

  /** What all steps share. */
  private record Steps(
      Path dir,
      JsonNode meta,
      Npz batches,
      PretrainingModel model,
      Placeholder<TInt32> samples,
      ClippedGradients gradients,
      List<Variable> variables,
      AdamInputs adamInputs,
      Op trainOp) {

    void run(PretrainingConfig config, Session session, TrajectoryComparison comparison) {
      LearningRateSchedule schedule =
          new LearningRateSchedule(
              config.learningRate(),
              config.numTrainSteps(),
              config.numWarmupSteps(),
              config.lrDecayPower());
      int offset = meta.get("learning_rate_order").asText().startsWith("pinned") ? 0 : 1;
      JsonNode steps = meta.get("steps");
      for (int step = 0; step < steps.size(); step++) {
        float rate = schedule.at(step + offset);
        Path gradientFile = dir.resolve("gradients_step_" + step + ".npz");
        Map<String, float[]> ours = update(session, step, rate, Files.exists(gradientFile));
        comparison.report().atStep(step);
        compareStep(comparison, ours, steps.get(step), rate, "step_" + step + "/");
        comparison.gradients(ours, gradientFile, ours.get("global_norm")[0]);
        comparison.report().afterSteps();
        comparison.weights(dir.resolve("step_" + (step + 1) + ".ckpt"), step + 1);
      }
    }

    private Map<String, float[]> update(
        Session session, int step, float rate, boolean withGradients) {
      Map<String, Operand<?>> fetches = new LinkedHashMap<>(model.tensors());
      fetches.keySet().retainAll(List.of("mlm/loss", "disc/loss", "total_loss", "fake/input_ids"));
      fetches.put("global_norm", gradients.globalNorm());
      for (int i = 0; withGradients && i < variables.size(); i++) {
        fetches.put("unclipped/" + variables.get(i).name(), gradients.unclipped().get(i));
        fetches.put("clipped/" + variables.get(i).name(), gradients.clipped().get(i));
      }
      Session.Runner runner = session.runner().addTarget(trainOp.op());
      List<Tensor> fed = new ArrayList<>();
      try {
        feedBatch(runner, fed, "step_" + step + "/");
        adamInputs.feed(runner, rate, step + 1L, fed);
        return GraphRuns.fetch(runner, fetches);
      } finally {
        fed.forEach(Tensor::close);
      }
    }

    private void feedBatch(Session.Runner runner, List<Tensor> fed, String prefix) {
      PretrainingInputs inputs = model.inputs();
      Map<Operand<?>, String> places = new LinkedHashMap<>();
      places.put(inputs.masked().inputIds(), "masked_input_ids");
      places.put(inputs.masked().inputMask(), "features/input_mask");
      places.put(inputs.masked().segmentIds(), "features/segment_ids");
      places.put(inputs.maskedLmPositions(), "masked_lm_positions");
      places.put(inputs.maskedLmIds(), "masked_lm_ids");
      places.put(inputs.maskedLmWeights(), "masked_lm_weights");
      places.put(samples, "sampled_token_ids");
      places.forEach((p, name) -> GraphRuns.feed(runner, fed, p, batches.get(prefix + name)));
    }

    private void compareStep(
        TrajectoryComparison comparison,
        Map<String, float[]> ours,
        JsonNode golden,
        float rate,
        String prefix) {
      CaseReport report = comparison.report();
      Tolerances tolerances = comparison.tolerances();
      report.close(
          "learning_rate",
          "",
          rate,
          golden.get("learning_rate").asDouble(),
          Tolerance.relative(1e-6));
      if (batches.has(prefix + "fake_input_ids")) {
        report.array(
            "fake_input_ids",
            ours.get("fake/input_ids"),
            batches.get(prefix + "fake_input_ids"),
            Tolerance.EXACT);
      }
      Map<String, String> losses = new LinkedHashMap<>();
      losses.put("generator_loss", "mlm/loss");
      losses.put("discriminator_loss", "disc/loss");
      losses.put("total_loss", "total_loss");
      losses.forEach(
          (name, tensor) -> {
            if (golden.has(name) && ours.containsKey(tensor)) {
              report.close(
                  name, "", ours.get(tensor)[0], golden.get(name).asDouble(), tolerances.loss());
            }
          });
      if (tolerances.comparesNorm(golden.get("step").asInt())) {
        report.close(
            "global_norm",
            "",
            ours.get("global_norm")[0],
            golden.get("global_norm").asDouble(),
            tolerances.globalNorm(golden.get("step").asInt()));
      }
    }
  }
}
