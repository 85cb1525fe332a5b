package org.electra4j.training;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Notes SIGINT and SIGTERM instead of dying of them, so that a training can save and end in good
 * order. A second signal ends the process at once, as if there were no handler.
 */
public final class StopSignal implements BooleanSupplier, AutoCloseable {
  private static final List<String> NAMES = List.of("INT", "TERM");

  private record Replaced(Signal signal, SignalHandler handler) {}

  private final AtomicBoolean requested = new AtomicBoolean();
  private final List<Replaced> replaced = new ArrayList<>();

  /** Starts to listen. */
  public StopSignal() {
    for (String name : NAMES) {
      Signal signal = new Signal(name);
      replaced.add(new Replaced(signal, Signal.handle(signal, this::receive)));
    }
  }

  private void receive(Signal signal) {
    requested.set(true);
    Signal.handle(signal, SignalHandler.SIG_DFL);
  }

  /** Whether a signal came. */
  @Override
  public boolean getAsBoolean() {
    return requested.get();
  }

  /** Gives the signals back to whom they belonged. */
  @Override
  public void close() {
    replaced.forEach(r -> Signal.handle(r.signal(), r.handler()));
  }
}
