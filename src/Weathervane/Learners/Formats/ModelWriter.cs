using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Weathervane.Learners.Formats;

/// <summary>Writes a model's numbers: little endian, each list behind its count, nothing else.</summary>
internal sealed class ModelWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>What was written so far.</summary>
    internal ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    internal void Int(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.GetSpan(4), value);
        _bytes.Advance(4);
    }

    internal void Double(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
    }

    internal void Text(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        Int(bytes.Length);
        _bytes.Write(bytes);
    }

    internal void Names(IReadOnlyList<string> names)
    {
        Int(names.Count);
        foreach (var name in names)
        {
            Text(name);
        }
    }

    internal void Ints(ReadOnlySpan<int> values)
    {
        Int(values.Length);
        foreach (var value in values)
        {
            Int(value);
        }
    }

    internal void Doubles(ReadOnlySpan<double> values)
    {
        Int(values.Length);
        foreach (var value in values)
        {
            Double(value);
        }
    }
}
