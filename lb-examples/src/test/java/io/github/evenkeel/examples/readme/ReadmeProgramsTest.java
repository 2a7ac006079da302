package io.github.evenkeel.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Drained;
import io.github.evenkeel.pool.MemberStatus;
import io.github.evenkeel.pool.PoolStatus;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The README's programs, run against real servers. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ReadmeProgramsTest {
    @Test
    void theQuickStartReachesOneOfTheServers() throws Exception {
        try (LocalServers servers = LocalServers.http()) {
            String answer = QuickStart.call(servers.port(0), servers.port(1));
            assertThat(answer).isIn("port " + servers.port(0), "port " + servers.port(1));
            assertThat(servers.calls(0) + servers.calls(1)).isEqualTo(1);
        }
    }

    @Test
    void aServerOfThreeTimesTheWeightServesMoreAndADrainedOneServesNoMore() throws Exception {
        try (LocalServers servers = LocalServers.http()) {
            Drained done = WeightsAndDrain.deploy(servers.port(0), servers.port(1));
            assertThat(done.backend().id()).isEqualTo("small");
            assertThat(done.revoked()).isZero();
            assertThat(servers.calls(0) + servers.calls(1)).isEqualTo(200);
            // 100 calls at 1 to 3: 25 in the mean, 4.3 of deviation; more than 45 is a chance below 1e-5.
            assertThat(servers.calls(1)).isBetween(1L, 45L);
        }
    }

    @Test
    void aBackendThatJoinsWhileChecksRunIsAdmittedByItsFirstGoodProbe() throws Exception {
        try (LocalServers servers = LocalServers.http()) {
            PoolStatus status = HealthChecksProgram.watch(servers.port(0), servers.port(1));
            assertThat(status.members())
                    .extracting(MemberStatus::status)
                    .containsExactly(Status.HEALTHY, Status.WARMING);
        }
    }

    @Test
    void theSocketClientAsksAndIsAnswered() throws Exception {
        try (LocalServers servers = LocalServers.lines();
                BackendPool pool = BackendPool.builder("lines")
                        .backend("127.0.0.1", servers.port(0))
                        .backend("127.0.0.1", servers.port(1))
                        .build()) {
            for (int i = 0; i < 50; i++)
                assertThat(SocketClient.ask(pool, "ahoy")).isEqualTo("AHOY");
            assertThat(servers.calls(0) + servers.calls(1)).isEqualTo(50);
            assertThat(pool.status().members()).allMatch(member -> member.inFlight() == 0 && member.calls() > 0);
        }
    }

    @Test
    void aDrainEndsACallOfTheSocketClientThatNobodyAnswers() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
                BackendPool pool = BackendPool.builder("lines")
                        .backend("127.0.0.1", silent.getLocalPort())
                        .build()) {
            FutureTask<Drained> drained = new FutureTask<>(() -> drain(pool).get(1, TimeUnit.MINUTES));
            new Thread(drained).start();
            assertThatThrownBy(() -> SocketClient.ask(pool, "ahoy"))
                    .isInstanceOf(SocketException.class)
                    .isNotInstanceOf(ConnectException.class);
            assertThat(drained.get(1, TimeUnit.MINUTES).revoked()).isEqualTo(1);
            assertThat(pool.status().members().get(0).outcomes()).containsEntry(Outcome.Kind.CANCELLED, 1L);
        }
    }

    /** As soon as there is a call. */
    private static CompletableFuture<Drained> drain(BackendPool pool) {
        PoolStatus status = pool.status();
        while (status.members().get(0).inFlight() == 0) {
            Thread.onSpinWait();
            status = pool.status();
        }
        return pool.forceDrain(status.members().get(0).backend().id(), Duration.ofMillis(300));
    }

    @Test
    void theTestInVirtualTimeSeesWhatItsCommentsSay() {
        assertThat(InVirtualTime.steps()).containsExactly(Status.EJECTED, Status.TRIAL, Status.WARMING, Status.HEALTHY);
    }

    @Test
    void theSocketClientReportsAServerThatIsGone() throws Exception {
        int nobody;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            nobody = closed.getLocalPort();
        }
        try (BackendPool pool =
                BackendPool.builder("lines").backend("127.0.0.1", nobody).build()) {
            assertThatThrownBy(() -> SocketClient.ask(pool, "ahoy")).isInstanceOf(IOException.class);
            assertThat(pool.status().members().get(0).outcomes()).containsEntry(Outcome.Kind.CONNECT, 1L);
        }
    }
}
