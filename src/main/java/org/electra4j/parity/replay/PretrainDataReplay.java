package org.electra4j.parity.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.electra4j.data.BuildProgress;
import org.electra4j.data.Corpus;
import org.electra4j.data.DatasetBuilder;
import org.electra4j.data.DatasetOptions;
import org.electra4j.data.DatasetOutput;
import org.electra4j.data.OpenWebText;
import org.electra4j.data.PretrainingExample;
import org.electra4j.data.PretrainingRecords;
import org.electra4j.data.TextCorpus;
import org.electra4j.io.Json;
import org.electra4j.io.TemporaryDirectory;
import org.electra4j.parity.CaseReport;
import org.electra4j.parity.ParityCase;
import org.electra4j.parity.ReferenceBundle;
import org.electra4j.parity.Replay;
import org.electra4j.tokenization.FullTokenizer;
import org.electra4j.tokenization.TextNormalization;

/** Datasets built from texts: equal records, in equal order, in each file. */
final class PretrainDataReplay implements Replay {
  @Override
  public String folder() {
    return "pretrain_data";
  }

  @Override
  public List<ParityCase> cases(ReferenceBundle bundle) {
    return DirectoryCases.of(bundle, folder(), "meta.json", this::replay);
  }

  private void replay(ReferenceBundle bundle, Path dir, CaseReport report)
      throws InterruptedException {
    JsonNode meta = Json.read(dir.resolve("meta.json"));
    boolean openWebText = Files.isDirectory(dir.resolve("archives"));
    Corpus corpus =
        openWebText
            ? OpenWebText.of(dir.resolve("archives"))
            : TextCorpus.of(dir.resolveSibling("corpus"));
    FullTokenizer tokenizer =
        new FullTokenizer(
            bundle.realVocabulary(),
            TextNormalization.of(
                meta.path("do_lower_case").asBoolean(true),
                meta.path("strip_accents").asBoolean(true)));
    try (TemporaryDirectory out = TemporaryDirectory.create("electra4j-parity")) {
      DatasetOptions options =
          new DatasetOptions(
              meta.get("max_seq_length").asInt(),
              meta.path("num_processes").asInt(1),
              meta.get("num_out_files").asInt(),
              meta.get("blanks_separate_docs").asBoolean(),
              (openWebText ? meta : meta.get("jobs").get(0)).get("seed").asLong());
      DatasetBuilder.build(
          corpus, tokenizer, options, new DatasetOutput(out.path(), false), new BuildProgress());
      for (int i = 0; i < options.outFiles(); i++) {
        String name = "pretrain_data.tfrecord-%d-of-%d".formatted(i, options.outFiles());
        compare(
            name,
            read(out.path().resolve(name), options.maxSeqLength()),
            read(dir.resolve(name), options.maxSeqLength()),
            report);
      }
    }
  }

  private static void compare(
      String file,
      List<PretrainingExample> ours,
      List<PretrainingExample> theirs,
      CaseReport report) {
    report.exact("records in a file", file, ours.size(), theirs.size());
    for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
      String where = "%s record %d".formatted(file, i);
      report.exact("input_ids", where, ours.get(i).inputIds(), theirs.get(i).inputIds());
      report.exact("input_mask", where, ours.get(i).inputMask(), theirs.get(i).inputMask());
      report.exact("segment_ids", where, ours.get(i).segmentIds(), theirs.get(i).segmentIds());
    }
  }

  private static List<PretrainingExample> read(Path file, int maxSeqLength) {
    try (PretrainingRecords records = PretrainingRecords.open(List.of(file), maxSeqLength)) {
      return IntStream.range(0, Math.toIntExact(records.size())).mapToObj(records::get).toList();
    }
  }
}
