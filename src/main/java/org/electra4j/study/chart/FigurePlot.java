package org.electra4j.study.chart;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A figure as an image for papers. */
public final class FigurePlot {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 460;

  /** Pixels a unit of the layout, for print. */
  private static final int SCALE = 3;

  /** Pixels between the marks of an axis, so that the numbers of steps have room. */
  private static final int TICK_SPACING = 110;

  private FigurePlot() {}

  /**
   * The image as PNG.
   *
   * @throws RuntimeException or an {@link Error} of the Java runtime if it cannot draw text, as
   *     where no font is installed
   */
  public static byte[] png(Figure figure) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(figure.title())
            .xAxisTitle(figure.xLabel())
            .build();
    style(chart.getStyler());
    for (Figure.Line line : figure.lines()) {
      List<Double> xs = new ArrayList<>(line.points().keySet());
      List<Double> ys = new ArrayList<>(line.points().values());
      XYSeries series = chart.addSeries(line.name(), xs, ys);
      series.setMarker(line.isSparse() ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
      series.setLineStyle(line.isReference() ? SeriesLines.DASH_DASH : SeriesLines.SOLID);
    }
    BufferedImage image =
        new BufferedImage(SCALE * WIDTH, SCALE * HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.scale(SCALE, SCALE);
      chart.paint(graphics, WIDTH, HEIGHT);
    } finally {
      graphics.dispose();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void style(XYStyler styler) {
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
    styler.setPlotBorderVisible(false);
    styler.setLegendPosition(Styler.LegendPosition.OutsideS);
    styler.setLegendLayout(Styler.LegendLayout.Horizontal);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setMarkerSize(6);
    styler.setXAxisMin(0.0);
    styler.setXAxisTickMarkSpacingHint(TICK_SPACING);
    styler.setXAxisDecimalPattern("#,##0.##");
    styler.setSeriesColors(
        new Color[] {
          new Color(0x2563b8),
          new Color(0xc2571a),
          new Color(0x7d55b0),
          new Color(0x2b8a5b),
          new Color(0xa87806),
          new Color(0x5d6672)
        });
  }
}
