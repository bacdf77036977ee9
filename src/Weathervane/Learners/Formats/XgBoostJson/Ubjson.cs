using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Weathervane.Learners.Formats.Parts;

namespace Weathervane.Learners.Formats.XgBoostJson;

/// <summary>Turns Universal Binary JSON into JSON, so that one reader serves both of XGBoost's files.</summary>
/// <remarks>A float32 becomes its shortest text, which reads back as the same float32. Source: ubjson.org, draft 12; big endian.</remarks>
internal sealed class Ubjson
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly string _source;
    private readonly Utf8JsonWriter _writer;
    private int _position;

    private Ubjson(ReadOnlyMemory<byte> bytes, string source, Utf8JsonWriter writer) =>
        (_bytes, _source, _writer) = (bytes, source, writer);

    /// <summary>The same value as JSON.</summary>
    /// <exception cref="InputException">The file is truncated, nested too deep or has an unknown marker.</exception>
    internal static ReadOnlyMemory<byte> ToJson(ReadOnlyMemory<byte> bytes, string source)
    {
        var json = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(json, new JsonWriterOptions { SkipValidation = true });
        var reader = new Ubjson(bytes, source, writer);
        reader.Value(reader.Marker(), 0);
        writer.Flush();
        return json.WrittenMemory;
    }

    private void Value(byte marker, int depth)
    {
        switch (marker)
        {
            case (byte)'{':
                Object(Deeper(depth));
                break;
            case (byte)'[':
                Array(Deeper(depth));
                break;
            case (byte)'S' or (byte)'H':
                _writer.WriteStringValue(Text());
                break;
            case (byte)'C':
                _writer.WriteStringValue(Encoding.Latin1.GetString(Take(1)));
                break;
            case (byte)'T' or (byte)'F':
                _writer.WriteBooleanValue(marker == (byte)'T');
                break;
            case (byte)'Z':
                _writer.WriteNullValue();
                break;
            case (byte)'d':
                var single = BinaryPrimitives.ReadSingleBigEndian(Take(4));
                Number(float.IsFinite(single), w => w.WriteNumberValue(single));
                break;
            case (byte)'D':
                var number = BinaryPrimitives.ReadDoubleBigEndian(Take(8));
                Number(double.IsFinite(number), w => w.WriteNumberValue(number));
                break;
            default:
                _writer.WriteNumberValue(Integer(marker));
                break;
        }
    }

    /// <summary>JSON has no infinity; as null it is refused only where a number is needed.</summary>
    private void Number(bool finite, Action<Utf8JsonWriter> write)
    {
        if (finite)
        {
            write(_writer);
        }
        else
        {
            _writer.WriteNullValue();
        }
    }

    private void Object(int depth)
    {
        _writer.WriteStartObject();
        var (type, count) = Header();
        for (long i = 0; count < 0 ? Peek() != (byte)'}' : i < count; i++)
        {
            _writer.WritePropertyName(Text());
            Value(type ?? Marker(), depth);
        }

        _position += count < 0 ? 1 : 0;
        _writer.WriteEndObject();
    }

    private void Array(int depth)
    {
        _writer.WriteStartArray();
        var (type, count) = Header();
        for (long i = 0; count < 0 ? Peek() != (byte)']' : i < count; i++)
        {
            Value(type ?? Marker(), depth);
        }

        _position += count < 0 ? 1 : 0;
        _writer.WriteEndArray();
    }

    /// <summary>The type and the number of items, where the container tells them; -1 where it ends with a bracket.</summary>
    private (byte? Type, long Count) Header()
    {
        byte? type = null;
        if (Peek() == (byte)'$')
        {
            _position++;
            type = Take(1)[0];
            if (type is (byte)'T' or (byte)'F' or (byte)'Z' or (byte)'N')
            {
                throw Bad("a list of values without bytes may be of any length and is refused");
            }
        }

        if (Peek() != (byte)'#')
        {
            return type is null ? (null, -1) : throw Bad("a typed container has no count");
        }

        _position++;
        return (type, Length());
    }

    /// <summary>A count of bytes or items, of which each takes at least one byte.</summary>
    private long Length()
    {
        var length = Integer(Marker());
        return length >= 0 && length <= _bytes.Length - _position ? length : throw Bad($"a count of {length} does not fit into the file");
    }

    private long Integer(byte marker) => marker switch
    {
        (byte)'i' => (sbyte)Take(1)[0],
        (byte)'U' => Take(1)[0],
        (byte)'I' => BinaryPrimitives.ReadInt16BigEndian(Take(2)),
        (byte)'l' => BinaryPrimitives.ReadInt32BigEndian(Take(4)),
        (byte)'L' => BinaryPrimitives.ReadInt64BigEndian(Take(8)),
        _ => throw Bad($"the marker 0x{marker:X2} is unknown"),
    };

    private string Text()
    {
        try
        {
            return StrictText.Utf8.GetString(Take((int)Length()));
        }
        catch (DecoderFallbackException)
        {
            throw Bad("a text is not UTF-8");
        }
    }

    private byte Marker()
    {
        byte marker;
        do
        {
            marker = Take(1)[0];
        }
        while (marker == (byte)'N');
        return marker;
    }

    private byte Peek() => _position < _bytes.Length ? _bytes.Span[_position] : throw Bad("it ends too early");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - _position)
        {
            throw Bad("it ends too early");
        }

        var taken = _bytes.Span.Slice(_position, count);
        _position += count;
        return taken;
    }

    private int Deeper(int depth) => depth < FormatLimits.Depth ? depth + 1 : throw Bad($"it is nested more than {FormatLimits.Depth} deep");

    private InputException Bad(string what) => new(_source, $"it is not sound UBJSON: {what} (byte {_position}).");
}
