package io.github.evenkeel.pool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON as RFC 8259 has it, strictly: objects become maps, numbers doubles. For tests of what we write. */
final class Json {
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    static Object read(String text) {
        Json json = new Json(text);
        Object value = json.value();
        if (json.at != text.length()) throw json.bad();
        return value;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    private Object value() {
        char c = text.charAt(at);
        if (c == '{') return object();
        if (c == '[') return list();
        if (c == '"') return string();
        int start = at;
        while (at < text.length() && ",]}".indexOf(text.charAt(at)) < 0) at++;
        String word = text.substring(start, at);
        return switch (word) {
            case "true" -> true;
            case "false" -> false;
            case "null" -> null;
            default -> {
                if (!word.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?")) throw bad();
                yield Double.valueOf(word);
            }
        };
    }

    private Map<String, Object> object() {
        Map<String, Object> object = new LinkedHashMap<>();
        take('{');
        while (text.charAt(at) != '}') {
            if (!object.isEmpty()) take(',');
            String name = string();
            take(':');
            if (object.put(name, value()) != null) throw bad();
        }
        take('}');
        return object;
    }

    private List<Object> list() {
        List<Object> list = new ArrayList<>();
        take('[');
        while (text.charAt(at) != ']') {
            if (!list.isEmpty()) take(',');
            list.add(value());
        }
        take(']');
        return list;
    }

    private String string() {
        StringBuilder string = new StringBuilder();
        take('"');
        for (char c = next(); c != '"'; c = next()) {
            if (c < ' ' || Character.isSurrogate(c)) throw bad(); // a lone surrogate could not even be encoded
            string.append(c == '\\' ? escaped() : c);
        }
        return string.toString();
    }

    private char escaped() {
        char c = next();
        if (c == '"' || c == '\\') return c;
        if (c != 'u') throw bad();
        at += 4;
        return (char) Integer.parseInt(text.substring(at - 4, at), 16);
    }

    private char next() {
        return text.charAt(at++);
    }

    private void take(char expected) {
        if (next() != expected) throw bad();
    }

    private IllegalStateException bad() {
        return new IllegalStateException("no JSON at " + at + ": " + text);
    }
}
