package org.electra4j.finetuning.task;

/** One example of a task as its files hold it (original: {@code task.Example}). */
public interface Example {
  /** The task that it belongs to. */
  String taskName();

  /** Its number in its split. Numbers of skipped rows stay unused, and some repeat (quirk 19). */
  int eid();
}
