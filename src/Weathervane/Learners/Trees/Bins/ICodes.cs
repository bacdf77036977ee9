namespace Weathervane.Learners.Trees.Bins;

/// <summary>The codes of one column, wherever they lie.</summary>
internal interface ICodes
{
    /// <summary>The code of a row.</summary>
    int this[int row] { get; }
}

/// <summary>A column of <see cref="BinnedRows"/>: every eighth byte of its group.</summary>
internal readonly struct GroupedCodes(byte[] codes, int place) : ICodes
{
    public int this[int row] => codes[(row * BinnedRows.GroupWidth) + place];
}

/// <summary>A column of <see cref="RankedRows"/>.</summary>
internal readonly struct RankCodes(ushort[] codes) : ICodes
{
    public int this[int row] => codes[row];
}
