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
            Member member = OpenLeases.end(handle);
            if (member == null) continue; // closed in time; only its handle was still linked
            member.lost();
            member.leave();
            journal.leaked(member);
        }
    }
}
