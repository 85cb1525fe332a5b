package org.electra4j.study;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.electra4j.config.HparamBinder;
import org.electra4j.data.BuildProgress;
import org.electra4j.data.Corpus;
import org.electra4j.data.DatasetBuilder;
import org.electra4j.data.DatasetOptions;
import org.electra4j.data.DatasetOutput;
import org.electra4j.data.DatasetProgress;
import org.electra4j.data.HeldOutDocuments;
import org.electra4j.data.RecordFiles;
import org.electra4j.data.TextCorpus;
import org.electra4j.data.TokenStoreBuilder;
import org.electra4j.data.TokenStoreOptions;
import org.electra4j.io.BadInputException;
import org.electra4j.io.TextFiles;
import org.electra4j.study.plan.DataPlan;
import org.electra4j.study.plan.PretrainingPlan;
import org.electra4j.tokenization.TextNormalization;
import org.electra4j.tokenization.Tokenizer;
import org.electra4j.tokenization.Vocabulary;

/** Makes vocabulary and records of a tokenizer from the corpus, or finds them in the data. */
final class DataStage {
  private static final String SHARDS = "pretrain_data.tfrecord*";
  private static final String TRAINING = "pretrain";
  private static final String HELD_OUT = "held_out";

  private final StudyOptions options;
  private final Provenance provenance;

  DataStage(StudyOptions options, Provenance provenance) {
    this.options = options;
    this.provenance = provenance;
  }

  /**
   * The data of a pretraining, made if they are not there.
   *
   * @throws BadInputException if corpus or data directory do not have them
   */
  StudyData prepare(PretrainingPlan run) throws InterruptedException {
    Path directory = options.layout().data(run.tokenizer());
    if (options.corpusDir().isPresent() && !isBuilt(run)) {
      build(run, directory);
    }
    if (isBuilt(run)) {
      return found(directory, run);
    }
    StudyData data = found(options.dataDir(), run);
    if (!RunRecord.isDone(directory)) {
      RunRecord record = record(run, directory, data.files());
      record.put("vocab_size", data.vocabSize());
      record.done();
    }
    return data;
  }

  /**
   * The data of a pretraining as they will be, to look ahead.
   *
   * @throws BadInputException if corpus or data directory do not have what they are made of
   */
  StudyData expected(PretrainingPlan run) {
    Path directory = options.layout().data(run.tokenizer());
    if (isBuilt(run)) {
      return found(directory, run);
    }
    if (options.corpusDir().isEmpty()) {
      return found(options.dataDir(), run);
    }
    TextFiles.list(options.corpusDir().get());
    return data(directory, run, options.plan().data().vocabSize(), true);
  }

  /** Whether an earlier process made the data of the corpus. */
  private boolean isBuilt(PretrainingPlan run) {
    Path directory = options.layout().data(run.tokenizer());
    return RunRecord.isDone(directory) && Files.exists(vocabulary(directory, run));
  }

  /** The data that are there already. */
  private StudyData found(Path directory, PretrainingPlan run) {
    int vocabSize = Vocabulary.read(vocabulary(directory, run)).size();
    StudyData data = data(directory, run, vocabSize, hasHeldOut(directory));
    if (isDynamic() && !Files.exists(Path.of(data.training()))) {
      throw new BadInputException(
          "no file " + data.training() + "; build-token-store writes it, or name a --corpus-dir");
    } else if (!isDynamic()) {
      RecordFiles.matching(data.training());
    }
    return data;
  }

  private StudyData data(Path directory, PretrainingPlan run, int vocabSize, boolean heldOut) {
    String training = examples(directory, TRAINING);
    return new StudyData(
        vocabulary(directory, run),
        vocabSize,
        isDynamic(),
        training,
        heldOut ? examples(directory, HELD_OUT) : training);
  }

  private boolean isDynamic() {
    return options.plan().data().segments().equals("dynamic");
  }

  private boolean hasHeldOut(Path directory) {
    return isDynamic()
        ? Files.exists(tokens(directory, HELD_OUT))
        : Files.isDirectory(records(directory, HELD_OUT));
  }

  private static Path vocabulary(Path directory, PretrainingPlan run) {
    return directory.resolve(run.tokenizer().equals("bpe") ? "tokenizer.json" : "vocab.txt");
  }

  private String examples(Path directory, String part) {
    return isDynamic()
        ? tokens(directory, part).toString()
        : records(directory, part).resolve(SHARDS).toString();
  }

  private static Path tokens(Path directory, String part) {
    return directory.resolve(part + "_tokens.bin");
  }

  private static Path records(Path directory, String part) {
    return directory.resolve(part + "_tfrecords");
  }

  private void build(PretrainingPlan run, Path directory) throws InterruptedException {
    Path corpusDir = options.corpusDir().orElseThrow();
    DataPlan plan = options.plan().data();
    RunRecord record = record(run, directory, DataFile.of(TextFiles.list(corpusDir)));
    record.start(0);
    Path vocabulary = vocabulary(directory, run);
    boolean lowerCase = run.hparams().path("do_lower_case").asBoolean(true);
    if (!Files.exists(vocabulary)) {
      VocabularyTraining.run(run.tokenizer(), plan, lowerCase, corpusDir, vocabulary);
    }
    Tokenizer tokenizer = Tokenizer.read(vocabulary, TextNormalization.of(lowerCase, true));
    HeldOutDocuments documents =
        new HeldOutDocuments(TextCorpus.of(corpusDir), plan.heldOutShare());
    if (plan.heldOutShare() > 0) {
      try {
        build(documents.heldOut(), tokenizer, directory, HELD_OUT);
      } catch (BadInputException e) {
        throw new BadInputException(
            "data.held_out_share %s of %s: %s"
                .formatted(plan.heldOutShare(), corpusDir, e.getMessage()),
            e);
      }
    }
    long examples = build(documents.training(), tokenizer, directory, TRAINING);
    record.put("vocab_size", tokenizer.vocabulary().size());
    record.put("examples", examples);
    record.reached(0);
    record.done();
  }

  /** Builds a part and shows how far it is; gives the number of its examples, or documents. */
  private long build(Corpus corpus, Tokenizer tokenizer, Path directory, String part)
      throws InterruptedException {
    DataPlan plan = options.plan().data();
    BuildProgress progress = new BuildProgress();
    if (isDynamic()) {
      TokenStoreOptions store =
          new TokenStoreOptions(tokens(directory, part), plan.numProcesses(), true, true);
      try (DatasetProgress shown = new DatasetProgress(progress, corpus, "documents")) {
        return TokenStoreBuilder.build(corpus, tokenizer, store, progress).documents();
      }
    }
    DatasetOptions dataset =
        new DatasetOptions(
            plan.maxSeqLength(), plan.numProcesses(), plan.numOutFiles(), true, plan.seed());
    DatasetOutput output = new DatasetOutput(records(directory, part), true);
    try (DatasetProgress shown = new DatasetProgress(progress, corpus, "examples")) {
      return DatasetBuilder.build(corpus, tokenizer, dataset, output, progress).examples();
    }
  }

  private RunRecord record(PretrainingPlan run, Path directory, List<DataFile> files) {
    DataPlan plan = options.plan().data();
    ObjectNode configuration = HparamBinder.toJson(plan).put("tokenizer", run.tokenizer());
    return RunRecord.open(
        directory, "data", run.tokenizer(), configuration, files, List.of(plan.seed()), provenance);
  }
}
