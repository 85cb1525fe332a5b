package org.electra4j.spark;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.electra4j.io.Directories;

/**
 * A standalone Spark cluster on the loopback interface: a master and workers of one core each, all
 * of them processes of their own. Spark's home is a directory of links to the jars of the test's
 * class path.
 */
final class LoopbackCluster implements AutoCloseable {
  private final Path home;
  private final int port;
  private final List<Process> processes = new ArrayList<>();

  LoopbackCluster(Path directory, int workers) throws IOException {
    this.home = Files.createDirectories(directory.resolve("spark-home"));
    Path jars = Files.createDirectory(home.resolve("jars"));
    for (String entry : classPath()) {
      Path path = Path.of(entry);
      if (entry.endsWith(".jar")) {
        Files.createSymbolicLink(jars.resolve(path.getFileName()), path.toAbsolutePath());
      }
    }
    this.port = freePort();
    start("org.apache.spark.deploy.master.Master", "--port", "" + port, "--webui-port", "0");
    for (int i = 0; i < workers; i++) {
      start(
          "org.apache.spark.deploy.worker.Worker",
          "--cores",
          "1",
          "--memory",
          "1g",
          "--webui-port",
          "0",
          "--work-dir",
          home.resolve("work-" + i).toString(),
          master());
    }
  }

  /** The options to connect to it; executors see the classes of the test. */
  SparkOptions options() {
    return new SparkOptions(
        master(),
        Map.of(
            "spark.driver.host", "127.0.0.1",
            "spark.driver.bindAddress", "127.0.0.1",
            "spark.executor.memory", "512m",
            "spark.ui.enabled", "false",
            "spark.executor.extraClassPath", classDirectories()));
  }

  /** The process of an executor. */
  Optional<ProcessHandle> executor(String id) {
    return processes.stream()
        .flatMap(Process::descendants)
        .filter(
            process ->
                process
                    .info()
                    .commandLine()
                    .filter(line -> (line + " ").contains("--executor-id " + id + " "))
                    .isPresent())
        .findFirst();
  }

  @Override
  public void close() throws InterruptedException {
    for (Process process : processes) {
      Stream.concat(process.descendants(), Stream.of(process.toHandle()))
          .toList()
          .forEach(ProcessHandle::destroyForcibly);
      process.waitFor(10, TimeUnit.SECONDS);
    }
    Directories.delete(home);
  }

  private String master() {
    return "spark://127.0.0.1:" + port;
  }

  private void start(String mainClass, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED", "-cp"));
    command.add(home.resolve("jars") + "/*");
    command.addAll(List.of(mainClass, "--host", "127.0.0.1"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_HOME", home.toString());
    // Without it a worker looks for the directories of a build of Spark.
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.redirectErrorStream(true);
    builder.redirectOutput(home.resolve(processes.size() + ".log").toFile());
    processes.add(builder.start());
  }

  private static List<String> classPath() {
    return List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1));
  }

  /** The jars are in Spark's home. */
  private static String classDirectories() {
    return classPath().stream()
        .filter(entry -> !entry.endsWith(".jar"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
