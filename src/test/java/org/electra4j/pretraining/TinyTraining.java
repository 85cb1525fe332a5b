package org.electra4j.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.electra4j.cluster.WorkerGroup;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.data.MaskedInputs;
import org.electra4j.data.Masking;
import org.electra4j.data.PretrainingBatches;
import org.electra4j.data.PretrainingRecords;
import org.electra4j.data.RecordFiles;
import org.electra4j.graph.Variable;
import org.electra4j.graph.VariableStore;
import org.electra4j.testing.Closeness;
import org.electra4j.tokenization.Vocabulary;
import org.tensorflow.types.TInt32;

/**
 * A few updates of a tiny model in which nothing is random, so that ways of computing the same may
 * be compared: no dropout, and the likeliest token is taken as a sample.
 *
 * @param losses of each update
 * @param variables weights, and Adam's moments, which are sums of gradients
 */
record TinyTraining(List<Map<String, Double>> losses, Map<String, float[]> variables) {
  private static final int UPDATES = 4;
  private static final TokenSampler LIKELIEST =
      (graph, logits, probs) -> graph.tf().math.argMax(logits, graph.scalar(-1), TInt32.class);

  /** Hparams of {@link TinyRun} without dropout. */
  static ObjectNode hparams() {
    ObjectNode hparams = TinyRun.hparams();
    ((ObjectNode) hparams.get("model_hparam_overrides"))
        .put("hidden_dropout_prob", 0)
        .put("attention_probs_dropout_prob", 0);
    return hparams;
  }

  /** Trains on the data of {@link TinyRun#writeData}. */
  static TinyTraining run(Path dataDir, ObjectNode hparams) {
    PretrainingConfig config = TinyRun.config(dataDir, hparams);
    try (PretrainingSession session = session(config)) {
      return run(session, batches(config));
    }
  }

  /** A session whose variables have values. */
  static PretrainingSession session(PretrainingConfig config) {
    PretrainingSession session =
        PretrainingSession.forTraining(
            config, Vocabulary.read(Path.of(config.vocabFile())), WorkerGroup.ALONE, LIKELIEST);
    session.variables().initialize(3);
    return session;
  }

  /** The batches of all updates. */
  static List<MaskedInputs> batches(PretrainingConfig config) {
    Vocabulary vocabulary = Vocabulary.read(Path.of(config.vocabFile()));
    Masking masking = new Masking(vocabulary, config.maskProb(), config.maxPredictionsPerSeq());
    try (PretrainingRecords records =
        PretrainingRecords.open(
            RecordFiles.matching(config.pretrainTfrecords()), config.maxSeqLength())) {
      PretrainingBatches batches =
          new PretrainingBatches(records, config.trainBatchSize(), masking, 0);
      return IntStream.range(0, UPDATES).mapToObj(batches::apply).toList();
    }
  }

  /** Trains on these batches. */
  static TinyTraining run(PretrainingSession session, List<MaskedInputs> batches) {
    List<Map<String, Double>> losses = new ArrayList<>();
    for (int step = 0; step < batches.size(); step++) {
      losses.add(session.train(batches.get(step), step, 1e-3f, step + 1, false).losses());
    }
    return new TinyTraining(losses, values(session));
  }

  private static Map<String, float[]> values(PretrainingSession session) {
    Map<String, float[]> values = new LinkedHashMap<>();
    try (VariableStore.Snapshot snapshot = session.variables().snapshot()) {
      for (Variable variable : session.variableList()) {
        float[] entries = new float[Math.toIntExact(variable.shape().size())];
        snapshot.bytes(variable).asFloatBuffer().get(entries);
        values.put(variable.name(), entries);
      }
    }
    return values;
  }

  /** Fails unless only float32 rounding lies between the two, in losses and in variables. */
  void assertSameAs(TinyTraining expected) {
    for (int step = 0; step < UPDATES; step++) {
      Map<String, Double> theirs = expected.losses.get(step);
      assertThat(losses.get(step).keySet()).isEqualTo(theirs.keySet());
      losses
          .get(step)
          .forEach(
              (name, loss) ->
                  assertThat(loss).as(name).isCloseTo(theirs.get(name), within(2e-5 * loss)));
    }
    assertThat(variables.keySet()).isEqualTo(expected.variables.keySet());
    // An update moves a weight by up to 3e-3, and by less than 1e-5 through noise of a gradient
    // of the size of Adam's epsilon.
    variables.forEach(
        (name, values) ->
            Closeness.assertClose(
                name,
                values,
                expected.variables.get(name),
                name.endsWith("adam_v") ? 1e-8 : name.endsWith("adam_m") ? 1e-6 : 3e-5));
  }
}
