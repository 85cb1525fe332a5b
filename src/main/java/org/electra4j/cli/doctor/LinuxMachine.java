package org.electra4j.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What Linux tells of a machine in files.
 *
 * @param root the directory that holds {@code proc} and {@code dev}
 */
record LinuxMachine(Path root) {
  private static final List<String> FEATURES =
      List.of("avx2", "avx512f", "avx512_bf16", "amx_bf16");
  private static final long KIB = 1024;

  /** The processor's name; empty where the file says none. */
  Optional<String> cpu() {
    return value("proc/cpuinfo", "model name");
  }

  /** Those of the processor's features that make products faster, under Linux's names. */
  List<String> cpuFeatures() {
    Set<String> flags =
        Set.copyOf(Arrays.asList(value("proc/cpuinfo", "flags").orElse("").split(" +")));
    return FEATURES.stream().filter(flags::contains).toList();
  }

  /** Main memory, in bytes; 0 if unknown. */
  long memoryBytes() {
    return kibibytes("MemTotal") * KIB;
  }

  /** What of it a new process may take, in bytes; 0 if unknown. */
  long availableBytes() {
    return kibibytes("MemAvailable") * KIB;
  }

  private long kibibytes(String key) {
    String digits = value("proc/meminfo", key).orElse("0").replaceAll("[^0-9]", "");
    return digits.isEmpty() ? 0 : Long.parseLong(digits);
  }

  /** The names of the GPUs for which the driver is loaded. */
  List<String> gpus() {
    return list("proc/driver/nvidia/gpus").stream()
        .map(gpu -> value(gpu + "/information", "Model").orElse("GPU of unknown name"))
        .toList();
  }

  /** The device files of GPUs, {@code /dev/nvidia0} and so on; a container may lack them. */
  List<String> gpuDeviceFiles() {
    return list("dev").stream()
        .filter(file -> file.matches("dev/nvidia\\d+"))
        .map(file -> "/" + file)
        .toList();
  }

  /** The value of the first line {@code key : value}. */
  private Optional<String> value(String file, String key) {
    return lines(file).stream()
        .filter(line -> line.matches(key + "\\s*:.*"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst();
  }

  private List<String> lines(String file) {
    try {
      return Files.readAllLines(root.resolve(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      // A machine without this file has nothing to tell.
      return List.of();
    }
  }

  private List<String> list(String directory) {
    try (Stream<Path> files = Files.list(root.resolve(directory))) {
      return files.map(file -> directory + "/" + file.getFileName()).sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
