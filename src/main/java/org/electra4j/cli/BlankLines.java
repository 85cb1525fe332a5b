package org.electra4j.cli;

import java.util.Locale;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.electra4j.io.BadInputException;

/** The option {@code --blanks-separate-docs} of the original. */
final class BlankLines {
  private static final String NAME = "blanks-separate-docs";

  private BlankLines() {}

  static Option option() {
    return CommandOptions.value(NAME, "BOOL", "whether blank lines end a document (default True)");
  }

  /** Takes false for what it says; the original takes any text for true (quirk 17). */
  static boolean separateDocs(CommandLine line) {
    String text = line.getOptionValue(NAME, "True");
    switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "1" -> {
        return true;
      }
      case "false", "0" -> {
        System.err.println(
            "note: --blanks-separate-docs "
                + text
                + " means no here; the original took every value, this one too, for yes");
        return false;
      }
      default ->
          throw new BadInputException(
              "--blanks-separate-docs is '" + text + "', expected True or False");
    }
  }
}
