package org.electra4j.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** NVIDIA's own tool, where it is installed. */
final class NvidiaSmi {
  private static final long SECONDS = 20;

  private NvidiaSmi() {}

  /** Name, memory and driver of each GPU as the tool prints them; empty without the tool. */
  static List<String> gpus() {
    try {
      Process process =
          new ProcessBuilder(
                  "nvidia-smi",
                  "--query-gpu=name,memory.total,driver_version",
                  "--format=csv,noheader")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroy();
        return List.of();
      }
      return process.exitValue() == 0 ? out.lines().map(String::strip).toList() : List.of();
    } catch (IOException e) {
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }
}
