package org.electra4j.parity.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.electra4j.io.Json;
import org.electra4j.parity.CaseReport;
import org.electra4j.parity.ParityCase;
import org.electra4j.parity.ReferenceBundle;
import org.electra4j.parity.Replay;
import org.electra4j.tokenization.BasicTokenizer;
import org.electra4j.tokenization.FullTokenizer;
import org.electra4j.tokenization.PythonStrings;
import org.electra4j.tokenization.TextNormalization;
import org.electra4j.tokenization.Vocabulary;

/** Strings: basic tokens, tokens and ids in each mode. */
final class TokenizationReplay implements Replay {
  @Override
  public String folder() {
    return "tokenization";
  }

  @Override
  public List<ParityCase> cases(ReferenceBundle bundle) {
    Path folder = bundle.root().resolve(folder());
    List<ParityCase> cases = new ArrayList<>();
    for (TextNormalization mode : TextNormalization.values()) {
      String name = mode.name().toLowerCase(Locale.ROOT);
      cases.add(
          new ParityCase(
              folder(),
              name,
              report ->
                  strings(
                      Json.read(folder.resolve("strings.json")),
                      name,
                      mode,
                      bundle.realVocabulary(),
                      report)));
    }
    cases.add(
        new ParityCase(
            folder(),
            "whitespace_tokenize",
            report -> whitespace(Json.read(folder.resolve("meta.json")), report)));
    return cases;
  }

  private static void strings(
      JsonNode strings,
      String name,
      TextNormalization mode,
      Vocabulary vocabulary,
      CaseReport report) {
    BasicTokenizer basic = new BasicTokenizer(mode);
    FullTokenizer full = new FullTokenizer(vocabulary, mode);
    for (JsonNode string : strings) {
      String text = string.get("text").textValue();
      JsonNode golden = string.get(name);
      String where = "text " + string.get("text");
      report.exact("basic tokens", where, basic.tokenize(text), Jsons.texts(golden.get("basic")));
      report.exact("tokens", where, full.tokenize(text), Jsons.texts(golden.get("tokens")));
      report.exact("ids", where, full.encode(text), Jsons.ints(golden.get("ids")));
    }
  }

  private static void whitespace(JsonNode meta, CaseReport report) {
    for (JsonNode one : meta.get("whitespace_tokenize")) {
      report.exact(
          "words",
          "text " + one.get("text"),
          PythonStrings.split(one.get("text").textValue()),
          Jsons.texts(one.get("tokens")));
    }
  }
}
