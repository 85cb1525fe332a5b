package org.electra4j.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Self-contained pages of reports: a resource with slots such as <code>{{summary}}</code>. The
 * slots {@code style}, {@code uplot.css}, {@code uplot.js} and {@code charts.js} are filled here,
 * and so are {@code head.html} and {@code charts.html}, in which are slots again ({@code data}); a
 * page needs no network.
 */
public final class HtmlTemplate {
  private static final Pattern SLOT = Pattern.compile("\\{\\{([a-z.]+)}}");

  /**
   * What pages share, in place of a line with the name: what a head begins with, and the scripts.
   */
  private static final List<String> PARTS = List.of("head.html", "charts.html");

  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

  private HtmlTemplate() {}

  /**
   * Fills a page.
   *
   * @param resource absolute name of the page among the resources
   * @param values HTML by slot; every slot of the page needs one
   */
  public static String fill(String resource, Map<String, String> values) {
    Map<String, String> slots = new LinkedHashMap<>(values);
    slots.put("style", resource("/report/style.css"));
    slots.put("uplot.css", resource(UPLOT + "uPlot.min.css"));
    slots.put("uplot.js", resource(UPLOT + "uPlot.iife.min.js"));
    slots.put("charts.js", resource("/report/charts.js"));
    String page = resource(resource);
    for (String part : PARTS) {
      page = page.replace("{{" + part + "}}\n", resource("/report/" + part));
    }
    return SLOT.matcher(page)
        .replaceAll(
            slot ->
                Matcher.quoteReplacement(
                    Objects.requireNonNull(slots.get(slot.group(1)), slot.group(1))));
  }

  /** Text as it stands in HTML and in attributes. */
  public static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** A value as JSON inside a {@code script} element. */
  public static String json(Object value) {
    return Json.write(value).replace("</", "<\\/");
  }

  private static String resource(String name) {
    try (InputStream in = HtmlTemplate.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
