package io.github.evenkeel.probe;

import java.io.EOFException;
import java.io.IOException;
import java.util.Locale;
import okhttp3.MediaType;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The unary call {@code grpc.health.v1.Health/Check}, as it is on the wire: a message is a byte that says "not compressed", four bytes
 * of length, and a protocol buffer of one field; a status is in the trailers, or in the headers where there is no message.
 */
final class GrpcHealth {
    static final String PATH = "/grpc.health.v1.Health/Check";
    static final MediaType MESSAGE = MediaType.get("application/grpc");

    /** The answer is one enum. */
    private static final int MOST_BYTES = 1024;

    private static final int FIELD_1_TEXT = (1 << 3) | 2;
    private static final String[] SERVING_STATUS = {"UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"};
    private static final String[] CODES = {
        "OK",
        "CANCELLED",
        "UNKNOWN",
        "INVALID_ARGUMENT",
        "DEADLINE_EXCEEDED",
        "NOT_FOUND",
        "ALREADY_EXISTS",
        "PERMISSION_DENIED",
        "RESOURCE_EXHAUSTED",
        "FAILED_PRECONDITION",
        "ABORTED",
        "OUT_OF_RANGE",
        "UNIMPLEMENTED",
        "INTERNAL",
        "UNAVAILABLE",
        "DATA_LOSS",
        "UNAUTHENTICATED"
    };

    private GrpcHealth() {}

    /** The framed {@code HealthCheckRequest} for this service; {@code ""} for the server as a whole. */
    static ByteString request(String service) {
        Buffer message = new Buffer();
        if (!service.isEmpty()) {
            ByteString name = ByteString.encodeUtf8(service);
            message.writeByte(FIELD_1_TEXT);
            writeVarint(message, name.size());
            message.write(name);
        }
        Buffer frame = new Buffer().writeByte(0).writeInt((int) message.size());
        frame.write(message, message.size());
        return frame.readByteString();
    }

    static ProbeResult judge(Response response) throws IOException {
        if (response.code() != 200) return ProbeResult.failed("HTTP " + response.code());
        MediaType type = response.body().contentType();
        if (type == null
                || !type.type().equals("application")
                || !type.subtype().startsWith("grpc")) {
            return ProbeResult.failed("HTTP 200, but no gRPC: " + type);
        }
        String status = response.header("grpc-status");
        if (status != null) return ofCode(status, response.header("grpc-message"), null);
        Buffer message = read(response.body());
        // Known only when the body is read.
        status = response.trailers().get("grpc-status");
        if (status == null) return ProbeResult.failed("gRPC answer without a status");
        return ofCode(status, response.trailers().get("grpc-message"), message);
    }

    private static Buffer read(ResponseBody body) throws IOException {
        BufferedSource source = body.source();
        Buffer read = new Buffer();
        while (read.size() <= MOST_BYTES && source.read(read, MOST_BYTES) != -1) {}
        return read;
    }

    private static ProbeResult ofCode(String code, @Nullable String message, @Nullable Buffer frame)
            throws IOException {
        if (!code.equals("0")) {
            String text = message == null || message.isEmpty() ? "" : ": " + decoded(message);
            return ProbeResult.failed("gRPC " + named(CODES, number(code)) + text);
        }
        int serving = frame == null ? -1 : servingStatus(frame);
        if (serving < 0) return ProbeResult.failed("gRPC OK, but no health in the answer");
        String detail = "gRPC " + named(SERVING_STATUS, serving);
        return serving == 1 ? ProbeResult.passed(detail) : ProbeResult.failed(detail);
    }

    /** The enum of a framed {@code HealthCheckResponse}; 0 where it is left out, -1 for what is none. */
    private static int servingStatus(Buffer frame) throws IOException {
        try {
            if (frame.readByte() != 0 || frame.readInt() != frame.size()) return -1;
            int status = 0;
            while (!frame.exhausted()) {
                long key = readVarint(frame);
                switch ((int) (key & 7)) {
                    case 0 -> {
                        long value = readVarint(frame);
                        if (key >>> 3 == 1) status = (int) value;
                    }
                    case 1 -> frame.skip(8);
                    case 2 -> frame.skip(readVarint(frame));
                    case 5 -> frame.skip(4);
                    default -> {
                        return -1;
                    }
                }
            }
            return status;
        } catch (EOFException cut) {
            return -1;
        }
    }

    private static void writeVarint(Buffer to, int value) {
        int rest = value;
        while (rest >= 0x80) {
            to.writeByte((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        to.writeByte(rest);
    }

    private static long readVarint(Buffer from) throws EOFException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = from.readByte();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) return value;
        }
        return value;
    }

    private static int number(String code) {
        try {
            return Integer.parseInt(code);
        } catch (NumberFormatException odd) {
            return -1;
        }
    }

    private static String named(String[] names, int number) {
        return number >= 0 && number < names.length ? names[number] : String.format(Locale.ROOT, "status %d", number);
    }

    /** A message on the wire has what is not plain ASCII as %xx, in UTF-8. */
    private static String decoded(String message) {
        Buffer bytes = new Buffer();
        for (int i = 0; i < message.length(); i++) {
            char c = message.charAt(i);
            int high = c == '%' && i + 2 < message.length() ? Character.digit(message.charAt(i + 1), 16) : -1;
            int low = high >= 0 ? Character.digit(message.charAt(i + 2), 16) : -1;
            if (low >= 0) {
                bytes.writeByte((high << 4) | low);
                i += 2;
            } else {
                bytes.writeUtf8CodePoint(c);
            }
        }
        return bytes.readUtf8();
    }
}
