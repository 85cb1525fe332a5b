package org.electra4j.finetuning.qa;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.finetuning.task.HeadInputs;
import org.electra4j.graph.Initializer;
import org.electra4j.graph.Layers;
import org.electra4j.graph.Losses;
import org.electra4j.graph.ModelGraph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.OneHot;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.nn.TopK;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The graph of a {@link QaHead}, with everything that the original gives. */
final class QaGraph {
  /** Taken from the logits of places that cannot be in an answer. */
  private static final float MASKED = 1000f;

  private static final int HIDDEN_UNITS = 512;

  /** Starts of the beam whose ends are computed side by side. */
  private static final int AT_ONCE = 2;

  private final QaHead head;
  private final HeadInputs inputs;
  private final ModelGraph graph;
  private final Ops tf;
  private final Layers layers;
  private final Operand<TInt32> length;
  private final Operand<TFloat32> maskTerm;
  private final Map<String, Operand<?>> outputs = new LinkedHashMap<>();
  private final Operand<TFloat32> losses;
  private int denseLayers;

  QaGraph(QaHead head, HeadInputs inputs) {
    this.head = head;
    this.inputs = inputs;
    this.graph = inputs.graph();
    this.tf = graph.tf();
    this.layers = new Layers(graph);
    this.length =
        tf.reshape(
            tf.slice(tf.shape(inputs.encoderInputs().inputIds()), graph.vector(1), graph.vector(1)),
            graph.vector());
    this.maskTerm = maskTerm();

    Operand<TFloat32> startLogits = masked(tokenLogits(inputs.sequenceOutput()));
    Operand<TFloat32> startProbs = tf.nn.softmax(startLogits);
    Operand<TFloat32> startLoss = loss(startLogits, startProbs, QaHead.START_POSITIONS);
    Operand<TFloat32> endLogits;
    Operand<TFloat32> endLoss;
    if (head.jointPrediction() && !inputs.training()) {
      addBeam(startLogits);
      endLogits = tf.zerosLike(startLogits);
      endLoss = graph.scalar((float) Math.log(head.maxSeqLength()));
    } else {
      endLogits =
          head.jointPrediction()
              ? endLogitsOfTrueStart()
              : masked(tokenLogits(inputs.sequenceOutput()));
      endLoss = loss(endLogits, tf.nn.softmax(endLogits), QaHead.END_POSITIONS);
    }
    outputs.put(QaHead.START_LOGITS, startLogits);
    outputs.put(QaHead.END_LOGITS, endLogits);
    Operand<TFloat32> both = tf.math.mul(tf.math.add(startLoss, endLoss), graph.scalar(0.5f));
    if (head.answerableClassifier()) {
      Operand<TFloat32> logit = answerableLogit(startProbs);
      outputs.put(QaHead.NULL_SCORE, logit);
      losses = tf.math.add(both, answerableLoss(logit));
    } else {
      outputs.put(QaHead.NULL_SCORE, tf.math.add(first(startLogits), first(endLogits)));
      losses = both;
    }
  }

  /** [batch]. */
  Operand<TFloat32> losses() {
    return losses;
  }

  /** Those of {@link QaHead}, and the logits of joint prediction. */
  Map<String, Operand<?>> outputs() {
    return outputs;
  }

  /** 0 where an answer may be, in the second segment and at {@code [CLS]}, else -1000. */
  private Operand<TFloat32> maskTerm() {
    Operand<TFloat32> inAnswer =
        tf.dtypes.cast(
            tf.math.mul(inputs.encoderInputs().inputMask(), inputs.encoderInputs().segmentIds()),
            TFloat32.class);
    Operand<TFloat32> mask = tf.math.add(inAnswer, oneHot(graph.scalar(0), length));
    return tf.math.mul(tf.math.sub(mask, graph.scalar(1f)), graph.scalar(MASKED));
  }

  private Operand<TFloat32> oneHot(Operand<TInt32> index, Operand<TInt32> depth) {
    return tf.oneHot(index, depth, graph.scalar(1f), graph.scalar(0f), OneHot.axis(-1L));
  }

  private Operand<TFloat32> masked(Operand<TFloat32> logits) {
    return tf.math.add(logits, maskTerm);
  }

  /** One number a token, [batch, length]. */
  private Operand<TFloat32> tokenLogits(Operand<TFloat32> tokens) {
    return tf.reshape(dense(tokens, 1), graph.vector(inputs.batch(), -1));
  }

  /** The original names its layers by their order: dense, dense_1, ... */
  private Operand<TFloat32> dense(Operand<TFloat32> x, int units) {
    String name = "task_specific/" + head.name() + "/dense";
    name += denseLayers == 0 ? "" : "_" + denseLayers;
    denseLayers++;
    return layers.dense(x, name, units, new Initializer.GlorotUniform());
  }

  private Operand<TFloat32> loss(
      Operand<TFloat32> logits, Operand<TFloat32> probs, String positions) {
    return new Losses(graph)
        .softmaxCrossEntropy(logits, tf.stopGradient(probs), inputs.ints(positions));
  }

  /** The hidden layer that start and end go through together, its kernel cut in two. */
  private record Hidden(Operand<TFloat32> ofStarts, Operand<TFloat32> ofEnds) {}

  /**
   * The parts of {@code qa_hidden} before the activation: a dense layer on the concatenation of two
   * vectors is the sum of one on each.
   *
   * @param starts [rows, hidden]
   * @return [rows, 512], and [batch x length, 512] with the bias
   */
  private Hidden hidden(Operand<TFloat32> starts) {
    int width = inputs.config().hiddenSize();
    String scope = "task_specific/" + head.name() + "/qa_hidden";
    Operand<TFloat32> kernel =
        graph
            .variable(
                scope + "/kernel",
                Shape.of(2L * width, HIDDEN_UNITS),
                new Initializer.GlorotUniform())
            .value();
    Operand<TFloat32> bias =
        graph.variable(scope + "/bias", Shape.of(HIDDEN_UNITS), Initializer.ZEROS).value();
    Operand<TInt32> size = graph.vector(width, HIDDEN_UNITS);
    Operand<TFloat32> ofStart = tf.slice(kernel, graph.vector(0, 0), size);
    Operand<TFloat32> ofEnd = tf.slice(kernel, graph.vector(width, 0), size);
    return new Hidden(
        tf.linalg.matMul(starts, ofStart),
        tf.nn.biasAdd(tf.linalg.matMul(inputs.sequenceOutput(), ofEnd), bias));
  }

  /** [batch, length]: the ends' logits given the true starts. */
  private Operand<TFloat32> endLogitsOfTrueStart() {
    Operand<TFloat32> start = oneHot(inputs.ints(QaHead.START_POSITIONS), length);
    Hidden hidden = hidden(weightedSum(start));
    return masked(
        tokenLogits(activated(tf.expandDims(hidden.ofStarts(), graph.scalar(1)), hidden.ofEnds())));
  }

  /**
   * @param start [batch, 1, 512]
   * @param ends [batch x length, 512]
   * @return likewise
   */
  private Operand<TFloat32> activated(Operand<TFloat32> start, Operand<TFloat32> ends) {
    Operand<TFloat32> sum =
        tf.math.add(tf.reshape(ends, graph.vector(inputs.batch(), -1, HIDDEN_UNITS)), start);
    return tf.reshape(layers.activation("gelu", sum), graph.vector(-1, HIDDEN_UNITS));
  }

  /** The sum of the tokens' vectors with weights [batch, length], [batch, hidden]. */
  private Operand<TFloat32> weightedSum(Operand<TFloat32> weights) {
    Operand<TFloat32> weighted =
        tf.math.mul(inputs.sequence(), tf.expandDims(weights, graph.scalar(-1)));
    return tf.sum(weighted, graph.scalar(1));
  }

  /** The likeliest starts and, one start after the other, their likeliest ends. */
  private void addBeam(Operand<TFloat32> startLogits) {
    int batch = inputs.batch();
    int beam = head.beamSize();
    TopK<TFloat32, TInt32> starts = top(startLogits, batch);
    outputs.put(QaHead.START_TOP_LOG_PROBS, starts.values());
    outputs.put(QaHead.START_TOP_INDEX, starts.indices());
    // A batch shorter than the beam has places beyond its end in it.
    Operand<TInt32> inRow = tf.math.minimum(starts.indices(), tf.math.sub(length, graph.scalar(1)));
    Operand<TInt32> firstOfRow =
        tf.expandDims(
            tf.math.mul(tf.range(graph.scalar(0), graph.scalar(batch), graph.scalar(1)), length),
            graph.scalar(1));
    Operand<TInt32> places = tf.reshape(tf.math.add(firstOfRow, inRow), graph.vector(batch * beam));
    Hidden hidden = hidden(tf.gather(inputs.sequenceOutput(), places, graph.scalar(0)));
    Operand<TFloat32> ofStarts =
        tf.reshape(hidden.ofStarts(), graph.vector(batch, beam, HIDDEN_UNITS));
    int layer = denseLayers;
    List<Operand<TFloat32>> ends = new ArrayList<>();
    for (int i = 0; i < beam; i++) {
      denseLayers = layer;
      // Otherwise all of them would be in memory at once, 32 MB each with 32 windows of 512.
      Ops inTurn = i < AT_ONCE ? tf : tf.withControlDependencies(List.of(ends.get(i - AT_ONCE)));
      Operand<TFloat32> start =
          inTurn.slice(ofStarts, graph.vector(0, i, 0), graph.vector(batch, 1, HIDDEN_UNITS));
      ends.add(masked(tokenLogits(activated(start, hidden.ofEnds()))));
    }
    Operand<TFloat32> endLogits =
        tf.reshape(
            tf.stack(ends, Stack.axis(1L)), tf.stack(List.of(graph.scalar(batch * beam), length)));
    TopK<TFloat32, TInt32> best = top(endLogits, batch * beam);
    Operand<TInt32> shape = graph.vector(batch, beam, beam);
    outputs.put(QaHead.END_TOP_LOG_PROBS, tf.reshape(best.values(), shape));
    outputs.put(QaHead.END_TOP_INDEX, tf.reshape(best.indices(), shape));
  }

  /** The largest log-probabilities of each row, the row being filled up to the beam's size. */
  private TopK<TFloat32, TInt32> top(Operand<TFloat32> logits, int rows) {
    Operand<TInt32> zero = graph.scalar(0);
    Operand<TInt32> missing =
        tf.math.maximum(tf.math.sub(graph.scalar(head.beamSize()), length), zero);
    Operand<TInt32> paddings =
        tf.reshape(tf.stack(List.of(zero, zero, zero, missing)), graph.vector(2, 2));
    Operand<TFloat32> filled = tf.pad(logits, paddings, graph.scalar(-2 * MASKED));
    return tf.nn.topK(tf.nn.logSoftmax(filled), graph.scalar(head.beamSize()), TInt32.class);
  }

  /** [batch]: the larger, the less there is an answer. */
  private Operand<TFloat32> answerableLogit(Operand<TFloat32> startProbs) {
    int hidden = inputs.config().hiddenSize();
    Operand<TFloat32> cls =
        tf.reshape(
            tf.slice(
                inputs.sequence(), graph.vector(0, 0, 0), graph.vector(inputs.batch(), 1, hidden)),
            graph.vector(inputs.batch(), hidden));
    Operand<TFloat32> x = cls;
    if (head.answerableUsesStartLogits()) {
      Operand<TFloat32> both = tf.concat(List.of(cls, weightedSum(startProbs)), graph.scalar(-1));
      x = layers.activation("gelu", dense(both, HIDDEN_UNITS));
    }
    return tf.reshape(dense(x, 1), graph.vector(inputs.batch()));
  }

  private Operand<TFloat32> answerableLoss(Operand<TFloat32> logit) {
    Operand<TFloat32> labels = tf.dtypes.cast(inputs.ints(QaHead.IS_IMPOSSIBLE), TFloat32.class);
    Operand<TFloat32> probs = tf.math.sigmoid(tf.stopGradient(logit));
    return tf.math.mul(
        new Losses(graph).sigmoidCrossEntropy(logit, probs, labels),
        graph.scalar((float) head.answerableWeight()));
  }

  /** The value of each row's first token, [batch]. */
  private Operand<TFloat32> first(Operand<TFloat32> logits) {
    return tf.reshape(
        tf.slice(logits, graph.vector(0, 0), graph.vector(inputs.batch(), 1)),
        graph.vector(inputs.batch()));
  }
}
