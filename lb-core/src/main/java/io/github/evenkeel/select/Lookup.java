package io.github.evenkeel.select;

import io.github.evenkeel.CallContext;

/** A way from a key to the members in the order in which the key prefers them. Immutable, built over a {@link Roster}. */
interface Lookup {
    /** The seat of the member that the key belongs to, serve who may; negative where there are no members. */
    int owner(long key);

    /**
     * The seat of the first member in the key's order that is admitted; negative if nobody is. Takes no lock, allocates nothing.
     *
     * @param allowance what {@link Admission#allowance} said for this pick
     */
    int seat(long key, Admission admission, Admission.Rules rules, double allowance, CallContext context, long now);
}
