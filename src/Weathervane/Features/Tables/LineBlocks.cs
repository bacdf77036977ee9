using System.Buffers;

namespace Weathervane.Features.Tables;

/// <summary>Whole lines of a text; whoever is done with it gives its memory back.</summary>
/// <param name="Memory">Rented; the text is its first <paramref name="Length"/> bytes.</param>
/// <param name="Length">How many bytes.</param>
/// <param name="FirstLine">The number of its first line, from 1.</param>
/// <param name="Lines">At most so many lines: its line ends, those of a carriage return alone counted too, and one more.</param>
internal readonly record struct LineBlock(byte[] Memory, int Length, long FirstLine, int Lines)
{
    internal ReadOnlyMemory<byte> Text => Memory.AsMemory(0, Length);

    internal void GiveBack() => ArrayPool<byte>.Shared.Return(Memory);
}

/// <summary>Cuts a text into blocks of whole lines, so that several threads can read one file.</summary>
internal sealed class LineBlocks(Stream text, string file)
{
    private const int BlockBytes = 1 << 20, LineBytesMax = 1 << 24;
    private byte[] _rest = [];
    private long _line = 1;
    private bool _ended;

    /// <summary>The next block; null at the end.</summary>
    /// <exception cref="InputException">A line is longer than any table's.</exception>
    internal LineBlock? Next()
    {
        if (_ended)
        {
            return null;
        }

        var memory = ArrayPool<byte>.Shared.Rent(Math.Max(BlockBytes, _rest.Length));
        _rest.CopyTo(memory, 0);
        var held = _rest.Length;
        while (true)
        {
            var read = text.ReadAtLeast(memory.AsSpan(held), memory.Length - held, throwOnEndOfStream: false);
            held += read;
            _ended = held < memory.Length;
            var end = _ended ? held : memory.AsSpan(0, held).LastIndexOf((byte)'\n') + 1;
            if (end > 0 || _ended)
            {
                return held == 0 ? Empty(memory) : Cut(memory, end, held);
            }

            if (held >= LineBytesMax)
            {
                throw new InputException(file, $"line {_line} holds more than {LineBytesMax} bytes.", "Give a table of numbers with a line for each row.");
            }

            var larger = ArrayPool<byte>.Shared.Rent(held * 2);
            memory.AsSpan(0, held).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(memory);
            memory = larger;
        }
    }

    private static LineBlock? Empty(byte[] memory)
    {
        ArrayPool<byte>.Shared.Return(memory);
        return null;
    }

    private LineBlock Cut(byte[] memory, int end, int held)
    {
        _rest = memory[end..held];
        var ends = memory.AsSpan(0, end).Count((byte)'\n');
        // The parser ends a line at a carriage return alone too.
        var returns = memory.AsSpan(0, end).Count((byte)'\r');
        var alone = returns == 0 ? 0 : returns - memory.AsSpan(0, end).Count("\r\n"u8);
        var block = new LineBlock(memory, end, _line, ends + alone + 1);
        _line += ends;
        return block;
    }
}
