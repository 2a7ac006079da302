package io.github.evenkeel.examples.bench;

import java.util.List;
import java.util.Map;

/** What a subject measures, and how its results read. */
interface Table {
    /** All that must run, floors included; floors stand next to what they are floors of. */
    List<Case> cases();

    /** The results for people. */
    String of(Map<Case, Measurement> results);

    /** How many rounds of warming up a measurement needs before its code is compiled for good. */
    default int warmUps(boolean quick) {
        return quick ? 3 : 4;
    }
}
