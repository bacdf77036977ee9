namespace Weathervane.Learners.Formats.Parts;

/// <summary>What a file may ask for at most, whatever it claims: real models stay far below, hostile ones must not take the memory.</summary>
internal static class FormatLimits
{
    /// <summary>Columns: a short file can name a column number of two thousand million.</summary>
    internal const int Features = 100_000;

    /// <summary>Containers inside containers: the deepest real file has 8.</summary>
    internal const int Depth = 32;

    /// <summary>Words of one category set: categories up to 16 million, as XGBoost allows.</summary>
    internal const int CategoryWords = 1 << 19;
}
