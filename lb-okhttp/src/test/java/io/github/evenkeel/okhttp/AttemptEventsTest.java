package io.github.evenkeel.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.Backend;
import io.github.evenkeel.CallContext;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Lease;
import io.github.evenkeel.testing.VirtualTime;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.time.Duration;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.Handshake;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Route;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several addresses of a member, tried at once: the order of what OkHttp's threads tell is given here. */
class AttemptEventsTest {
    private static final InetSocketAddress ADDRESS = new InetSocketAddress(Servers.HERE, 80);

    private final VirtualTime time = VirtualTime.seeded(1);
    private final BackendPool orders =
            Servers.timed("orders", time).backend(Backend.of("10.0.0.1", 80)).build();
    private final Lease lease = orders.acquire(CallContext.any());
    private final Call call = Servers.call(new OkHttpClient(), "http://orders/");
    private final MemberConnections member = PoolConnections.of(orders).of(lease);
    private boolean elsewhere;
    private final AttemptEvents events = new AttemptEvents() {
        @Override
        MemberConnections dials() {
            return elsewhere ? null : member;
        }
    };

    @AfterEach
    void close() {
        lease.close();
        orders.close();
    }

    private void starts() {
        events.connectStart(call, ADDRESS, Proxy.NO_PROXY);
    }

    private void acquired() {
        events.connectionAcquired(call, new Idle(new Socket()));
    }

    private void released() {
        events.connectionReleased(call, new Idle(new Socket()));
    }

    @Test
    void anAddressThatComesLateIsNotTakenForTheNextConnection() {
        starts();
        acquired();
        starts(); // the other address
        events.connectFailed(call, ADDRESS, Proxy.NO_PROXY, null, new IOException("Canceled"));
        released();
        acquired(); // one that was there before
        assertThat(member.figures()).containsEntry("connections", 1L).containsEntry("connectFailures", 0L);
    }

    @Test
    void aFurtherConnectionOfTheAttemptIsCounted() {
        starts();
        acquired();
        released();
        starts();
        acquired();
        assertThat(member.figures()).containsEntry("connections", 2L);
    }

    @Test
    void whatIsConnectedToOutsideThePoolDoesNotStartTheMembersClockAgain() {
        starts();
        time.advance(Duration.ofMillis(2));
        elsewhere = true;
        starts();
        time.advance(Duration.ofMillis(1));
        events.connectEnd(call, ADDRESS, Proxy.NO_PROXY, Protocol.HTTP_1_1);
        assertThat(member.figures()).containsEntry("connectMicros", 3_000L);
    }

    /** An open connection, to be told from others. */
    private record Idle(Socket socket) implements Connection {
        @Override
        public Route route() {
            throw new AssertionError("nobody asks");
        }

        @Override
        public Handshake handshake() {
            return null;
        }

        @Override
        public Protocol protocol() {
            return Protocol.HTTP_1_1;
        }
    }
}
