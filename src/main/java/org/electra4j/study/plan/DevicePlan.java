package org.electra4j.study.plan;

import org.electra4j.config.MayBeNull;

/**
 * What the study runs on, for its cost in petaflop/s-days.
 *
 * @param name such as "RTX 3090"; null: the plan names none
 * @param peakTflops of one device, 10^12 floating-point operations per second; 0: not known
 * @param count number of devices
 */
public record DevicePlan(@MayBeNull String name, double peakTflops, int count) {}
