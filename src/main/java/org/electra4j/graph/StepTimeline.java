package org.electra4j.graph;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.io.Json;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.proto.DeviceStepStats;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.RunOptions;

/**
 * When which operation ran in one run of a session. Being watched slows a run down, by a quarter in
 * a training step, and an operation's time holds what it waited for its core.
 *
 * @param executions in the order of their start
 */
public record StepTimeline(List<Execution> executions) {
  /**
   * One operation's turn.
   *
   * @param device where it ran
   * @param thread on which it ran
   * @param name of the operation
   * @param type of the operation
   * @param startMicros microseconds after the first start
   * @param micros how long it took, in microseconds
   */
  public record Execution(
      String device, long thread, String name, String type, long startMicros, long micros) {}

  /**
   * The executions of one type of operation.
   *
   * @param type of the operations
   * @param calls how many there were
   * @param micros their time in microseconds, summed over threads
   */
  public record TypeTotal(String type, int calls, long micros) {
    private TypeTotal plus(TypeTotal other) {
      return new TypeTotal(type, calls + other.calls, micros + other.micros);
    }
  }

  /** Does a run, whose feeds, fetches and targets are set, and watches it. */
  public static StepTimeline of(Session.Runner runner) {
    RunOptions options =
        RunOptions.newBuilder().setTraceLevel(RunOptions.TraceLevel.FULL_TRACE).build();
    try (Result result = runner.setOptions(options).runAndFetchMetadata()) {
      return of(result.getMetadata().orElseThrow());
    }
  }

  private static StepTimeline of(RunMetadata metadata) {
    List<DeviceStepStats> devices = metadata.getStepStats().getDevStatsList();
    long first =
        devices.stream()
            .flatMap(device -> device.getNodeStatsList().stream())
            .mapToLong(NodeExecStats::getAllStartMicros)
            .min()
            .orElse(0);
    List<Execution> executions = new ArrayList<>();
    for (DeviceStepStats device : devices) {
      for (NodeExecStats node : device.getNodeStatsList()) {
        executions.add(
            new Execution(
                device.getDevice(),
                Integer.toUnsignedLong(node.getThreadId()),
                node.getNodeName(),
                type(node),
                node.getAllStartMicros() + node.getOpStartRelMicros() - first,
                node.getOpEndRelMicros() - node.getOpStartRelMicros()));
      }
    }
    executions.sort(Comparator.comparingLong(Execution::startMicros));
    return new StepTimeline(executions);
  }

  /** Labels read {@code name = Type(inputs)}; those of other devices' copies lack the type. */
  private static String type(NodeExecStats node) {
    String label = node.getTimelineLabel();
    int from = label.indexOf(" = ");
    int to = label.indexOf('(', from + 1);
    return from < 0 || to < 0 ? node.getNodeName() : label.substring(from + 3, to);
  }

  /** The types of operations, the costliest first. */
  public List<TypeTotal> byType() {
    Map<String, TypeTotal> totals = new LinkedHashMap<>();
    for (Execution execution : executions) {
      totals.merge(
          execution.type(),
          new TypeTotal(execution.type(), 1, execution.micros()),
          TypeTotal::plus);
    }
    return totals.values().stream()
        .sorted(Comparator.comparingLong(TypeTotal::micros).reversed())
        .toList();
  }

  /**
   * The timeline in the Trace Event Format, which chrome://tracing and ui.perfetto.dev show: a
   * process for each device, a row for each thread.
   */
  public String traceJson() {
    ObjectNode trace = Json.mapper().createObjectNode();
    ArrayNode events = trace.putArray("traceEvents");
    List<String> devices = executions.stream().map(Execution::device).distinct().toList();
    for (int i = 0; i < devices.size(); i++) {
      events
          .addObject()
          .put("ph", "M")
          .put("name", "process_name")
          .put("pid", i)
          .putObject("args")
          .put("name", devices.get(i));
    }
    for (Execution execution : executions) {
      events
          .addObject()
          .put("ph", "X")
          .put("name", execution.type())
          .put("pid", devices.indexOf(execution.device()))
          .put("tid", execution.thread())
          .put("ts", execution.startMicros())
          .put("dur", execution.micros())
          .putObject("args")
          .put("name", execution.name());
    }
    return Json.write(trace);
  }
}
