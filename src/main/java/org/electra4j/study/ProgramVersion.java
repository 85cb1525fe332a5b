package org.electra4j.study;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The version of the program with the commit of its working tree, where it runs from one. */
final class ProgramVersion {
  private ProgramVersion() {}

  /**
   * {@code 1.2.0} or {@code 1.2.0 (commit 0123abcd...)}.
   *
   * @param version of the program
   */
  static String of(String version) throws InterruptedException {
    String home = System.getProperty("electra.home", "");
    if (!Path.of(home, ".git").toFile().exists()) {
      return version;
    }
    try {
      Process git =
          new ProcessBuilder(
                  "git", "-C", Path.of(home).toAbsolutePath().toString(), "rev-parse", "HEAD")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String commit = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return git.waitFor() == 0 ? version + " (commit " + commit.strip() + ")" : version;
    } catch (IOException e) {
      return version; // without git nobody knows
    }
  }
}
