using System.Buffers.Binary;
using System.Text;
using Weathervane.Learners.Formats.Parts;

namespace Weathervane.Learners.Formats.Onnx;

/// <summary>One message of a Protocol Buffers file: its fields by number, not yet understood.</summary>
/// <remarks>Source: protobuf.dev, Encoding. A field may come many times; lists of numbers come packed or one by one.</remarks>
internal sealed class ProtoMessage
{
    private const int Varint = 0, Fixed64 = 1, Delimited = 2, Fixed32 = 5;

    private readonly List<Field> _fields = [];
    private readonly string _source;

    private ProtoMessage(string source) => _source = source;

    /// <summary>Cuts bytes into fields.</summary>
    /// <exception cref="InputException">The bytes are no message.</exception>
    internal static ProtoMessage Parse(ReadOnlyMemory<byte> bytes, string source)
    {
        var message = new ProtoMessage(source);
        for (var at = 0; at < bytes.Length;)
        {
            var key = message.ReadVarint(bytes.Span, ref at);
            var (number, type) = ((int)(key >> 3), (int)(key & 7));
            switch (type)
            {
                case Varint:
                    message._fields.Add(new Field(number, type, message.ReadVarint(bytes.Span, ref at), default));
                    break;
                case Fixed64 or Fixed32:
                    message._fields.Add(new Field(number, type, 0, message.Take(bytes, ref at, type == Fixed64 ? 8UL : 4)));
                    break;
                case Delimited:
                    message._fields.Add(new Field(number, type, 0, message.Take(bytes, ref at, message.ReadVarint(bytes.Span, ref at))));
                    break;
                default:
                    throw message.Bad($"field {number} is of the unknown type {type}");
            }
        }

        return message;
    }

    internal ProtoMessage[] Messages(int number) => [.. _fields.Where(f => f.Number == number && f.Type == Delimited).Select(f => Parse(f.Bytes, _source))];

    /// <summary>The last message under that number, which is the one that counts; null where there is none.</summary>
    internal ProtoMessage? Message(int number) => Last(number, Delimited) is { } field ? Parse(field.Bytes, _source) : null;

    internal string Text(int number) => Last(number, Delimited) is { } field ? Decode(field.Bytes) : "";

    internal string[] Texts(int number) => [.. _fields.Where(f => f.Number == number && f.Type == Delimited).Select(f => Decode(f.Bytes))];

    internal ReadOnlyMemory<byte> Bytes(int number) => Last(number, Delimited)?.Bytes ?? default;

    internal long Int(int number, long absent = 0) => Last(number, Varint) is { } field ? (long)field.Number64 : absent;

    internal long[] Ints(int number)
    {
        var values = new List<long>();
        foreach (var field in _fields.Where(f => f.Number == number && f.Type is Varint or Delimited && f.Number == number))
        {
            if (field.Type == Varint)
            {
                values.Add((long)field.Number64);
                continue;
            }

            for (var at = 0; at < field.Bytes.Length;)
            {
                values.Add((long)ReadVarint(field.Bytes.Span, ref at));
            }
        }

        return [.. values];
    }

    internal float[] Floats(int number) => Fixed(number, Fixed32, 4, BinaryPrimitives.ReadSingleLittleEndian);

    internal double[] Doubles(int number) => Fixed(number, Fixed64, 8, BinaryPrimitives.ReadDoubleLittleEndian);

    internal InputException Bad(string what) => new(_source, $"it is not a sound ONNX model: {what}.");

    private delegate T Read<T>(ReadOnlySpan<byte> bytes);

    private T[] Fixed<T>(int number, int type, int size, Read<T> read)
    {
        var values = new List<T>();
        foreach (var field in _fields)
        {
            if (field.Number != number || (field.Type != type && field.Type != Delimited))
            {
                continue;
            }

            if (field.Bytes.Length % size != 0)
            {
                throw Bad($"a list of numbers has {field.Bytes.Length} bytes");
            }

            for (var at = 0; at < field.Bytes.Length; at += size)
            {
                values.Add(read(field.Bytes.Span[at..]));
            }
        }

        return [.. values];
    }

    private Field? Last(int number, int type)
    {
        for (var i = _fields.Count - 1; i >= 0; i--)
        {
            if (_fields[i].Number == number && _fields[i].Type == type)
            {
                return _fields[i];
            }
        }

        return null;
    }

    private string Decode(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return StrictText.Utf8.GetString(bytes.Span);
        }
        catch (DecoderFallbackException)
        {
            throw Bad("a text is not UTF-8");
        }
    }

    private ulong ReadVarint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (at >= bytes.Length)
            {
                throw Bad("it ends too early");
            }

            var next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Bad("a number has more than 64 bits");
    }

    private ReadOnlyMemory<byte> Take(ReadOnlyMemory<byte> bytes, ref int at, ulong length)
    {
        if (length > (ulong)(bytes.Length - at))
        {
            throw Bad("it ends too early");
        }

        var taken = bytes.Slice(at, (int)length);
        at += (int)length;
        return taken;
    }

    private readonly record struct Field(int Number, int Type, ulong Number64, ReadOnlyMemory<byte> Bytes);
}
