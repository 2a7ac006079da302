package io.github.evenkeel.pool;

import io.github.evenkeel.Expect;

/**
 * A setting that is legal and known to hurt, by itself or with what was measured. Immutable.
 *
 * @param setting its name, as the builder has it
 * @param value   what it is set to, and whatever makes that dangerous
 * @param risk    what may happen
 * @param remedy  what to do
 */
public record Advice(String setting, String value, String risk, String remedy) {
    public Advice {
        Expect.text("setting", setting);
        Expect.text("value", value);
        Expect.text("risk", risk);
        Expect.text("remedy", remedy);
    }

    /** {@code panicBelow: 0.0 (a mass failure of probes leaves all calls to the members that are left; 0.5 is usual)}. */
    @Override
    public String toString() {
        return setting + ": " + value + " (" + risk + "; " + remedy + ")";
    }
}
