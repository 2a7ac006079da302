package io.github.evenkeel.examples.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.pool.PoolEvent.StatusChanged;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class WorldTest {
    private final Host host = new Host(1, 1, 0.02);

    @Test
    void aPauseHoldsUpWhatIsUnderWayAndWhatComes() {
        try (World world = world()) {
            world.call(CallContext.any());
            world.playTo(0.0001);
            host.pause(0.3);
            world.call(CallContext.any());
            world.playTo(2);
            assertThat(world.ledger().calls())
                    .hasSize(2)
                    .allSatisfy(call -> assertThat(call.took()).isBetween(0.3, 1.0));
        }
    }

    @Test
    void aCallThatIsGivenUpIsATimeOutAndItsLateAnswerNothing() {
        try (World world = world().timeOut(0.5)) {
            host.pause(1);
            world.call(CallContext.any());
            world.playTo(3);
            assertThat(world.ledger().calls()).singleElement().satisfies(call -> {
                assertThat(call.kind()).isEqualTo(Outcome.Kind.TIMEOUT);
                assertThat(call.took()).isEqualTo(0.5, within(1e-9));
            });
        }
    }

    @Test
    void aDeadHostRefusesAndAStuckOneAcceptsAndIsSilent() {
        List<Outcome> seen = new ArrayList<>();
        try (World world = world()) {
            host.dead(true);
            host.call(null, seen::add);
            host.connect(seen::add);
            world.playTo(1);
            assertThat(seen).containsExactly(Outcome.CONNECT, Outcome.CONNECT);
            host.dead(false);
            host.stuck();
            host.call(null, seen::add);
            host.health(seen::add);
            host.connect(seen::add);
            world.playTo(60);
            assertThat(seen).containsExactly(Outcome.CONNECT, Outcome.CONNECT, Outcome.SUCCESS);
        }
    }

    @Test
    void theRealLoopFindsAHostWhoseHealthPageHangsAtItsThirdTimeOut() {
        Host other = new Host(2, 1, 0.02);
        try (World world = new World(UnaryOperator.identity(), List.of(host, other))) {
            world.probe(UnaryOperator.identity());
            world.playTo(20);
            host.healthHangs(true);
            world.playTo(45);
            double out = world.ledger()
                    .first(
                            StatusChanged.class,
                            change -> change.to() == Status.UNHEALTHY
                                    && change.backend().equals(host.backend()));
            // Two intervals and a time-out, and what is left of an interval at first; a tenth more or less.
            assertThat(out - 20).isBetween(2 * 4.5 + 2, 3 * 5.5 + 2);
        }
    }

    @Test
    void whatGoesWrongInATimerEndsTheRun() {
        try (World world = world()) {
            world.after(1, () -> {
                throw new IllegalStateException("wrong");
            });
            assertThatThrownBy(() -> world.playTo(2)).hasRootCauseMessage("wrong");
        } catch (IllegalStateException again) {
            assertThat(again).hasRootCauseMessage("wrong");
        }
    }

    private World world() {
        return new World(UnaryOperator.identity(), List.of(host));
    }
}
