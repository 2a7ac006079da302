package io.github.evenkeel.pool;

import io.github.evenkeel.health.Operator;
import io.github.evenkeel.health.Signal;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** What operators command. Whoever commands gets what goes wrong. */
final class Commands {
    private final PoolSettings settings;
    private final Serial serial;
    private final Members members;
    private final Membership membership;
    private final Drains drains;
    private final Tiering tiering;
    private final Settling settling;
    private final Routes routes;

    Commands(
            PoolSettings settings,
            Serial serial,
            Members members,
            Membership membership,
            Drains drains,
            Tiering tiering,
            Settling settling,
            Routes routes) {
        this.settings = settings;
        this.serial = serial;
        this.members = members;
        this.membership = membership;
        this.drains = drains;
        this.tiering = tiering;
        this.settling = settling;
        this.routes = routes;
    }

    CompletableFuture<Drained> remove(String id, boolean force) {
        return serial.commanded(() -> {
            Member member = members.named(id);
            if (!force) spareLast(member, "forceRemove");
            Drain drain = membership.leave(member);
            settling.settle();
            return drain.expose();
        });
    }

    CompletableFuture<Drained> drain(String id, Duration timeout, boolean force) {
        return serial.commanded(() -> {
            Member member = members.named(id);
            if (!force) spareLast(member, "forceDrain");
            Drain drain = drains.begin(member, timeout, false);
            settling.apply(member, new Signal.Operate(Operator.DRAINING));
            drains.check(member);
            return drain.expose();
        });
    }

    void ready(String id) {
        serial.command(() -> {
            Member member = members.named(id);
            drains.cancel(member, id + " is ready again");
            settling.apply(member, new Signal.Operate(Operator.READY));
            routes.vouched(member);
        });
    }

    void maintenance(String id, boolean force) {
        serial.command(() -> {
            Member member = members.named(id);
            if (!force) spareLast(member, "forceMaintenance");
            settling.apply(member, new Signal.Operate(Operator.MAINTENANCE));
        });
    }

    void giveBack() {
        serial.command(() -> {
            if (settings.priorities().strict() == null) {
                throw new IllegalStateException("pool " + settings.name() + ": its priorities are not strict");
            }
            tiering.giveBack();
            settling.settle();
        });
    }

    /** What would leave nobody to take the calls is more often a slip than meant. */
    private void spareLast(Member member, String instead) {
        if (!member.available()) return;
        if (members.roster().stream().anyMatch(each -> each != member && each.available())) return;
        throw new IllegalStateException("pool " + settings.name() + ": " + member.id()
                + " is the last member that serves (expected: another one that does, or " + instead + ")");
    }
}
