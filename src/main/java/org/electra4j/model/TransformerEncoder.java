package org.electra4j.model;

import java.util.ArrayList;
import java.util.List;
import org.electra4j.config.TransformerConfig;
import org.electra4j.graph.Initializer;
import org.electra4j.graph.Layers;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Variable;
import org.electra4j.io.BadInputException;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Embeddings and a stack of Transformer layers (original: {@code modeling.BertModel}; Vaswani et
 * al. 2017, Devlin et al. 2019). Inside, a sequence is a matrix of shape [batch x length, width].
 */
public final class TransformerEncoder {
  /** Added to the score of a position that must not be attended to. */
  private static final float MASKED_SCORE = -10000f;

  private final ModelGraph graph;
  private final Ops tf;
  private final Layers layers;
  private final TransformerConfig config;
  private final EncoderInputs inputs;
  private final EncoderScope scope;
  private final Initializer initializer;

  private TransformerEncoder(
      ModelGraph graph, TransformerConfig config, EncoderInputs inputs, EncoderScope scope) {
    this.graph = graph;
    this.tf = graph.tf();
    this.layers = new Layers(graph);
    this.config = config;
    this.inputs = inputs;
    this.scope = scope;
    this.initializer = new Initializer.TruncatedNormal(config.initializerRange());
  }

  /**
   * Adds an encoder to the graph. A second encoder of the same scope shares its variables.
   *
   * @param config sizes and dropout rates; rates of 0 for evaluation
   * @throws BadInputException if the rows are longer than there are position embeddings
   */
  public static EncoderOutput build(
      ModelGraph graph, TransformerConfig config, EncoderInputs inputs, EncoderScope scope) {
    return of(graph, config, inputs, scope).build();
  }

  /**
   * Adds an encoder of which nothing is wanted but the last layer's output for the first token of
   * each row, which saves the work of that layer for all others. The variables, their order, the
   * output and its gradients are those of {@link #build}.
   *
   * @param config sizes and dropout rates; rates of 0 for evaluation
   * @return [batch, hidden] (original: {@code get_pooled_output})
   * @throws BadInputException if the rows are longer than there are position embeddings
   */
  public static Operand<TFloat32> buildForFirstToken(
      ModelGraph graph, TransformerConfig config, EncoderInputs inputs, EncoderScope scope) {
    return of(graph, config, inputs, scope).buildForFirstToken();
  }

  private static TransformerEncoder of(
      ModelGraph graph, TransformerConfig config, EncoderInputs inputs, EncoderScope scope) {
    if (inputs.length() > config.maxPositionEmbeddings()) {
      throw new BadInputException(
          "sequences of length "
              + inputs.length()
              + " need max_position_embeddings of at least that, not "
              + config.maxPositionEmbeddings());
    }
    return new TransformerEncoder(graph, config, inputs, scope);
  }

  private EncoderOutput build() {
    Embeddings embeddings = embeddings();
    List<Operand<TFloat32>> outputs = new ArrayList<>();
    List<Operand<TFloat32>> maps = new ArrayList<>();
    layers(embeddings.output(), attentionMask(), config.numHiddenLayers(), outputs, maps);
    return new EncoderOutput(
        embeddings.table(),
        embeddings.tokens(),
        embeddings.normalized(),
        embeddings.output(),
        outputs,
        maps);
  }

  private Operand<TFloat32> buildForFirstToken() {
    int last = config.numHiddenLayers() - 1;
    Operand<TFloat32> mask = attentionMask();
    Operand<TFloat32> x =
        layers(embeddings().output(), mask, last, new ArrayList<>(), new ArrayList<>());
    return lastLayerOfFirst(x, mask, scope.name() + "/encoder/layer_" + last);
  }

  /**
   * What stands before the first layer.
   *
   * @param table [vocabulary, embedding size]
   * @param tokens [rows, embedding size]
   * @param normalized [rows, embedding size]
   * @param output [rows, hidden]
   */
  private record Embeddings(
      Variable table,
      Operand<TFloat32> tokens,
      Operand<TFloat32> normalized,
      Operand<TFloat32> output) {}

  private Embeddings embeddings() {
    Variable table =
        embeddingVariable("word_embeddings", config.vocabSize(), scope.embeddingSize());
    Operand<TFloat32> tokens =
        layers.lookup(table, tf.reshape(inputs.inputIds(), graph.vector(-1)));
    Operand<TFloat32> normalized =
        layers.layerNorm(
            addPositions(addTokenTypes(tokens)), scope.embeddings() + "/embeddings/LayerNorm");
    Operand<TFloat32> x = layers.dropout(normalized, config.hiddenDropoutProb());
    if (scope.embeddingSize() != config.hiddenSize()) {
      x =
          layers.dense(
              x,
              scope.name() + "/embeddings_project",
              config.hiddenSize(),
              new Initializer.GlorotUniform());
    }
    return new Embeddings(table, tokens, normalized, x);
  }

  /** The first {@code number} layers. */
  private Operand<TFloat32> layers(
      Operand<TFloat32> embeddingOutput,
      Operand<TFloat32> mask,
      int number,
      List<Operand<TFloat32>> outputs,
      List<Operand<TFloat32>> maps) {
    Operand<TFloat32> x = embeddingOutput;
    for (int i = 0; i < number; i++) {
      x = layer(x, mask, scope.name() + "/encoder/layer_" + i, maps);
      outputs.add(x);
    }
    return x;
  }

  private Variable embeddingVariable(String name, int rows, int width) {
    return graph.variable(
        scope.embeddings() + "/embeddings/" + name, Shape.of(rows, width), initializer);
  }

  private Operand<TFloat32> addTokenTypes(Operand<TFloat32> x) {
    int types = config.typeVocabSize();
    Variable table = embeddingVariable("token_type_embeddings", types, scope.embeddingSize());
    // As a product, for the gradient of a small table is then a product too.
    Operand<TFloat32> oneHot =
        tf.oneHot(
            tf.reshape(inputs.segmentIds(), graph.vector(-1)),
            graph.scalar(types),
            graph.scalar(1f),
            graph.scalar(0f));
    return tf.math.add(x, tf.linalg.matMul(oneHot, table.value()));
  }

  private Operand<TFloat32> addPositions(Operand<TFloat32> x) {
    int width = scope.embeddingSize();
    Variable table =
        embeddingVariable("position_embeddings", config.maxPositionEmbeddings(), width);
    Operand<TInt32> size =
        inputs.length() == EncoderInputs.ANY_LENGTH
            ? tf.stack(List.of(lengthOfRows(), graph.scalar(width)))
            : graph.vector(inputs.length(), width);
    Operand<TFloat32> positions = tf.slice(table.value(), graph.vector(0, 0), size);
    Operand<TFloat32> rows = tf.reshape(x, rowShape(width));
    return tf.reshape(tf.math.add(rows, positions), graph.vector(-1, width));
  }

  private Operand<TInt32> lengthOfRows() {
    Operand<TInt32> shape = tf.shape(inputs.inputIds());
    return tf.reshape(tf.slice(shape, graph.vector(1), graph.vector(1)), tf.constant(new int[0]));
  }

  /** The shape [batch, length, sizes...]. */
  private Operand<TInt32> rowShape(int... sizes) {
    if (isOfAnyShape()) {
      return tf.concat(List.of(tf.shape(inputs.inputIds()), graph.vector(sizes)), graph.scalar(0));
    }
    int[] all = new int[2 + sizes.length];
    all[0] = inputs.batch();
    all[1] = inputs.length();
    System.arraycopy(sizes, 0, all, 2, sizes.length);
    return graph.vector(all);
  }

  /** Then a reshape cannot find out one of them from the other. */
  private boolean isOfAnyShape() {
    return inputs.batch() == EncoderInputs.ANY_BATCH && inputs.length() == EncoderInputs.ANY_LENGTH;
  }

  /** 0 where attention is allowed, -10000 elsewhere; [batch, 1, 1 or length, length]. */
  private Operand<TFloat32> attentionMask() {
    Operand<TFloat32> mask = tf.dtypes.cast(inputs.inputMask(), TFloat32.class);
    Operand<TFloat32> allowed =
        isOfAnyShape()
            ? tf.expandDims(tf.expandDims(mask, graph.scalar(1)), graph.scalar(1))
            : tf.reshape(mask, graph.vector(inputs.batch(), 1, 1, inputs.length()));
    if (scope.direction() != EncoderScope.Direction.BOTH) {
      allowed = tf.math.mul(allowed, causalMask());
    }
    return tf.math.mul(tf.math.sub(graph.scalar(1f), allowed), graph.scalar(MASKED_SCORE));
  }

  private Operand<TFloat32> causalMask() {
    Operand<TInt32> positions =
        tf.range(graph.scalar(0), graph.scalar(inputs.length()), graph.scalar(1));
    Operand<TInt32> to = tf.reshape(positions, graph.vector(1, inputs.length()));
    Operand<TInt32> from = tf.reshape(positions, graph.vector(inputs.length(), 1));
    boolean leftToRight = scope.direction() == EncoderScope.Direction.LEFT_TO_RIGHT;
    return tf.dtypes.cast(
        leftToRight ? tf.math.lessEqual(to, from) : tf.math.greaterEqual(to, from), TFloat32.class);
  }

  private Operand<TFloat32> layer(
      Operand<TFloat32> x, Operand<TFloat32> mask, String name, List<Operand<TFloat32>> maps) {
    Layers.Attention attention =
        layers.attention(
            x,
            name + "/attention",
            config.numAttentionHeads(),
            this::rowShape,
            mask,
            config.attentionProbsDropoutProb(),
            initializer);
    maps.add(attention.probs());
    return feedForward(attention.output(), x, name);
  }

  /** The last layer, x being [batch x length, hidden], for the first tokens: [batch, hidden]. */
  private Operand<TFloat32> lastLayerOfFirst(
      Operand<TFloat32> x, Operand<TFloat32> mask, String name) {
    int hidden = config.hiddenSize();
    Operand<TFloat32> first =
        tf.reshape(
            tf.slice(
                tf.reshape(x, rowShape(hidden)),
                graph.vector(0, 0, 0),
                graph.vector(-1, 1, hidden)),
            graph.vector(inputs.batch(), hidden));
    Operand<TFloat32> attended =
        layers.attentionOfFirst(
            x,
            first,
            name + "/attention",
            config.numAttentionHeads(),
            this::rowShape,
            mask,
            config.attentionProbsDropoutProb(),
            initializer);
    return feedForward(attended, first, name);
  }

  /** What follows a layer's attention, of any rows. */
  private Operand<TFloat32> feedForward(
      Operand<TFloat32> attention, Operand<TFloat32> before, String name) {
    Operand<TFloat32> attended = residual(attention, before, name + "/attention/output");
    Operand<TFloat32> output =
        layers.feedForward(
            attended,
            name + "/intermediate/dense",
            config.intermediateSize(),
            config.hiddenAct(),
            name + "/output/dense",
            config.hiddenSize(),
            initializer);
    return residual(output, attended, name + "/output");
  }

  /** Drops out, adds what came before, normalises. */
  private Operand<TFloat32> residual(Operand<TFloat32> x, Operand<TFloat32> before, String name) {
    Operand<TFloat32> sum = layers.dropoutAndAdd(x, config.hiddenDropoutProb(), before);
    return layers.layerNorm(sum, name + "/LayerNorm");
  }
}
