using System.Numerics;

namespace Weathervane.Pipelines.Configuration.Shapes;

/// <summary>The kinds of values, by the words in which the sections state their keys.</summary>
internal static class Kinds
{
    internal static Shape<DateTime> Moment { get; } = new MomentShape();

    internal static Shape<TimeSpan> Duration { get; } = new DurationShape();

    internal static Shape<bool> Flag { get; } = new FlagShape();

    /// <summary>A seed: as large as a number that every JSON reader keeps whole, 2^53 - 1.</summary>
    internal static Shape<ulong> Seed { get; } = new IntegerShape<ulong>(0, (1UL << 53) - 1);

    internal static Shape<double> Number(double min, double max) => new NumberShape(min, max);

    internal static Shape<T> Integer<T>(T min, T max)
        where T : IBinaryInteger<T> => new IntegerShape<T>(min, max);

    internal static Shape<string> Text(string what) => new TextShape(what);

    internal static Shape<string> OneOf(IReadOnlyList<string> words) => new ChoiceShape<string>([.. words.Select(w => (w, w))]);

    internal static Shape<T> OneOf<T>(params (string Word, T Value)[] choices) => new ChoiceShape<T>(choices);

    internal static Shape<IReadOnlyList<T>> ListOf<T>(Shape<T> item, int max, bool single = false) => new ListShape<T>(item, 1, max, single);
}
