package org.electra4j.parity.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.config.TransformerConfig;
import org.electra4j.finetuning.FinetuningModel;
import org.electra4j.finetuning.HeadStyle;
import org.electra4j.finetuning.classification.ClassificationHead;
import org.electra4j.finetuning.classification.RegressionHead;
import org.electra4j.finetuning.task.TaskHead;
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
import org.electra4j.optimization.LayerwiseLearningRates;
import org.electra4j.optimization.LearningRateSchedule;
import org.electra4j.parity.CaseReport;
import org.electra4j.parity.GraphRuns;
import org.electra4j.parity.ParityCase;
import org.electra4j.parity.ReferenceBundle;
import org.electra4j.parity.Replay;
import org.electra4j.parity.Tolerance;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.op.Op;

/** Fine-tuning on one or several tasks: the same batches, step by step, with layer-wise decay. */
final class FinetuneReplay implements Replay {
  private final ReplaySettings settings;

  FinetuneReplay(ReplaySettings settings) {
    this.settings = settings;
  }

  @Override
  public String folder() {
    return "finetune";
  }

  @Override
  public List<ParityCase> cases(ReferenceBundle bundle) {
    return DirectoryCases.of(bundle, folder(), "steps.npz", this::replay);
  }

  private void replay(ReferenceBundle bundle, Path dir, CaseReport report) {
    JsonNode meta = Json.read(dir.resolve("meta.json"));
    Npz batches = Npz.read(dir.resolve("steps.npz"));
    Path checkpoint = bundle.initialCheckpoint(dir, "init.ckpt", meta);
    LayerwiseLearningRates rates =
        new LayerwiseLearningRates(
            LayerwiseLearningRates.Variant.ORIGINAL,
            meta.get("layerwise_lr_decay").asDouble(),
            meta.get("bert_config").get("num_hidden_layers").asInt());
    try (ModelGraph graph = new ModelGraph(settings.precision())) {
      int batch = batches.shape("step_0/features/input_ids")[0];
      Towers towers = settings.towersFor(batch);
      FinetuningModel model = model(graph, meta, batch, towers);
      List<Variable> variables = graph.trainableVariables();
      report.exact(
          "variables in the order of their making",
          "trainable variables",
          variables.stream().map(Variable::name).toList(),
          Jsons.fields(meta.get("variables"), "name"));
      for (Map.Entry<String, JsonNode> one : meta.get("lr_multiplier").properties()) {
        // The original computes the powers in float32.
        report.close(
            "learning rate multipliers",
            one.getKey(),
            rates.multiplier(one.getKey()),
            one.getValue().asDouble(),
            Tolerance.relative(2e-7));
      }
      ClippedGradients gradients =
          ClippedGradients.of(graph, model.loss(), variables, ClippedGradients.Norm.ORIGINAL);
      AdamInputs inputs = AdamInputs.original(graph);
      Op trainOp =
          new AdamWeightDecayOptimizer(meta.get("weight_decay_rate").asDouble())
              .minimize(graph, variables, gradients.clipped(), inputs, rates::multiplier);
      try (Session session = Sessions.open(graph, towers)) {
        VariableStore store = new VariableStore(graph, session);
        store.initialize(1);
        GraphRuns.restore(graph, store, checkpoint);
        new Steps(
                dir,
                meta,
                batches,
                model,
                gradients,
                variables,
                inputs,
                trainOp,
                new TrajectoryComparison(
                    graph,
                    store,
                    new Tolerances(
                        settings.precision(), meta.get("bert_config").get("hidden_size").asInt()),
                    report))
            .run(session);
      }
    }
  }

  private static FinetuningModel model(ModelGraph graph, JsonNode meta, int batch, Towers towers) {
    JsonNode sizes = meta.get("bert_config");
    List<TaskHead> heads = new ArrayList<>();
    for (JsonNode task : meta.get("task_names")) {
      int classes = meta.get("labels").get(task.asText()).size();
      heads.add(
          classes == 0
              ? new RegressionHead(task.asText())
              : new ClassificationHead(task.asText(), classes));
    }
    return new FinetuningModel(
        graph,
        TransformerConfig.forModelSize("small", sizes.get("vocab_size").asInt(), sizes),
        meta.get("embedding_size").asInt(),
        "electra",
        heads,
        HeadStyle.ORIGINAL,
        batch,
        false,
        towers);
  }

  /** What all steps share. */
  private record Steps(
      Path dir,
      JsonNode meta,
      Npz batches,
      FinetuningModel model,
      ClippedGradients gradients,
      List<Variable> variables,
      AdamInputs adamInputs,
      Op trainOp,
      TrajectoryComparison comparison) {

    void run(Session session) {
      CaseReport report = comparison.report();
      int total = meta.get("num_train_steps").asInt();
      LearningRateSchedule schedule =
          new LearningRateSchedule(
              meta.get("learning_rate").asDouble(),
              total,
              total * meta.get("warmup_proportion").asDouble(),
              1);
      JsonNode steps = meta.get("steps");
      for (int step = 0; step < steps.size(); step++) {
        report.atStep(step);
        Session.Runner runner = session.runner().addTarget(trainOp.op());
        List<Tensor> fed = new ArrayList<>();
        adamInputs.feed(runner, schedule.at(step), step + 1L, fed);
        Map<String, float[]> ours =
            run(runner, fed, step, "step_" + step + "/", fetches(step == 0));
        JsonNode golden = steps.get(step);
        report.close(
            "loss", "", ours.get("loss")[0], golden.get("loss").asDouble(), tolerance(step));
        if (comparison.tolerances().comparesNorm(step)) {
          report.close(
              "global_norm",
              "",
              ours.get("global_norm")[0],
              golden.get("global_norm").asDouble(),
              comparison.tolerances().finetuningNorm(step));
        }
        comparison.gradients(
            ours, dir.resolve("gradients_step_" + step + ".npz"), ours.get("global_norm")[0]);
      }
      report.afterSteps();
      comparison.weights(dir.resolve("final.ckpt"), steps.size());
      if (meta.has("held_loss")) {
        Map<String, float[]> held =
            run(session.runner(), new ArrayList<>(), steps.size(), "held/", fetches(false));
        report.close(
            "held/loss",
            "",
            held.get("loss")[0],
            meta.get("held_loss").asDouble(),
            tolerance(steps.size()));
      }
    }

    private Tolerance tolerance(int updates) {
      return comparison.tolerances().finetuning(updates);
    }

    private Map<String, Operand<?>> fetches(boolean withGradients) {
      Map<String, Operand<?>> fetches = new LinkedHashMap<>();
      for (FinetuningModel.BuiltHead built : model.heads()) {
        String prefix = "outputs/" + built.head().name() + "/";
        built.output().outputs().forEach((name, tensor) -> fetches.put(prefix + name, tensor));
        fetches.put(prefix + "loss", built.output().losses());
      }
      fetches.put("loss", model.loss());
      fetches.put("global_norm", gradients.globalNorm());
      for (int i = 0; withGradients && i < variables.size(); i++) {
        fetches.put("unclipped/" + variables.get(i).name(), gradients.unclipped().get(i));
      }
      return fetches;
    }

    /** Runs a batch of the bundle and compares what the tasks' heads give. */
    private Map<String, float[]> run(
        Session.Runner runner,
        List<Tensor> fed,
        int updates,
        String prefix,
        Map<String, Operand<?>> fetches) {
      try {
        feed(runner, fed, prefix + "features/");
        Map<String, float[]> ours = GraphRuns.fetch(runner, fetches);
        for (String name : fetches.keySet()) {
          if (batches.has(prefix + name) && comparison.tolerances().compares(name)) {
            String title = prefix.startsWith("step_") ? name : prefix + name;
            comparison
                .report()
                .array(title, ours.get(name), batches.get(prefix + name), tolerance(updates));
          }
        }
        return ours;
      } finally {
        fed.forEach(Tensor::close);
      }
    }

    private void feed(Session.Runner runner, List<Tensor> fed, String prefix) {
      FinetuningPlaces.of(model)
          .forEach((p, name) -> GraphRuns.feed(runner, fed, p, batches.get(prefix + name)));
    }
  }
}
