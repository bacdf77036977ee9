using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Weathervane.Learners.Formats.Parts;

namespace Weathervane.Learners.Formats.CatBoostTrees;

/// <summary>A table of a FlatBuffers file: fields by number, each at an offset that its vtable tells; every access is checked against the file.</summary>
/// <remarks>Source: the FlatBuffers internals document; little endian.</remarks>
internal sealed class FlatTable
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly string _source;
    private readonly Allowance _allowance;
    private readonly int _at, _vtable, _fields;

    private FlatTable(ReadOnlyMemory<byte> bytes, string source, Allowance allowance, int at)
    {
        (_bytes, _source, _allowance, _at) = (bytes, source, allowance, at);
        _vtable = Checked((long)at - Int32(at), 4);
        _fields = (BinaryPrimitives.ReadUInt16LittleEndian(_bytes.Span[_vtable..]) - 4) / 2;
        Checked(_vtable, 4 + (2 * Math.Max(_fields, 0)));
    }

    /// <summary>The table that the buffer's first four bytes point to.</summary>
    internal static FlatTable Root(ReadOnlyMemory<byte> bytes, string source)
    {
        if (bytes.Length < 8)
        {
            throw new InputException(source, "it is not a sound CatBoost model: it ends too early.");
        }

        var at = BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span);
        return at <= bytes.Length - 4
            ? new FlatTable(bytes, source, new Allowance { Left = 4L * bytes.Length }, (int)at)
            : throw new InputException(source, "it is not a sound CatBoost model: its root lies outside.");
    }

    /// <summary>A table that a field points to; null where it is absent.</summary>
    internal FlatTable? Table(int field) => Field(field) is { } at ? new FlatTable(_bytes, _source, _allowance, Follow(at)) : null;

    /// <summary>The tables of a vector.</summary>
    internal FlatTable[] Tables(int field)
    {
        var (start, count) = Spend(Vector(field, 4), 4);
        var tables = new FlatTable[count];
        for (var i = 0; i < count; i++)
        {
            tables[i] = new FlatTable(_bytes, _source, _allowance, Follow(start + (4 * i)));
        }

        return tables;
    }

    /// <summary>The numbers of a vector; none where it is absent.</summary>
    internal T[] Numbers<T>(int field)
        where T : unmanaged
    {
        var size = Marshal.SizeOf<T>();
        var (start, count) = Spend(Vector(field, size), size);
        return MemoryMarshal.Cast<byte, T>(_bytes.Span.Slice(start, count * size)).ToArray();
    }

    /// <summary>How many items a vector has.</summary>
    internal int Count(int field) => Vector(field, 1).Count;

    /// <summary>A text; null where it is absent.</summary>
    internal string? Text(int field)
    {
        var (start, count) = Spend(Vector(field, 1), 1);
        try
        {
            return Field(field) is null ? null : StrictText.Utf8.GetString(_bytes.Span.Slice(start, count));
        }
        catch (DecoderFallbackException)
        {
            throw Bad("a text is not UTF-8");
        }
    }

    internal int Int(int field, int absent) => Field(field) is { } at ? Int32(at) : absent;

    internal byte Byte(int field, byte absent) => Field(field) is { } at ? _bytes.Span[Checked(at, 1)] : absent;

    internal double Double(int field, double absent) =>
        Field(field) is { } at ? BinaryPrimitives.ReadDoubleLittleEndian(_bytes.Span[Checked(at, 8)..]) : absent;

    internal InputException Bad(string what) => new(_source, $"it is not a sound CatBoost model: {what}.");

    /// <summary>Where a field stands; null where it is absent.</summary>
    private int? Field(int field)
    {
        var offset = field < _fields ? BinaryPrimitives.ReadUInt16LittleEndian(_bytes.Span[(_vtable + 4 + (2 * field))..]) : 0;
        return offset == 0 ? null : Checked((long)_at + offset, 1);
    }

    private (int Start, int Count) Vector(int field, int size)
    {
        if (Field(field) is not { } at)
        {
            return (0, 0);
        }

        var start = Follow(at);
        var count = (uint)Int32(start);
        return (Checked(start + 4L, count * (long)size), (int)count);
    }

    private (int Start, int Count) Spend((int Start, int Count) vector, int size) =>
        (_allowance.Left -= vector.Count * (long)size) >= 0 ? vector : throw Bad("it points to the same bytes again and again");

    private int Follow(int at) => Checked(at + (long)(uint)Int32(at), 4);

    private int Int32(int at) => BinaryPrimitives.ReadInt32LittleEndian(_bytes.Span[Checked(at, 4)..]);

    private int Checked(long at, long length) => at >= 0 && at + length <= _bytes.Length ? (int)at : throw Bad($"something lies outside the file (byte {at})");

    /// <summary>How many bytes may still be read. Offsets may lead many times to the same bytes; a sound file is read about once.</summary>
    private sealed class Allowance
    {
        internal long Left { get; set; }
    }
}
