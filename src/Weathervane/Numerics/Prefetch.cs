using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Weathervane.Numerics;

/// <summary>Asks for memory before it is read, where the processor cannot guess what comes next: the rows of a small node lie far apart.</summary>
internal static class Prefetch
{
    /// <summary>How many rows ahead to ask: memory takes as long to answer as some hundred rows take to add.</summary>
    internal const int RowsAhead = 128;

    // As doubles a megabyte: what a core keeps near it.
    private const int FewValues = 1 << 17;

    /// <summary>Asks for a value; it is a hint without effect on results, and nothing where the processor takes none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe void Read<T>(ref readonly T value)
    {
        if (Sse.IsSupported)
        {
            // A moved object only makes the hint useless.
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.AsRef(in value)));
        }
    }

    /// <summary>Asks for the value of the row that comes <see cref="RowsAhead"/> after a position; few values are in the cache already.</summary>
    /// <param name="values">[rows of the data x stride].</param>
    /// <param name="rows">Row numbers, all within the data.</param>
    /// <param name="position">Which of the rows is read now.</param>
    /// <param name="stride">Values between a row and the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Read<T>(T[] values, ReadOnlySpan<int> rows, int position, int stride = 1)
    {
        if (values.Length > FewValues * stride && position < rows.Length - RowsAhead)
        {
            Read(in values[rows[position + RowsAhead] * stride]);
        }
    }
}
