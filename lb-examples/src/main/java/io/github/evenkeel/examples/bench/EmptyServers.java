package io.github.evenkeel.examples.bench;

import io.github.evenkeel.examples.sockets.SocketThread;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Servers on loopback that answer each GET with two bytes and look at nothing: a slower server would hide what the client costs. A thread for each
 * connection; no allocation per request. HTTP/2 is spoken as far as a client without trailers or request bodies needs it (RFC 9113, with prior knowledge);
 * request headers are never decoded.
 */
final class EmptyServers implements Closeable {
    private static final int BACKLOG = 200;
    private static final byte[] HTTP_1 =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);
    private static final int END_OF_HEADERS = 0x0d0a0d0a;

    private static final int PREFACE = 24;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int ACK = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    /** Entry 8 of HPACK's static table, indexed (RFC 7541, 6.1). */
    private static final byte STATUS_200 = (byte) 0x88;

    private final List<ServerSocket> servers = new ArrayList<>();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    private EmptyServers() {}

    static EmptyServers start(int count, Wire wire) throws IOException {
        EmptyServers started = new EmptyServers();
        for (int i = 0; i < count; i++) {
            ServerSocket server = new ServerSocket(0, BACKLOG, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
            started.servers.add(server);
            SocketThread.start("empty server", () -> started.accept(server, wire));
        }
        return started;
    }

    List<Integer> ports() {
        return servers.stream().map(ServerSocket::getLocalPort).toList();
    }

    @Override
    public void close() throws IOException {
        for (ServerSocket server : servers) server.close();
        for (Socket each : connections) each.close();
    }

    private void accept(ServerSocket server, Wire wire) throws IOException {
        while (true) {
            Socket socket = server.accept();
            socket.setTcpNoDelay(true);
            connections.add(socket);
            SocketThread.start("empty server's connection", () -> {
                try (socket) {
                    if (wire == Wire.HTTP_1) http1(socket);
                    else http2(socket);
                } finally {
                    connections.remove(socket);
                }
            });
        }
    }

    private static void http1(Socket socket) throws IOException {
        byte[] read = new byte[8192];
        int last = 0;
        for (int count = 0; count >= 0; count = socket.getInputStream().read(read)) {
            for (int i = 0; i < count; i++) {
                last = (last << 8) | (read[i] & 0xff);
                if (last == END_OF_HEADERS) socket.getOutputStream().write(HTTP_1);
            }
        }
    }

    private static void http2(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        OutputStream out = socket.getOutputStream();
        ByteBuffer frames = ByteBuffer.allocate(64);
        in.skipNBytes(PREFACE);
        send(out, frame(frames.clear(), 0, SETTINGS, 0, 0));
        while (true) {
            int lengthAndType = in.readInt();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            int length = lengthAndType >>> 8;
            switch (lengthAndType & 0xff) {
                case HEADERS -> {
                    in.skipNBytes(length);
                    if ((flags & END_STREAM) != 0) send(out, answer(frames.clear(), stream));
                }
                case SETTINGS -> {
                    in.skipNBytes(length);
                    if ((flags & ACK) == 0) send(out, frame(frames.clear(), 0, SETTINGS, ACK, 0));
                }
                case PING -> {
                    long payload = in.readLong();
                    if ((flags & ACK) == 0) {
                        send(
                                out,
                                frame(frames.clear(), Long.BYTES, PING, ACK, 0).putLong(payload));
                    }
                }
                default -> in.skipNBytes(length);
            }
        }
    }

    private static ByteBuffer answer(ByteBuffer frames, int stream) {
        frame(frames, 1, HEADERS, END_HEADERS, stream).put(STATUS_200);
        return frame(frames, 2, DATA, END_STREAM, stream).put((byte) 'o').put((byte) 'k');
    }

    private static ByteBuffer frame(ByteBuffer frames, int length, int type, int flags, int stream) {
        return frames.putInt((length << 8) | type).put((byte) flags).putInt(stream);
    }

    private static void send(OutputStream out, ByteBuffer frames) throws IOException {
        out.write(frames.array(), frames.arrayOffset(), frames.position());
    }
}
