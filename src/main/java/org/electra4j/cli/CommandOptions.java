package org.electra4j.cli;

import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

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

  /** Adds {@code --name} and, as the original spells it, {@code --do-name}; {@code --no-name}. */
  static void addSwitch(Options options, String name, String on, String off) {
    options.addOption(flag(name, on));
    options.addOption(flag("do-" + name, "the same"));
    options.addOption(flag("no-" + name, off));
  }

  /**
   * What {@link #addSwitch} asks for: as in the original the last of the switches that are given
   * counts; on by default.
   */
  static boolean isOn(CommandLine line, String name) {
    boolean on = true;
    for (Option option : line.getOptions()) {
      if (option.getLongOpt().equals("no-" + name)) {
        on = false;
      } else if (option.getLongOpt().equals(name) || option.getLongOpt().equals("do-" + name)) {
        on = true;
      }
    }
    return on;
  }

  private static Option.Builder builder(String name, String text) {
    return Option.builder().longOpt(name).desc(text);
  }
}
