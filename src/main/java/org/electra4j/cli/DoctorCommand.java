package org.electra4j.cli;

import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.electra4j.cli.doctor.Diagnosis;
import org.electra4j.io.Json;

/** {@code electra doctor}: what this machine has of what training needs. */
final class DoctorCommand implements Command {
  @Override
  public String name() {
    return "doctor";
  }

  @Override
  public String summary() {
    return "tells what this machine has of what training needs: JVM, processor, natives, GPUs, CUDA, memory";
  }

  @Override
  public Options options() {
    return new Options().addOption(CommandOptions.flag("json", "print the findings as JSON"));
  }

  @Override
  public String examples() {
    return """
        electra doctor
        electra --gpu doctor --json
        """;
  }

  @Override
  public int run(CommandLine line) {
    Diagnosis diagnosis = Diagnosis.ofThisMachine();
    if (line.hasOption("json")) {
      System.out.print(Json.write(diagnosis));
    } else {
      diagnosis.lines().forEach(System.out::println);
    }
    return diagnosis.isUsable() ? 0 : 1;
  }
}
