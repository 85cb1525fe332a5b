package org.electra4j.study.chart;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.electra4j.io.HtmlTemplate;

/** Figures in a page whose script is {@code charts.js}. */
public final class FigureCharts {
  private static final int POINT_SIZE = 7;

  private FigureCharts() {}

  /** A card a figure, with a place for its chart. */
  public static String cards(List<Figure> figures) {
    return figures.stream()
        .map(
            figure ->
                "<div class=\"card\"><h3>%s</h3><p class=\"soft\">%s</p><div class=\"chart\" id=\"%s\"></div></div>\n"
                    .formatted(
                        HtmlTemplate.escape(figure.title()),
                        HtmlTemplate.escape(figure.caption()),
                        figure.id()))
        .collect(Collectors.joining());
  }

  /** What the script draws, as JSON: of each figure the x values, of each line a y or null. */
  public static String data(List<Figure> figures) {
    return HtmlTemplate.json(figures.stream().map(FigureCharts::chart).toList());
  }

  private static Map<String, Object> chart(Figure figure) {
    Map<String, Object> chart = new LinkedHashMap<>();
    chart.put("id", figure.id());
    chart.put("x", figure.xLabel());
    chart.put("steps", figure.xs());
    chart.put("series", figure.lines().stream().map(line -> series(figure, line)).toList());
    return chart;
  }

  private static Map<String, Object> series(Figure figure, Figure.Line line) {
    List<Double> values = new ArrayList<>();
    figure.xs().forEach(x -> values.add(line.points().get(x)));
    Map<String, Object> series = new LinkedHashMap<>();
    series.put("label", line.name());
    series.put("values", values);
    series.put("dashed", line.isReference());
    series.put("points", line.isSparse() ? POINT_SIZE : 0);
    return series;
  }
}
