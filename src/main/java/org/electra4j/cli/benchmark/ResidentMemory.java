package org.electra4j.cli.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux tells of a process's memory, in megabytes (10^6 bytes); 0 for one that has ended. */
final class ResidentMemory {
  private ResidentMemory() {}

  /** What is resident now. */
  static double nowMb(long pid) {
    return megabytes(pid, "VmRSS:");
  }

  /** The most that ever was. */
  static double peakMb(long pid) {
    return megabytes(pid, "VmHWM:");
  }

  private static double megabytes(long pid, String field) {
    try {
      return Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status")).stream()
          .filter(line -> line.startsWith(field))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1024 / 1e6)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
