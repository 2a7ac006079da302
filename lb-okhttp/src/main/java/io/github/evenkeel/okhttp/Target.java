package io.github.evenkeel.okhttp;

import io.github.evenkeel.Expect;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Failover;
import java.util.List;

/** Where a rule sends calls: a pool, or of several the one in charge when a call begins. */
sealed interface Target {
    /** The pool for a call that begins now. */
    BackendPool pool();

    /** All it may be. */
    List<BackendPool> pools();

    static Target of(BackendPool pool) {
        return new One(Expect.notNull("pool", pool));
    }

    static Target of(Failover failover) {
        return new InCharge(Expect.notNull("failover", failover));
    }

    /** A pool alone. */
    record One(BackendPool pool) implements Target {
        @Override
        public List<BackendPool> pools() {
            return List.of(pool);
        }

        @Override
        public String toString() {
            return pool.name();
        }
    }

    /** The pool in charge. */
    record InCharge(Failover failover) implements Target {
        @Override
        public BackendPool pool() {
            return failover.inCharge();
        }

        @Override
        public List<BackendPool> pools() {
            return failover.pools();
        }

        @Override
        public String toString() {
            return pools().stream().map(BackendPool::name).toList().toString();
        }
    }
}
