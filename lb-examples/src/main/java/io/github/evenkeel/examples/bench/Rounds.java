package io.github.evenkeel.examples.bench;

/**
 * How long a benchmark runs.
 *
 * @param forks      JVMs, one after the other
 * @param warmUps    iterations of each, before its code is compiled for good
 * @param warmUp     how long one of these is, ms
 * @param iterations that are measured
 * @param iteration  how long one of these is, ms
 */
record Rounds(int forks, int warmUps, int warmUp, int iterations, int iteration) {
    /** For code that is compiled soon. */
    static Rounds brief(boolean quick) {
        return quick ? new Rounds(1, 3, 150, 3, 100) : new Rounds(2, 4, 200, 4, 150);
    }

    /** The same with more iterations before. */
    Rounds after(int more) {
        return new Rounds(forks, more, warmUp, iterations, iteration);
    }
}
