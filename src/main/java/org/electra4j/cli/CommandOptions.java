package org.electra4j.cli;

import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.electra4j.io.BadInputException;

/** Options as the commands declare and read them. */
final class CommandOptions {
  private CommandOptions() {}

  /** A long option with a value that must be given. */
  static Option required(String name, String argument, String text) {
    return builder(name, text).hasArg().argName(argument).required().get();
  }

  /** A long option with a value. */
  static Option value(String name, String argument, String text) {
    return builder(name, text).hasArg().argName(argument).get();
  }

  /** A long option without a value. */
  static Option flag(String name, String text) {
    return builder(name, text).get();
  }

  /**
   * Whether a flag is set.
   *
   * @throws BadInputException if the flag that says the opposite is set too
   */
  static boolean isChosen(CommandLine line, String flag, String opposite) {
    if (line.hasOption(flag) && line.hasOption(opposite)) {
      throw new BadInputException("--" + flag + " and --" + opposite + " contradict each other");
    }
    return line.hasOption(flag);
  }

  /**
   * The whole number that an option gives.
   *
   * @param otherwise the value where the option is not given
   * @throws BadInputException if it is not a whole number of at least {@code smallest}
   */
  static int integer(CommandLine line, String name, int otherwise, int smallest) {
    String text = line.getOptionValue(name, Integer.toString(otherwise));
    try {
      int value = Integer.parseInt(text);
      if (value >= smallest) {
        return value;
      }
    } catch (NumberFormatException e) {
      // The same message as for a number that is too small.
    }
    throw new BadInputException(
        "--" + name + " " + text + ": expected a whole number of at least " + smallest);
  }

  private static Option.Builder builder(String name, String text) {
    return Option.builder().longOpt(name).desc(text);
  }
}
