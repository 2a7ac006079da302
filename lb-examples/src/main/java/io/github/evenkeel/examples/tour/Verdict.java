package io.github.evenkeel.examples.tour;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether what an act narrates did happen.
 *
 * @param act    its title
 * @param checks what was measured, each with what was expected
 */
record Verdict(String act, List<Check> checks) {
    /** One measured fact. */
    record Check(boolean holds, String said) {
        @Override
        public String toString() {
            return (holds ? "\u2713 " : "\u2717 NOT SO: ") + said;
        }
    }

    Verdict {
        checks = List.copyOf(checks);
    }

    /** True if all of it happened. */
    boolean holds() {
        return checks.stream().allMatch(Check::holds);
    }

    static Case of(String act) {
        return new Case(act);
    }

    /** Collects the checks of one act. */
    static final class Case {
        private final String act;
        private final List<Check> checks = new ArrayList<>();

        private Case(String act) {
            this.act = act;
        }

        /** Something that must hold; {@code said} is a format with the measured values. */
        Case expect(boolean holds, String said, Object... values) {
            checks.add(new Check(holds, String.format(Locale.ROOT, said, values)));
            return this;
        }

        Verdict verdict() {
            return new Verdict(act, checks);
        }
    }
}
