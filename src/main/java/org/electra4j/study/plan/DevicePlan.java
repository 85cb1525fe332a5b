package org.electra4j.study.plan;

/**
 * What the study runs on, for its cost in petaflop/s-days.
 *
 * @param name such as "RTX 3090"
 * @param peakTflops of one device, 10^12 floating-point operations per second; 0: not known
 * @param count number of devices
 */
public record DevicePlan(String name, double peakTflops, int count) {}
