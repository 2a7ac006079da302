package io.github.evenkeel.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
@SuppressWarnings("try") // closing is what is looked at
class ForwardingSocketTest {
    @Test
    void nothingThatASocketDoesIsLeftOut() throws Exception {
        for (Method method : Socket.class.getDeclaredMethods()) {
            if (!Modifier.isPublic(method.getModifiers()) || Modifier.isStatic(method.getModifiers())) continue;
            assertThat(ForwardingSocket.class.getDeclaredMethod(method.getName(), method.getParameterTypes()))
                    .isNotNull();
        }
    }

    @Test
    void itTalksAsTheOtherOne() throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 1, Servers.HERE);
                Socket inner = new Socket();
                Socket socket = new ForwardingSocket(inner)) {
            assertThat(socket.isBound()).isFalse();
            socket.bind(new InetSocketAddress(Servers.HERE, 0));
            assertThat(inner.isBound()).isTrue();
            assertThat(socket.isConnected()).isFalse();
            socket.setPerformancePreferences(1, 2, 3);
            socket.connect(listening.getLocalSocketAddress());
            try (Socket accepted = listening.accept()) {
                assertThat(socket.isConnected() && socket.isBound()).isTrue();
                assertThat(socket.getPort()).isEqualTo(listening.getLocalPort());
                assertThat(socket.getLocalPort()).isEqualTo(accepted.getPort());
                assertThat(socket.getInetAddress()).isEqualTo(Servers.HERE);
                assertThat(socket.getLocalAddress()).isEqualTo(Servers.HERE);
                assertThat(socket.getRemoteSocketAddress()).isEqualTo(accepted.getLocalSocketAddress());
                assertThat(socket.getLocalSocketAddress()).isEqualTo(accepted.getRemoteSocketAddress());
                assertThat(socket.getChannel()).isNull();
                assertThat(socket).hasToString(inner.toString());

                socket.getOutputStream().write(7);
                assertThat(accepted.getInputStream().read()).isEqualTo(7);
                accepted.setOOBInline(true);
                socket.sendUrgentData(8);
                assertThat(accepted.getInputStream().read()).isEqualTo(8);
                accepted.getOutputStream().write(9);
                assertThat(socket.getInputStream().read()).isEqualTo(9);

                socket.shutdownOutput();
                assertThat(accepted.getInputStream().read()).isEqualTo(-1);
                assertThat(socket.isOutputShutdown() && inner.isOutputShutdown())
                        .isTrue();
                assertThat(socket.isInputShutdown()).isFalse();
                socket.shutdownInput();
                assertThat(socket.isInputShutdown() && inner.isInputShutdown()).isTrue();
                assertThat(socket.isClosed()).isFalse();
                socket.close();
                assertThat(socket.isClosed() && inner.isClosed()).isTrue();
            }
        }
    }

    @Test
    void itsOptionsAreTheOtherOnes() throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 1, Servers.HERE);
                Socket inner = new Socket();
                Socket socket = new ForwardingSocket(inner)) {
            socket.setReuseAddress(true);
            socket.setReceiveBufferSize(40_000);
            socket.setSendBufferSize(40_000);
            assertThat(socket.getReuseAddress())
                    .isEqualTo(inner.getReuseAddress())
                    .isTrue();
            assertThat(socket.getReceiveBufferSize()).isEqualTo(inner.getReceiveBufferSize());
            assertThat(socket.getSendBufferSize()).isEqualTo(inner.getSendBufferSize());
            socket.connect(listening.getLocalSocketAddress(), 10_000);
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.setOOBInline(true);
            socket.setSoTimeout(1234);
            socket.setSoLinger(true, 5);
            socket.setTrafficClass(8);
            assertThat(socket.getTcpNoDelay() && inner.getTcpNoDelay()).isTrue();
            assertThat(socket.getKeepAlive() && inner.getKeepAlive()).isTrue();
            assertThat(socket.getOOBInline() && inner.getOOBInline()).isTrue();
            assertThat(socket.getSoTimeout()).isEqualTo(inner.getSoTimeout()).isEqualTo(1234);
            assertThat(socket.getSoLinger()).isEqualTo(inner.getSoLinger()).isEqualTo(5);
            assertThat(socket.getTrafficClass()).isEqualTo(inner.getTrafficClass());
            assertThat(socket.supportedOptions()).isEqualTo(inner.supportedOptions());
            assertThat(socket.setOption(StandardSocketOptions.SO_KEEPALIVE, false))
                    .isSameAs(socket);
            assertThat(socket.getOption(StandardSocketOptions.SO_KEEPALIVE)).isFalse();
            assertThat(inner.getKeepAlive()).isFalse();
        }
    }

    @Test
    void aChannelsSocketKeepsItsChannel() throws IOException {
        try (SocketChannel channel = SocketChannel.open();
                Socket socket = new ForwardingSocket(channel.socket())) {
            assertThat(socket.getChannel()).isSameAs(channel);
            socket.close();
            assertThat(channel.isOpen()).isFalse();
            assertThatThrownBy(socket::getInputStream).isInstanceOf(SocketException.class);
        }
    }
}
