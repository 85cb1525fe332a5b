package org.electra4j.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.electra4j.io.HtmlTemplate;

/** One self-contained page about a demo run: numbers, curves and marked passages. */
final class DemoReport {
  private static final Map<String, String> METRIC_NAMES = metricNames();

  private DemoReport() {}

  private static Map<String, String> metricNames() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("masked_lm_accuracy", "Generator: share of masked words named by its first choice");
    names.put("most_frequent_token_accuracy", "The same when always naming the most frequent word");
    names.put("masked_lm_loss", "Generator: cross-entropy on masked words, in nats");
    names.put(
        "sampled_masked_lm_accuracy", "Generator: share of sampled words that are the true ones");
    names.put("disc_auc", "Discriminator: area under the ROC curve");
    names.put("disc_accuracy", "Discriminator: share of words judged rightly");
    names.put("disc_precision", "Discriminator: share of words called replaced that were");
    names.put("disc_recall", "Discriminator: share of replaced words found");
    names.put("disc_loss", "Discriminator: binary cross-entropy, in nats");
    names.put("loss", "Loss of both together, as trained");
    return names;
  }

  /** The page as HTML. */
  static String html(DemoResult result) {
    Map<String, String> slots =
        Map.ofEntries(
            Map.entry("seconds", number(0, result.seconds())),
            Map.entry("summary", summary(result)),
            Map.entry("cards", cards(result)),
            Map.entry("found", found(result)),
            Map.entry("passages", passages(result)),
            Map.entry("curves", curveCaption(result)),
            Map.entry("metrics", metricRows(result)),
            Map.entry("run", runRows(result)),
            Map.entry("checkpoint", HtmlTemplate.escape(result.checkpoint())),
            Map.entry("version", HtmlTemplate.escape(result.version())),
            Map.entry("data", data(result)));
    return HtmlTemplate.fill("/demo/report.html", slots);
  }

  private static String summary(DemoResult result) {
    return "A generator and a discriminator, "
        + grouped(result.sizes().get("parameters"))
        + " weights together, trained for "
        + grouped(result.steps())
        + " steps on "
        + grouped(result.sizes().get("training_documents"))
        + " short documents, on this machine, from random weights. Measured on "
        + grouped(result.sizes().get("held_out_documents"))
        + " documents that were kept out of the training.";
  }

  private static String cards(DemoResult result) {
    double accuracy = result.metric("masked_lm_accuracy");
    double baseline = result.metric("most_frequent_token_accuracy");
    return card(
            "Discriminator AUC",
            number(3, result.metric("disc_auc")),
            "Guessing gives 0.5, perfection 1.")
        + card(
            "Generator accuracy",
            percent(accuracy),
            "Always naming the most frequent word gives " + percent(baseline) + ".")
        + card(
            "Replaced words found",
            percent(result.metric("disc_recall")),
            percent(result.metric("disc_precision")) + " of the words called replaced were.")
        + card(
            "Time",
            number(0, result.seconds()) + " s",
            "of it training "
                + number(0, result.phaseSeconds().getOrDefault("train", 0.0))
                + " s, "
                + grouped(result.steps())
                + " steps.");
  }

  private static String card(String name, String value, String against) {
    return "<div class=\"card\"><div class=\"name\">%s</div><div class=\"value\">%s</div><div class=\"against soft\">%s</div></div>%n"
        .formatted(name, value, against);
  }

  private static String found(DemoResult result) {
    List<MarkedToken> replaced =
        result.passages().stream().flatMap(List::stream).filter(MarkedToken::replaced).toList();
    long found = replaced.stream().filter(token -> token.fakeProbability() > 0.5).count();
    return "In these passages it found " + found + " of " + replaced.size() + " replaced words.";
  }

  private static String passages(DemoResult result) {
    return result.passages().stream().map(DemoReport::passage).collect(Collectors.joining());
  }

  private static String passage(List<MarkedToken> tokens) {
    StringBuilder before = new StringBuilder();
    StringBuilder after = new StringBuilder();
    for (MarkedToken token : tokens) {
      String original = token.replaced() ? token.original() : token.token();
      before.append(spaceBefore(original)).append(HtmlTemplate.escape(piece(original)));
      after.append(spaceBefore(token.token())).append(span(token));
    }
    return """
        <div class="card passage" style="margin-bottom:0.8rem">
        <div class="label">Original</div><div class="before soft">%s</div>
        <div class="label">What the discriminator read, and its verdict</div><div>%s</div>
        </div>
        """
        .formatted(before, after);
  }

  private static String span(MarkedToken token) {
    String chance = percent(token.fakeProbability());
    String style = "style=\"--p:" + number(3, token.fakeProbability()) + "\"";
    String text = HtmlTemplate.escape(piece(token.token()));
    if (!token.replaced()) {
      return "<span class=\"w\" %s title=\"%s replaced\">%s</span>".formatted(style, chance, text);
    }
    String was = HtmlTemplate.escape(piece(token.original()));
    return "<span class=\"w replaced\" tabindex=\"0\" %s data-was=\"%s\" title=\"was: %s (%s replaced)\">%s</span>"
        .formatted(style, was, was, chance, text);
  }

  /** Word pieces that go on with a word, and punctuation, stand without a space before them. */
  private static String spaceBefore(String token) {
    return token.startsWith("##") || token.matches("[.,!?;:']") ? "" : " ";
  }

  private static String piece(String token) {
    return token.startsWith("##") ? token.substring(2) : token;
  }

  private static String curveCaption(DemoResult result) {
    return "Measured on batches of the training text, before each was learned; a point is the mean of a few"
        + " batches, the last one is step "
        + grouped(result.steps())
        + ".";
  }

  private static String metricRows(DemoResult result) {
    return result.metrics().entrySet().stream()
        .map(
            metric ->
                row(
                    METRIC_NAMES.getOrDefault(metric.getKey(), metric.getKey())
                        + " <code class=\"soft\">"
                        + HtmlTemplate.escape(metric.getKey())
                        + "</code>",
                    number(4, metric.getValue())))
        .collect(Collectors.joining());
  }

  private static String runRows(DemoResult result) {
    StringBuilder rows = new StringBuilder();
    result
        .sizes()
        .forEach((name, value) -> rows.append(row(name.replace('_', ' '), grouped(value))));
    rows.append(row("steps", grouped(result.steps())));
    rows.append(row("seed", Long.toString(result.seed())));
    result
        .phaseSeconds()
        .forEach(
            (name, value) ->
                rows.append(row("seconds: " + name.replace('_', ' '), number(1, value))));
    return rows.toString();
  }

  private static String row(String name, String value) {
    return "<tr><td>%s</td><td class=\"number\">%s</td></tr>%n".formatted(name, value);
  }

  private static String data(DemoResult result) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("step", result.curve().stream().map(CurvePoint::step).toList());
    data.put("generator_loss", column(result, CurvePoint::generatorLoss));
    data.put("generator_accuracy", column(result, CurvePoint::generatorAccuracy));
    data.put("discriminator_loss", column(result, CurvePoint::discriminatorLoss));
    data.put("discriminator_auc", column(result, CurvePoint::discriminatorAuc));
    data.put("most_frequent_token_accuracy", result.metric("most_frequent_token_accuracy"));
    return HtmlTemplate.json(data);
  }

  private static List<Double> column(DemoResult result, ToDoubleFunction<CurvePoint> value) {
    return result.curve().stream().map(value::applyAsDouble).toList();
  }

  private static String number(int digits, double value) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  private static String grouped(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String percent(double share) {
    return number(1, 100 * share) + "%";
  }
}
