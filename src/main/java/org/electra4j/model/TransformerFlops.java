package org.electra4j.model;

/**
 * Counts floating point operations of a Transformer (original: {@code TransformerHparams} in {@code
 * flops_computation}): multiplications and additions alike, the backward pass as much work as the
 * forward pass. Counts are doubles, exact below 2^53.
 *
 * @param hidden width of the encoder
 * @param layers number of encoder layers
 * @param length tokens of a sequence
 * @param vocabulary number of tokens known
 * @param embedding width of the token embeddings
 * @param intermediate width of the feed-forward layers
 * @param heads attention heads
 * @param projection width of queries, keys and values, all heads together
 * @param outputFraction fraction of the positions for which tokens are predicted
 * @param sparseLookup embeddings are looked up; otherwise they are multiplied with one-hot vectors
 * @param decoder layers have a second attention, to an encoder
 */
public record TransformerFlops(
    double hidden,
    double layers,
    double length,
    double vocabulary,
    double embedding,
    double intermediate,
    double heads,
    double projection,
    double outputFraction,
    boolean sparseLookup,
    boolean decoder) {

  /** BERT's 20 predictions in 128 tokens, or 80 in 512. */
  static final double BERT_OUTPUT_FRACTION = 0.15625;

  private static final double BERT_VOCABULARY = 30522;

  /** Random number, comparison, mask, correction of the rest. */
  private static final double DROPOUT = 4;

  /** Mean, variance (square and sum), bias, scale. */
  private static final double LAYER_NORM = 5;

  /** GELU in its tanh form. */
  private static final double ACTIVATION = 8;

  /** Maximum subtracted, exponential, sum, division. */
  private static final double SOFTMAX = 5;

  /** An encoder with BERT's vocabulary, heads of 64 and feed-forward layers of 4 x hidden. */
  static TransformerFlops bert(int hidden, int layers, int embedding, int length) {
    return new TransformerFlops(
        hidden,
        layers,
        length,
        BERT_VOCABULARY,
        embedding,
        4.0 * hidden,
        Math.max(1, hidden / 64),
        hidden,
        BERT_OUTPUT_FRACTION,
        false,
        false);
  }

  /** The same with another vocabulary and fraction of predicted positions. */
  TransformerFlops predicting(double newVocabulary, double newOutputFraction) {
    return new TransformerFlops(
        hidden,
        layers,
        length,
        newVocabulary,
        embedding,
        intermediate,
        heads,
        projection,
        newOutputFraction,
        sparseLookup,
        decoder);
  }

  /** One layer's forward pass over a sequence. */
  public double layer() {
    double projections = 3 * 2 * hidden * projection + 3 * projection;
    double scores = 2 * projection * length + (SOFTMAX + DROPOUT + 1) * length * heads;
    double values = 2 * hidden * length;
    // One layer norm is counted per token here and not per unit, as in the original.
    double output = 2 * hidden * hidden + (2 + DROPOUT) * hidden + LAYER_NORM;
    double attention = projections + scores + values + output;
    double feedForward =
        4 * hidden * intermediate
            + (ACTIVATION + 1) * intermediate
            + (2 + DROPOUT + LAYER_NORM) * hidden;
    return ((decoder ? 2 : 1) * attention + feedForward) * length;
  }

  /** The forward pass from tokens to the first layer's input. */
  public double embeddings() {
    double lookup = sparseLookup ? 0 : 2 * embedding * vocabulary;
    double positions = 2 * embedding * (length + 2) + (2 + LAYER_NORM + DROPOUT) * embedding;
    double project = embedding == hidden ? 0 : 2 * hidden * embedding + hidden;
    return (lookup + positions + project) * length;
  }

  /** The forward pass of the prediction of tokens. */
  public double tokenPrediction() {
    double transform = 2 * hidden * embedding + (1 + ACTIVATION + LAYER_NORM) * embedding;
    double softmax = 2 * embedding * vocabulary + (SOFTMAX + 2) * vocabulary;
    return outputFraction * (transform + softmax) * length;
  }

  /** The forward pass of a binary decision at each position. */
  public double binaryClassification() {
    return (2 * hidden * hidden + (1 + ACTIVATION + 2) * hidden) * length;
  }

  /** The forward pass of the encoder. */
  public double encoder() {
    return layers * layer() + embeddings();
  }

  /** A forward pass with a classification on top. */
  public double inference() {
    return encoder() + binaryClassification();
  }

  /** Pretraining with the prediction of tokens, as a generator or BERT. */
  public double trainingOfTokens(double batchSize, double steps) {
    return 2 * batchSize * steps * (encoder() + tokenPrediction());
  }

  /** Pretraining as a discriminator. */
  public double trainingOfDiscriminator(double batchSize, double steps) {
    return 2 * batchSize * steps * (encoder() + binaryClassification());
  }
}
