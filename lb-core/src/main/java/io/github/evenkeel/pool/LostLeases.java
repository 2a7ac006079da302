package io.github.evenkeel.pool;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;

/** Finds leases that were garbage-collected without an end, counts their calls out and reports them. Control plane only. */
final class LostLeases {
    private final ReferenceQueue<Lease> queue = new ReferenceQueue<>();
    private final Journal journal;

    LostLeases(Journal journal) {
        this.journal = journal;
    }

    ReferenceQueue<Lease> queue() {
        return queue;
    }

    void collect() {
        for (Reference<? extends Lease> reference = queue.poll(); reference != null; reference = queue.poll()) {
            OpenLeases.Handle handle = (OpenLeases.Handle) reference;
            if (handle.ended()) continue; // closed in time; only its handle was still linked
            Member member = handle.member;
            member.end(handle);
            member.standing().count(Standing.LEAKED);
            member.leave();
            journal.leaked(member);
        }
    }
}
