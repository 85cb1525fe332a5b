package org.electra4j.model;

import java.util.LinkedHashMap;
import java.util.Map;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.config.TransformerConfig;

/** The compute of whole pretraining runs, in floating point operations. */
public final class PretrainingFlops {
  /** One petaflop per second for a day. */
  private static final double PFS_DAY = 1e15 * 24 * 60 * 60;

  private static final double TERA_IN_PETA = 1000;
  private static final double UTILISATION = 0.33;

  private static final double DEFAULT_MASK_PROB = 0.15;

  private PretrainingFlops() {}

  /** Operations in days of a petaflop per second. */
  public static double pfsDays(double flops) {
    return flops / PFS_DAY;
  }

  /**
   * Days of a petaflop per second that hardware gave, at the utilisation of a third that the
   * replication study (after OpenAI's "AI and compute") assumes.
   *
   * @param days that all devices were at work
   * @param devices how many
   * @param peakTflops of one device, 10^12 operations per second
   */
  public static double pfsDays(double days, int devices, double peakTflops) {
    return days * devices * peakTflops / TERA_IN_PETA * UTILISATION;
  }

  /** ELECTRA-Small of the paper, against which others are compared. */
  public static double electraSmall() {
    return electra(
        TransformerFlops.bert(256, 12, 128, 128),
        TransformerFlops.bert(64, 12, 128, 128),
        128,
        1e6);
  }

  /**
   * The models of the original's table, by its names. ELMo's and XLNet's numbers come from
   * TensorFlow's own counting, since they are built differently; RoBERTa, ALBERT and T5 are taken
   * for what they nearly are.
   */
  public static Map<String, Double> published() {
    Map<String, Double> table = new LinkedHashMap<>();
    double lm1bWords = 768648884;
    double elmoPerExample = 568093262680.0;
    table.put("elmo", 2 * 10 * lm1bWords * elmoPerExample / (20.0 * 128));
    double xlnetPer32Examples = 15064773691518.0;
    table.put("xlnet", 2.0 * 500000 * 8192 * xlnetPer32Examples / 32);
    TransformerFlops base = TransformerFlops.bert(768, 12, 768, 512);
    TransformerFlops large = TransformerFlops.bert(1024, 24, 1024, 512);
    table.put("gpt", base.predicting(40000, 1).trainingOfTokens(128, 960800));
    table.put("bert_small", TransformerFlops.bert(256, 12, 128, 128).trainingOfTokens(128, 1.45e6));
    table.put("bert_base", base.trainingOfTokens(256, 1e6));
    table.put("bert_large", large.trainingOfTokens(256, 1e6));
    table.put("electra_small", electraSmall());
    table.put("electra_base", electra(base, TransformerFlops.bert(256, 12, 768, 512), 256, 766000));
    TransformerFlops largeGenerator = TransformerFlops.bert(256, 24, 1024, 512);
    table.put("electra_400k", electra(large, largeGenerator, 2048, 400000));
    table.put("electra_1.75M", electra(large, largeGenerator, 2048, 1750000));
    table.put(
        "roberta",
        large
            .predicting(50265, TransformerFlops.BERT_OUTPUT_FRACTION)
            .trainingOfTokens(8000, 500000));
    table.put(
        "albert",
        TransformerFlops.bert(4096, 12, 128, 512)
            .predicting(30000, TransformerFlops.BERT_OUTPUT_FRACTION)
            .trainingOfTokens(4096, 1.5e6));
    table.put(
        "t5_11b",
        t5(0, false).trainingOfTokens(2048, 1e6) + t5(1, true).trainingOfTokens(2048, 1e6));
    return table;
  }

  /**
   * A run of {@code num_train_steps} steps. The fraction of positions with a softmax is the
   * original's for its default {@code mask_prob} of 0.15, and in proportion to it.
   */
  public static double of(PretrainingConfig config) {
    TransformerConfig sizes = config.transformerConfig();
    double fraction =
        TransformerFlops.BERT_OUTPUT_FRACTION * (config.maskProb() / DEFAULT_MASK_PROB);
    int embedding = config.embeddingWidth();
    TransformerFlops main = transformer(sizes, embedding, config.maxSeqLength(), fraction);
    double batch = config.trainBatchSize();
    double steps = config.numTrainSteps();
    boolean hasDiscriminator = config.electraObjective() || config.electricObjective();
    double discriminator = hasDiscriminator ? main.trainingOfDiscriminator(batch, steps) : 0;
    if (config.uniformGenerator()) {
      return discriminator;
    }
    if (!hasDiscriminator || !config.untiedGenerator()) {
      return discriminator + main.trainingOfTokens(batch, steps);
    }
    TransformerConfig small =
        sizes.generator(config.generatorHiddenSize(), config.generatorLayers());
    int width = config.untiedGeneratorEmbeddings() ? small.hiddenSize() : embedding;
    TransformerFlops generator = transformer(small, width, config.maxSeqLength(), fraction);
    return discriminator
        + (config.twoTowerGenerator()
            ? twoTowers(generator, batch, steps)
            : generator.trainingOfTokens(batch, steps));
  }

  private static double electra(
      TransformerFlops discriminator, TransformerFlops generator, double batchSize, double steps) {
    return discriminator.trainingOfDiscriminator(batchSize, steps)
        + generator.trainingOfTokens(batchSize, steps);
  }

  /** Two encoders, and the prediction of every token from both of their outputs together. */
  private static double twoTowers(TransformerFlops tower, double batchSize, double steps) {
    TransformerFlops head =
        new TransformerFlops(
            2 * tower.hidden(),
            0,
            tower.length(),
            tower.vocabulary(),
            tower.embedding(),
            0,
            0,
            0,
            1,
            false,
            false);
    return 2 * batchSize * steps * (2 * tower.encoder() + head.tokenPrediction());
  }

  static TransformerFlops transformer(
      TransformerConfig sizes, int embedding, double length, double outputFraction) {
    return new TransformerFlops(
        sizes.hiddenSize(),
        sizes.numHiddenLayers(),
        length,
        sizes.vocabSize(),
        embedding,
        sizes.intermediateSize(),
        sizes.numAttentionHeads(),
        sizes.hiddenSize(),
        outputFraction,
        false,
        false);
  }

  private static TransformerFlops t5(double outputFraction, boolean decoder) {
    return new TransformerFlops(
        1024, 24, 512, 32000, 1024, 65536, 128, 128 * 128, outputFraction, false, decoder);
  }
}
