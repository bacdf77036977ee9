using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Weathervane.Learners.Formats.Onnx;

/// <summary>Writes one message of a Protocol Buffers file; lists of numbers are packed.</summary>
internal sealed class ProtoWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    internal ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    internal ProtoWriter Int(int number, long value)
    {
        Varint((ulong)number << 3);
        Varint((ulong)value);
        return this;
    }

    internal ProtoWriter Text(int number, string value) => Bytes(number, Encoding.UTF8.GetBytes(value));

    internal ProtoWriter Message(int number, ProtoWriter message) => Bytes(number, message.Written);

    internal ProtoWriter Bytes(int number, ReadOnlySpan<byte> value)
    {
        Varint(((ulong)number << 3) | 2);
        Varint((ulong)value.Length);
        _bytes.Write(value);
        return this;
    }

    internal ProtoWriter Ints(int number, IEnumerable<long> values)
    {
        var packed = new ProtoWriter();
        foreach (var value in values)
        {
            packed.Varint((ulong)value);
        }

        return Bytes(number, packed.Written);
    }

    internal ProtoWriter Floats(int number, IReadOnlyCollection<float> values)
    {
        var bytes = new byte[4 * values.Count];
        var at = 0;
        foreach (var value in values)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(at), value);
            at += 4;
        }

        return Bytes(number, bytes);
    }

    internal ProtoWriter Doubles(int number, IReadOnlyCollection<double> values)
    {
        var bytes = new byte[8 * values.Count];
        var at = 0;
        foreach (var value in values)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(at), value);
            at += 8;
        }

        return Bytes(number, bytes);
    }

    /// <summary>The fields of another writer, after those that are here.</summary>
    internal ProtoWriter Append(ProtoWriter fields)
    {
        _bytes.Write(fields.Written);
        return this;
    }

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            Byte((byte)(value | 0x80));
        }

        Byte((byte)value);
    }

    private void Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }
}
