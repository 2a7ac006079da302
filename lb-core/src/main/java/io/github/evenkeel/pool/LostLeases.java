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
            // Else it was closed in time, and only its handle was still linked.
            if ((handle.end() & OpenLeases.Handle.ENDED) != 0) continue;
            Member member = handle.member;
            member.lost();
            member.leave();
            journal.leaked(member);
        }
    }
}
