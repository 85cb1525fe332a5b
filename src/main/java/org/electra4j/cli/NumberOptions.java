package org.electra4j.cli;

import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.commons.cli.CommandLine;
import org.electra4j.io.BadInputException;

/** Options whose value is a whole number. */
final class NumberOptions {
  private NumberOptions() {}

  /** The value of {@code --name}, or the default. */
  static int integer(CommandLine line, String name, int defaultValue) {
    return integer(line, name).orElse(defaultValue);
  }

  /**
   * The value of {@code --name}, or the default.
   *
   * @throws BadInputException if the value is not a whole number of at least {@code smallest}
   */
  static int integer(CommandLine line, String name, int defaultValue, int smallest) {
    int value = integer(line, name, defaultValue);
    if (value < smallest) {
      throw notANumber(line, name, "at least " + smallest);
    }
    return value;
  }

  /** The value of {@code --name} if it is given. */
  static OptionalInt integer(CommandLine line, String name) {
    OptionalLong value = wide(line, name);
    if (value.isEmpty()) {
      return OptionalInt.empty();
    }
    if (value.getAsLong() != (int) value.getAsLong()) {
      throw notANumber(line, name, "a number of at most 31 bits");
    }
    return OptionalInt.of((int) value.getAsLong());
  }

  /** The value of {@code --name} if it is given. */
  static OptionalLong wide(CommandLine line, String name) {
    if (!line.hasOption(name)) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(line.getOptionValue(name)));
    } catch (NumberFormatException e) {
      throw notANumber(line, name, "a whole number");
    }
  }

  /**
   * The value of {@code --name}, or the default.
   *
   * @throws BadInputException if the value is not a finite number of at least 0
   */
  static double notNegative(CommandLine line, String name, double defaultValue) {
    if (!line.hasOption(name)) {
      return defaultValue;
    }
    try {
      double value = Double.parseDouble(line.getOptionValue(name));
      if (Double.isFinite(value) && value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new BadInputException(
          "--" + name + " is '" + line.getOptionValue(name) + "', expected a number", e);
    }
    throw notANumber(line, name, "a number not below 0");
  }

  private static BadInputException notANumber(CommandLine line, String name, String expected) {
    return new BadInputException(
        "--" + name + " is '" + line.getOptionValue(name) + "', expected " + expected);
  }
}
