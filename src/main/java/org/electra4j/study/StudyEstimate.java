package org.electra4j.study;

import java.util.Map;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.config.TransformerConfig;
import org.electra4j.model.FinetuningFlops;
import org.electra4j.model.PretrainingFlops;
import org.electra4j.study.plan.PretrainingPlan;
import org.electra4j.study.plan.Share;

/** What the parts of a study cost. */
final class StudyEstimate {
  private static final int FLOAT = 4;

  /** A checkpoint has each weight and the two moments of Adam. */
  private static final int COPIES = 3;

  /** A forward pass is about this share of a training step. */
  private static final double FORWARD = 0.35;

  /** The graphs of training and of evaluation. */
  private static final double SESSIONS = 1.5;

  private final StudyConfigs configs;
  private final StudyLayout layout;
  private final Map<String, TaskSize> sizes;
  private final Speeds speeds;

  StudyEstimate(
      StudyConfigs configs, StudyLayout layout, Map<String, TaskSize> sizes, Speeds speeds) {
    this.configs = configs;
    this.layout = layout;
    this.sizes = sizes;
    this.speeds = speeds;
  }

  /** A pretraining with the evaluations of its checkpoints. */
  StudyPart pretraining(PretrainingPlan run, StudyData data) {
    PretrainingConfig config = configs.pretraining(run, data);
    long steps = Share.step(run.stopAt(), config.numTrainSteps());
    double step = speeds.pretraining().getOrDefault(run.name(), 0.0);
    double evaluations =
        run.checkpoints().size()
            * (speeds.session()
                + FORWARD
                    * step
                    * config.numEvalSteps()
                    * config.evalBatchSize()
                    / config.trainBatchSize());
    double newest = config.keepCheckpointMax() == 0 ? steps : config.keepCheckpointMax();
    double checkpoints =
        run.checkpoints().size() + Math.min(newest, (double) steps / config.saveCheckpointsSteps());
    return new StudyPart(
        StudyPart.PRETRAINING,
        run.name(),
        RunRecord.status(layout.pretraining(run.name())),
        steps,
        steps * config.trainBatchSize(),
        PretrainingFlops.of(config) * steps / config.numTrainSteps(),
        steps * step + evaluations,
        (long) (checkpoints * COPIES * FLOAT * parameters(config)));
  }

  private static double parameters(PretrainingConfig config) {
    TransformerConfig sizes = config.transformerConfig();
    TransformerConfig generator =
        sizes.generator(config.generatorHiddenSize(), config.generatorLayers());
    return (double) config.vocabSize() * config.embeddingWidth()
        + parameters(sizes)
        + parameters(generator);
  }

  /** The matrices of the layers, which are nearly all. */
  private static double parameters(TransformerConfig sizes) {
    double hidden = sizes.hiddenSize();
    return sizes.numHiddenLayers() * (4 * hidden * hidden + 2 * hidden * sizes.intermediateSize());
  }

  /** All trials of a unit. */
  StudyPart finetuning(FinetuningUnit unit, StudyData data) {
    FinetuningConfig config = configs.finetuning(unit, data);
    TaskSize size = sizes.get(unit.task());
    double examples = Math.max(1, Math.round(size.trainingExamples() * config.trainFraction()));
    double stepsPerEpoch = Math.ceil(examples / config.trainBatchSize());
    long steps = (long) (stepsPerEpoch * config.numTrainEpochs());
    double step = speeds.finetuning().getOrDefault(unit.task(), 0.0);
    double evaluation = FORWARD * step * size.evaluationExamples() / config.trainBatchSize();
    double sequences = examples * config.numTrainEpochs() * config.numTrials();
    double length = Math.min(size.tokens(), config.maxSeqLength());
    return new StudyPart(
        StudyPart.FINETUNING,
        unit.name(),
        RunRecord.status(layout.finetuning(unit)),
        steps * config.numTrials(),
        (long) sequences,
        FinetuningFlops.of(config, length, sequences),
        config.numTrials() * (SESSIONS * speeds.session() + steps * step + evaluation),
        config.keepAllModels() ? config.numTrials() * modelBytes(config) : 0);
  }

  private static long modelBytes(FinetuningConfig config) {
    double embeddings = (double) config.vocabSize() * config.embeddingWidth();
    return (long) (COPIES * FLOAT * (embeddings + parameters(config.transformerConfig())));
  }
}
