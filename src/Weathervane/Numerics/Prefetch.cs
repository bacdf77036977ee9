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

    /// <summary>How many of the rows should ask for the one <see cref="RowsAhead"/> after them: none where values are few.</summary>
    /// <param name="values">[rows of the data].</param>
    /// <param name="rows">The rows to be read, in this order.</param>
    internal static int Near<T>(T[] values, ReadOnlySpan<int> rows) =>
        values.Length > FewValues ? Math.Max(rows.Length - RowsAhead, 0) : 0;
}
