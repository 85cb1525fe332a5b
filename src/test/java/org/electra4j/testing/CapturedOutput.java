package org.electra4j.testing;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Catches what a test prints; for {@code @RegisterExtension}. */
public final class CapturedOutput implements BeforeEachCallback, AfterEachCallback {
  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Override
  public void beforeEach(ExtensionContext context) {
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    System.setOut(realOut);
    System.setErr(realErr);
  }

  /** What came on standard output since the start or the last {@link #reset}. */
  public String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  /** What came on standard error since the start or the last {@link #reset}. */
  public String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** Forgets what came so far. */
  public void reset() {
    out.reset();
    err.reset();
  }
}
