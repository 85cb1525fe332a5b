package org.electra4j.parity.replay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.finetuning.qa.QaTask;
import org.electra4j.finetuning.qa.QaTasks;
import org.electra4j.parity.CaseReport;
import org.electra4j.parity.ParityCase;
import org.electra4j.parity.ReferenceBundle;
import org.electra4j.parity.Replay;
import org.electra4j.tokenization.FullTokenizer;
import org.electra4j.tokenization.TextNormalization;

/** Question answering: windows, answers and metrics, small functions, and tiny models. */
final class QaReplay implements Replay {
  /** How names of files with features end. */
  static final String FEATURES = "_features.json";

  private static final String JSON = ".json";

  private final ReplaySettings settings;

  QaReplay(ReplaySettings settings) {
    this.settings = settings;
  }

  @Override
  public String folder() {
    return "qa";
  }

  @Override
  public List<ParityCase> cases(ReferenceBundle bundle) {
    List<ParityCase> cases = new ArrayList<>();
    addAll(cases, bundle, "features", FEATURES, (f, r) -> QaFeaturesReplay.run(bundle, f, r));
    addAll(cases, bundle, "scoring", JSON, (f, r) -> QaScoringReplay.run(bundle, f, r));
    Path units = bundle.root().resolve(folder()).resolve("units.json");
    if (Files.exists(units)) {
      cases.add(new ParityCase(folder(), "units", report -> QaUnitsReplay.run(units, report)));
      cases.add(
          new ParityCase(
              folder(),
              "units_improve_answer_span",
              report -> QaUnitsReplay.answerSpans(units, tokenizer(bundle), report)));
    }
    addAll(cases, bundle, "model", JSON, (f, r) -> QaModelReplay.run(settings, f, r));
    return cases;
  }

  private void addAll(
      List<ParityCase> cases,
      ReferenceBundle bundle,
      String part,
      String end,
      BiConsumer<Path, CaseReport> replay) {
    for (Path file : bundle.files(folder() + "/" + part, "*" + end)) {
      String name = part + "_" + file.getFileName().toString().replace(end, "");
      cases.add(new ParityCase(folder(), name, report -> replay.accept(file, report)));
    }
  }

  /** The tokenizer of the original's settings. */
  static FullTokenizer tokenizer(ReferenceBundle bundle) {
    return new FullTokenizer(bundle.realVocabulary(), TextNormalization.UNCASED);
  }

  /**
   * A task on the files of the bundle.
   *
   * @param work where the task writes
   */
  static QaTask task(ReferenceBundle bundle, String name, ObjectNode hparams, Path work) {
    hparams.put("raw_data_dir", bundle.root().resolve("qa/data").resolve(name).toString());
    hparams.putArray("task_names").add(name);
    return QaTasks.of(name, FinetuningConfig.of("replay", work, hparams), tokenizer(bundle));
  }
}
