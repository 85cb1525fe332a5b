package org.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_CloseSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetConfig;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetTarget;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.proto.ConfigProto;

/**
 * Sessions on a TensorFlow server. TensorFlow-Java's own constructor cannot name one, and what it
 * takes is visible in this package only.
 */
public final class RemoteSession {
  private final Session session;
  private final TF_Session handle;

  private RemoteSession(Session session, TF_Session handle) {
    this.session = session;
    this.handle = handle;
  }

  /**
   * Opens a session; it is started and closed as any other.
   *
   * @param target of the server, {@code grpc://host:port}
   */
  public static RemoteSession open(Graph graph, String target, ConfigProto config) {
    try (Graph.Reference reference = graph.ref();
        PointerScope scope = new PointerScope()) {
      TF_Status status = TF_Status.newStatus();
      TF_SessionOptions options = TF_SessionOptions.newSessionOptions();
      TF_SetTarget(options, target);
      BytePointer bytes = new BytePointer(config.toByteArray());
      TF_SetConfig(options, bytes, bytes.capacity(), status);
      status.throwExceptionIfNotOK();
      TF_Session handle = TF_Session.newSession(reference.nativeHandle(), options, status);
      status.throwExceptionIfNotOK();
      handle.retainReference();
      return new RemoteSession(new Session(graph, handle), handle);
    }
  }

  /** The session, which its user closes. */
  public Session session() {
    return session;
  }

  /** Whether the user closed it. */
  public boolean isClosed() {
    return handle.isNull();
  }

  /**
   * Ends its runs with an error, and waits for them: the server gives up what they wait for. The
   * session has to be closed all the same; that it is not while this runs is up to the caller.
   */
  public void cancel() {
    if (isClosed()) {
      return;
    }
    try (PointerScope scope = new PointerScope()) {
      // Whatever the status: the runs tell how they ended.
      TF_CloseSession(handle, TF_Status.newStatus());
    }
  }
}
