package org.electra4j.cli;

import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** One command of {@code electra}. */
interface Command {
  /** The word on the command line. */
  String name();

  /** One line for the overview. */
  String summary();

  /** The options, {@code --help} and {@code --verbose} left out (every command has them). */
  Options options();

  /** The positional arguments as the usage line shows them; empty where there are none. */
  default String arguments() {
    return "";
  }

  /** One or more example invocations for {@code --help}. */
  String examples();

  /**
   * Runs the command.
   *
   * @return the exit status: 0 done, 1 failed
   * @throws org.electra4j.io.BadInputException for bad input; becomes exit status 2
   */
  int run(CommandLine line) throws Exception;
}
