package io.github.evenkeel.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.Backend;
import io.github.evenkeel.health.SlowStart;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.MemberStatus;
import io.github.evenkeel.testing.VirtualTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.random.RandomGenerator;

/** A pool of members on port 80 in a virtual time, with a scripted probe that runs on the thread that advances. */
final class VirtualPool {
    final VirtualTime time;
    final BackendPool pool;
    final Scripted probe;

    VirtualPool(String... hosts) {
        this(VirtualTime.seeded(7), new Random(7), hosts);
    }

    VirtualPool(VirtualTime time, RandomGenerator random, String... hosts) {
        this.time = time;
        this.probe = new Scripted(time.clock());
        this.pool = BackendPool.builder("orders")
                .backends(Arrays.stream(hosts).map(host -> Backend.of(host, 80)).toList())
                .clock(time.clock())
                .scheduler(time.scheduler())
                .listeners(time.scheduler())
                .slowStart(SlowStart.off()) // of what probes say, no more
                .random(random)
                .build();
    }

    /** Every 5 s, time-out 2 s, out after 3, back after 2. */
    HealthChecks.Builder checks() {
        return HealthChecks.of(pool).probe(probe).executor(time.scheduler());
    }

    MemberStatus member(String id) {
        MemberStatus member = pool.status().member(id);
        assertThat(member).as(id).isNotNull();
        return member;
    }

    Status status(String id) {
        return member(id).status();
    }

    /** Advances to this member's next probe, and no further than its result. */
    void next(String id) {
        int before = probe.count(id);
        for (int i = 0; i < 10_000 && probe.count(id) == before; i++) time.advance(Duration.ofMillis(1));
        assertThat(probe.count(id)).isEqualTo(before + 1);
    }

    void next(String id, ProbeResult answer) {
        probe.says(id, answer);
        next(id);
    }
}
