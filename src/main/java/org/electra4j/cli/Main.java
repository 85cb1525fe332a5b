package org.electra4j.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.HelpFormatter;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.electra4j.io.BadInputException;

/** The command line: {@code electra COMMAND [options]}. */
public final class Main {
  private static final List<Command> COMMANDS =
      List.of(
          new DemoCommand(),
          new TrainVocabCommand(),
          new BuildPretrainingDatasetCommand(),
          new BuildOpenWebTextDatasetCommand(),
          new BuildTokenStoreCommand(),
          new VerifyDataCommand(),
          new RunPretrainingCommand(),
          new RunFinetuningCommand(),
          new PredictCommand(),
          new RunStudyCommand(),
          new InspectCheckpointCommand(),
          new CompareCheckpointsCommand(),
          new CompareRunsCommand(),
          new ConvertCheckpointCommand(),
          new LayerLearningRatesCommand(),
          new ReportFinetuningCommand(),
          new ReportCommand(),
          new CheckParityCommand(),
          new CountFlopsCommand(),
          new BenchmarkCommand(),
          new DoctorCommand());

  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /**
   * Ends the process at once, without the hooks of an exit: for when native code does not come
   * back, which an exception cannot end.
   */
  static void halt(Command command, String message) {
    fail(command, message, null, false, 1);
    Runtime.getRuntime().halt(1);
  }

  /** The version of the program, as its jar says. */
  static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }

  /** Runs one command and returns its exit status: 0 done, 1 failed, 2 bad usage or input. */
  static int run(String... args) {
    if (args.length == 0 || List.of("--help", "-h", "help").contains(args[0])) {
      printOverview();
      return args.length == 0 ? 2 : 0;
    }
    for (Command command : COMMANDS) {
      if (command.name().equals(args[0])) {
        return run(command, Arrays.copyOfRange(args, 1, args.length));
      }
    }
    System.err.println(
        "electra: no command '" + args[0] + "'; `electra --help` lists the commands");
    return 2;
  }

  private static int run(Command command, String[] args) {
    boolean verbose = Arrays.asList(args).contains("--verbose");
    try {
      if (Arrays.asList(args).contains("--help")) {
        printHelp(command);
        return 0;
      }
      return command.run(new DefaultParser().parse(allOptions(command), args));
    } catch (ParseException e) {
      return fail(
          command,
          e.getMessage() + " (see `electra " + command.name() + " --help`)",
          e,
          verbose,
          2);
    } catch (BadInputException e) {
      return fail(command, e.getMessage(), e, verbose, 2);
    } catch (Exception | OutOfMemoryError e) {
      String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      String line = message.lines().findFirst().orElse("failed");
      return fail(command, line + (verbose ? "" : " (--verbose shows where)"), e, verbose, 1);
    }
  }

  private static int fail(Command command, String line, Throwable e, boolean verbose, int status) {
    System.err.println("electra " + command.name() + ": " + line);
    if (verbose) {
      e.printStackTrace();
    }
    return status;
  }

  private static Options allOptions(Command command) {
    Options options = command.options();
    options.addOption(Option.builder().longOpt("help").desc("print this help").get());
    options.addOption(
        Option.builder().longOpt("verbose").desc("print stack traces of errors").get());
    return options;
  }

  private static void printOverview() {
    System.out.println("Usage: electra COMMAND [options]\n");
    for (Command command : COMMANDS) {
      System.out.printf("  %-38s %s%n", command.name(), command.summary());
    }
    System.out.println("\n`electra COMMAND --help` shows the options and an example.");
  }

  private static void printHelp(Command command) {
    System.out.printf(
        "Usage: electra %s [options] %s%n%n%s%n%n",
        command.name(), command.arguments(), command.summary());
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    new HelpFormatter().printOptions(out, 110, allOptions(command), 2, 3);
    out.flush();
    System.out.println("\nExample:\n" + command.examples().stripTrailing().indent(2));
  }
}
