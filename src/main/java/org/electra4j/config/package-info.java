/** Hyperparameters: the original's names and defaults, presets, and their validation. */
package org.electra4j.config;
