using System.Buffers.Binary;
using System.Text;

namespace Weathervane.Learners.Formats;

/// <summary>Reads a model's numbers from bytes that may come from anyone.</summary>
/// <remarks>Every number has a range and every count is held against the bytes that are left before memory is taken, so time
/// and memory are bounded by the file's length.</remarks>
/// <param name="bytes">The payload.</param>
/// <param name="source">The file's name, for problems.</param>
internal sealed class ModelReader(ReadOnlyMemory<byte> bytes, string source)
{
    /// <summary>How deep models may hold models.</summary>
    private const int DeepestNesting = 8;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private int _position, _nesting;

    internal bool AtEnd => _position == bytes.Length;

    internal InputException Corrupt(string what) =>
        new(source, $"the model is corrupt: {what}.", "Train again, or take the file from its source again.");

    internal int Int(string what, int min, int max)
    {
        var value = BinaryPrimitives.ReadInt32LittleEndian(Take(4, what));
        return value >= min && value <= max ? value : throw Corrupt($"{what} is {value}, not in [{min}, {max}]");
    }

    internal double Double(string what, double min, double max)
    {
        var value = BinaryPrimitives.ReadDoubleLittleEndian(Take(8, what));
        return value >= min && value <= max ? value : throw Corrupt(FormattableString.Invariant($"{what} is {value}, not in [{min}, {max}]"));
    }

    internal string Text(string what)
    {
        try
        {
            return Strict.GetString(Take(Count(what, 1), what));
        }
        catch (DecoderFallbackException)
        {
            throw Corrupt($"{what} is not UTF-8");
        }
    }

    internal string[] Names()
    {
        var names = new string[Count("feature names", 4)];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = Text("feature name");
        }

        return names;
    }

    internal int[] Ints(string what, int min, int max)
    {
        var values = new int[Count(what, 4)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Int(what, min, max);
        }

        return values;
    }

    internal double[] Doubles(string what, double min = double.NegativeInfinity, double max = double.PositiveInfinity)
    {
        var values = new double[Count(what, 8)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Double(what, min, max);
        }

        return values;
    }

    /// <summary>A number of items, none of which can take fewer than <paramref name="itemBytes"/> bytes.</summary>
    internal int Count(string what, int itemBytes) => Int($"count of {what}", 0, (bytes.Length - _position - 4) / itemBytes);

    /// <summary>Reads a model inside another one.</summary>
    internal Model Nested()
    {
        if (++_nesting > DeepestNesting)
        {
            throw Corrupt($"models are nested more than {DeepestNesting} deep");
        }

        var model = ModelCodec.Read(this);
        _nesting--;
        return model;
    }

    private ReadOnlySpan<byte> Take(int count, string what)
    {
        if (count > bytes.Length - _position)
        {
            throw Corrupt($"it ends inside {what}");
        }

        var taken = bytes.Span.Slice(_position, count);
        _position += count;
        return taken;
    }
}
