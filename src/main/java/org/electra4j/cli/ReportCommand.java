package org.electra4j.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.study.report.StudyReportFiles;

/** Writes the tables, figures and the page of a study. */
final class ReportCommand implements Command {
  @Override
  public String name() {
    return "report";
  }

  @Override
  public String summary() {
    return "tables, figures and a page of a study, finished or not";
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(CommandOptions.required("study", "DIR", "output directory of run-study"))
        .addOption(
            CommandOptions.value(
                "output-dir", "DIR", "directory of the report (default: report in the study's)"))
        .addOption(CommandOptions.flag("json", "print report.json instead of the findings"));
  }

  @Override
  public String examples() {
    return """
        ./electra report --study studies/small

        Writes DIR/report.html, report.md, report.json, tables/*.csv, tables/*.tex and figures/*.png.
        What the study does not have yet is left empty and listed.
        """;
  }

  @Override
  public int run(CommandLine line) {
    if (!line.getArgList().isEmpty()) {
      throw new BadInputException("expected options only, not " + line.getArgList());
    }
    Path study = Path.of(line.getOptionValue("study"));
    Path output =
        line.hasOption("output-dir")
            ? Path.of(line.getOptionValue("output-dir"))
            : study.resolve("report");
    JsonNode json = StudyReportFiles.write(study, output, System.err::println);
    if (line.hasOption("json")) {
      System.out.print(Json.write(json));
    } else {
      json.get("findings").forEach(sentence -> System.out.println(sentence.asText()));
      json.get("missing").forEach(one -> System.out.println("Not there yet: " + one.asText()));
      System.out.println("Look at " + output.resolve("report.html"));
    }
    return 0;
  }
}
