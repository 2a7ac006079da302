package io.github.evenkeel.examples.bench;

/**
 * One benchmark's result.
 *
 * @param nanos mean time per operation and thread
 * @param error half of the 99.9 % interval
 * @param bytes allocated per operation
 */
record Measurement(double nanos, double error, double bytes) {}
