package org.electra4j.study;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.electra4j.config.HparamBinder;
import org.electra4j.data.BuildProgress;
import org.electra4j.data.Corpus;
import org.electra4j.data.DatasetBuilder;
import org.electra4j.data.DatasetOptions;
import org.electra4j.data.DatasetOutput;
import org.electra4j.data.HeldOutDocuments;
import org.electra4j.data.RecordFiles;
import org.electra4j.data.TextCorpus;
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
  private static final String TRAINING = "pretrain_tfrecords";
  private static final String HELD_OUT = "held_out_tfrecords";

  private final StudyOptions options;
  private final Provenance provenance;

  DataStage(StudyOptions options, Provenance provenance) {
    this.options = options;
    this.provenance = provenance;
  }

  /** The name of the vocabulary's file. */
  static String vocabularyName(String tokenizer) {
    return tokenizer.equals("bpe") ? "tokenizer.json" : "vocab.txt";
  }

  /**
   * The data of a pretraining, made if they are not there.
   *
   * @throws BadInputException if corpus or data directory do not have them
   */
  StudyData prepare(PretrainingPlan run) throws InterruptedException {
    Path directory = options.layout().data(run.tokenizer());
    if (options.corpusDir().isPresent()) {
      if (!RunRecord.isDone(directory)) {
        build(run, directory);
      }
      return found(directory, run);
    }
    StudyData data = found(options.dataDir(), run);
    if (!RunRecord.isDone(directory)) {
      RunRecord record = record(run, directory, files(data));
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
    if (options.corpusDir().isEmpty()) {
      return found(options.dataDir(), run);
    }
    if (RunRecord.isDone(directory)) {
      return found(directory, run);
    }
    TextFiles.list(options.corpusDir().get());
    return new StudyData(
        directory.resolve(vocabularyName(run.tokenizer())),
        options.plan().data().vocabSize(),
        directory.resolve(TRAINING).resolve(SHARDS).toString(),
        directory.resolve(HELD_OUT).resolve(SHARDS).toString());
  }

  /** The data that are there already. */
  private static StudyData found(Path directory, PretrainingPlan run) {
    Path vocabulary = directory.resolve(vocabularyName(run.tokenizer()));
    String training = directory.resolve(TRAINING).resolve(SHARDS).toString();
    String heldOut = directory.resolve(HELD_OUT).resolve(SHARDS).toString();
    RecordFiles.matching(training);
    boolean hasHeldOut = Files.isDirectory(directory.resolve(HELD_OUT));
    int size = Vocabulary.read(vocabulary).size();
    return new StudyData(vocabulary, size, training, hasHeldOut ? heldOut : training);
  }

  /** Vocabulary and records, for a record. */
  static List<DataFile> files(StudyData data) {
    List<Path> files = new ArrayList<>(List.of(data.vocabulary()));
    files.addAll(RecordFiles.matching(data.training()));
    if (data.heldOut()) {
      files.addAll(RecordFiles.matching(data.evaluation()));
    }
    return DataFile.of(files);
  }

  private void build(PretrainingPlan run, Path directory) throws InterruptedException {
    Path corpusDir = options.corpusDir().orElseThrow();
    DataPlan plan = options.plan().data();
    RunRecord record = record(run, directory, DataFile.of(TextFiles.list(corpusDir)));
    record.start(0);
    Path vocabulary = directory.resolve(vocabularyName(run.tokenizer()));
    boolean lowerCase = run.hparams().path("do_lower_case").asBoolean(true);
    if (!Files.exists(vocabulary)) {
      VocabularyTraining.run(run.tokenizer(), plan, lowerCase, corpusDir, vocabulary);
    }
    Tokenizer tokenizer = Tokenizer.read(vocabulary, TextNormalization.of(lowerCase, true));
    Corpus corpus = TextCorpus.of(corpusDir);
    HeldOutDocuments documents = new HeldOutDocuments(corpus, plan.heldOutShare());
    if (plan.heldOutShare() > 0) {
      build(documents.heldOut(), tokenizer, directory.resolve(HELD_OUT));
    }
    long examples = build(documents.training(), tokenizer, directory.resolve(TRAINING));
    record.put("vocab_size", tokenizer.vocabulary().size());
    record.put("examples", examples);
    record.reached(0);
    record.done();
  }

  private long build(Corpus corpus, Tokenizer tokenizer, Path directory)
      throws InterruptedException {
    DataPlan plan = options.plan().data();
    DatasetOptions dataset =
        new DatasetOptions(
            plan.maxSeqLength(), plan.numProcesses(), plan.numOutFiles(), true, plan.seed());
    DatasetOutput output = new DatasetOutput(directory, true);
    return DatasetBuilder.build(corpus, tokenizer, dataset, output, new BuildProgress()).examples();
  }

  private RunRecord record(PretrainingPlan run, Path directory, List<DataFile> files) {
    DataPlan plan = options.plan().data();
    ObjectNode configuration = HparamBinder.toJson(plan).put("tokenizer", run.tokenizer());
    return RunRecord.open(
        directory, "data", run.tokenizer(), configuration, files, List.of(plan.seed()), provenance);
  }
}
