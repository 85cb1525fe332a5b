package org.electra4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.electra4j.finetuning.results.FinetuningResults;
import org.electra4j.finetuning.results.ResultsTable;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.io.TextTable;

/** Prints results of fine-tuning as the replication study does: models against tasks. */
final class ReportFinetuningCommand implements Command {
  @Override
  public String name() {
    return "report-finetuning";
  }

  @Override
  public String summary() {
    return "table of fine-tuning results: mean and deviation over trials, AVG, GLUE score";
  }

  @Override
  public String arguments() {
    return "[ROW=]RESULTS.json...";
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(CommandOptions.flag("details", "every metric of every file, too"))
        .addOption(CommandOptions.flag("markdown", "print Markdown tables"))
        .addOption(CommandOptions.flag("json", "print JSON"));
  }

  @Override
  public String examples() {
    return """
        ./electra report-finetuning data/models/electra_small/results/*_results.json
        ./electra report-finetuning original=a/cola_results.json paper=b/cola_results.json --markdown

        Files of the same row are joined, each with tasks of its own; without a name the row is that
        of the model and its layer-wise learning-rate decay. AVG and GLUE score need all tasks.
        """;
  }

  @Override
  public int run(CommandLine line) {
    if (line.getArgList().isEmpty()) {
      throw new BadInputException("no results given, expected " + arguments());
    }
    Map<String, List<FinetuningResults>> runs = new LinkedHashMap<>();
    for (String argument : line.getArgList()) {
      int equals = Files.exists(Path.of(argument)) ? -1 : argument.indexOf('=');
      FinetuningResults results = FinetuningResults.read(Path.of(argument.substring(equals + 1)));
      String row = equals < 0 ? rowName(results) : argument.substring(0, equals);
      runs.computeIfAbsent(row, r -> new ArrayList<>()).add(results);
    }
    List<ResultsTable.Row> rows = new ArrayList<>();
    runs.forEach((name, all) -> rows.add(ResultsTable.Row.of(name, all)));
    if (line.hasOption("json")) {
      System.out.print(Json.write(json(runs, rows)));
    } else {
      print(runs, rows, line.hasOption("details"), line.hasOption("markdown"));
    }
    return 0;
  }

  private static String rowName(FinetuningResults results) {
    return results.config().path("model_name").asText()
        + ", "
        + results.config().path("layerwise_lr_decay_variant").asText();
  }

  private static ObjectNode json(
      Map<String, List<FinetuningResults>> runs, List<ResultsTable.Row> rows) {
    ObjectNode json = Json.mapper().createObjectNode();
    for (ResultsTable.Row row : rows) {
      ObjectNode node = json.withArray("rows").addObject().put("name", row.name());
      node.set("glue", row.glue().toJson());
      runs.get(row.name()).forEach(run -> node.withArray("runs").add(run.toJson()));
    }
    return json;
  }

  private static void print(
      Map<String, List<FinetuningResults>> runs,
      List<ResultsTable.Row> rows,
      boolean details,
      boolean markdown) {
    System.out.print(text(ResultsTable.of(rows), markdown));
    String notes = ResultsTable.notes(rows);
    System.out.print(notes.isEmpty() ? "" : "\n" + notes);
    if (details) {
      runs.forEach(
          (name, all) -> {
            for (FinetuningResults run : all) {
              System.out.print("\n" + name + "\n\n" + text(ResultsTable.details(run), markdown));
            }
          });
    }
  }

  private static String text(TextTable table, boolean markdown) {
    return markdown ? table.markdown() : table.plain();
  }
}
