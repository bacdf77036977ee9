using System.Globalization;
using System.Runtime.InteropServices;
using Weathervane.Bars;
using Weathervane.Features;
using Weathervane.Numerics;

namespace Weathervane.Tests.Features;

/// <summary>What every feature promises, as functions that return the offences; <see cref="FeatureContractTests"/> runs them over the catalogue and all sets.</summary>
internal static class FeatureContract
{
    /// <summary>Computes columns from bars: a set's <c>Compute</c>, or a cheat that the contract has to catch.</summary>
    internal delegate FeatureMatrix Calculation(BarSeries bars);

    /// <summary>A prefix of the bars gives a prefix of the values.</summary>
    internal static IEnumerable<string> PrefixOffences(Calculation calculation, BarSeries bars, params int[] cuts)
    {
        var whole = calculation(bars);
        return cuts.SelectMany(cut => Differences(whole, calculation(bars.Slice(0, cut)), cut, $"computed from the first {cut} bars"));
    }

    /// <summary>Noise in place of all bars after t changes nothing at or before t.</summary>
    internal static IEnumerable<string> NoiseOffences(Calculation calculation, BarSeries bars, params int[] cuts)
    {
        var whole = calculation(bars);
        return cuts.SelectMany(cut => Differences(whole, calculation(WithNoiseFrom(bars, cut)), cut, $"computed with noise from bar {cut} on"));
    }

    /// <summary>One bar at a time gives the batch's bits, whatever the threads and the holes.</summary>
    internal static IEnumerable<string> LiveOffences(FeatureSet set, BarSeries bars, HolePolicy holes)
    {
        var live = set.Live(bars.Calendar, holes);
        var values = new double[set.Columns.Count * bars.Count];
        var (row, source) = (new double[set.Columns.Count], new double[set.SourceColumns.Count]);
        for (var i = 0; i < bars.Count; i++)
        {
            for (var s = 0; s < source.Length; s++)
            {
                source[s] = bars.Column(set.SourceColumns[s])[i];
            }

            live.Update(bars[i], source, row);
            for (var c = 0; c < row.Length; c++)
            {
                values[(c * bars.Count) + i] = row[c];
            }
        }

        var batch = set.Compute(bars, new FeatureOptions { Threads = 2, Holes = holes });
        return Differences(batch, new FeatureMatrix(set.Names, values, bars.Count), bars.Count, "computed bar by bar");
    }

    /// <summary>A restart forgets all that came before: each stretch behind a hole is what its bars alone give, to the bit.</summary>
    internal static IEnumerable<string> RestartOffences(FeatureSet set, BarSeries bars, params int[] afterHoles)
    {
        var whole = set.Compute(bars, new FeatureOptions { Holes = HolePolicy.Restart(0) });
        for (var i = 0; i < afterHoles.Length; i++)
        {
            var (start, end) = (afterHoles[i], i + 1 < afterHoles.Length ? afterHoles[i + 1] : bars.Count);
            foreach (var offence in Differences(whole.Slice(start, end - start), set.Compute(bars.Slice(start, end - start)), end - start, $"from the bars behind the hole at {start} alone"))
            {
                yield return offence;
            }
        }
    }

    /// <summary>The first value comes exactly after the warm-up that is stated, on bars that always move.</summary>
    internal static IEnumerable<string> WarmupOffences(FeatureSet set, BarSeries bars)
    {
        var matrix = set.Compute(bars);
        for (var c = 0; c < matrix.Columns; c++)
        {
            var first = matrix.Column(c).ToArray().TakeWhile(double.IsNaN).Count();
            if (first != set.Columns[c].Formula.Warmup)
            {
                yield return $"{set.Columns[c]}: states a warm-up of {set.Columns[c].Formula.Warmup} bars, but its first value is at bar {first}";
            }
        }
    }

    /// <summary>A feature of finite memory is the same within rounding wherever the series starts.</summary>
    internal static IEnumerable<string> MemoryOffences(FeatureSet set, BarSeries bars, params int[] starts)
    {
        // The rounding of another block alignment, relative to the largest value of the column.
        const double Rounding = 1e-9;
        var whole = set.Compute(bars);
        foreach (var start in starts)
        {
            var part = set.Compute(bars.Slice(start, bars.Count - start));
            for (var c = 0; c < part.Columns; c++)
            {
                if (set.Columns[c].Formula.Definition?.Memory == FeatureMemory.Recursive)
                {
                    continue;
                }

                var (all, later) = (whole.Column(c)[start..].ToArray(), part.Column(c).ToArray());
                var scale = all.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
                for (var i = set.Columns[c].Formula.Warmup; i < part.Rows; i++)
                {
                    if (!(Math.Abs(later[i] - all[i]) <= Rounding * scale) && !(double.IsNaN(later[i]) && double.IsNaN(all[i])))
                    {
                        yield return $"{set.Columns[c]}: bar {start + i} is {Text(all[i])}, but {Text(later[i])} when the series starts at bar {start}";
                        break;
                    }
                }
            }
        }
    }

    internal static IEnumerable<string> Differences(FeatureMatrix expected, FeatureMatrix actual, int rows, string how)
    {
        for (var c = 0; c < expected.Columns; c++)
        {
            // The quick look finds most columns equal; the slow one names the first bar, and lets one NaN stand for another.
            if (MemoryMarshal.AsBytes(expected.Column(c)[..rows]).SequenceEqual(MemoryMarshal.AsBytes(actual.Column(c)[..rows])))
            {
                continue;
            }

            for (var i = 0; i < rows; i++)
            {
                if (BitConverter.DoubleToInt64Bits(expected[i, c]) != BitConverter.DoubleToInt64Bits(actual[i, c]) && !(double.IsNaN(expected[i, c]) && double.IsNaN(actual[i, c])))
                {
                    yield return $"{expected.Names[c]}: bar {i} is {Text(expected[i, c])}, but {Text(actual[i, c])} {how}";
                    break;
                }
            }
        }
    }

    internal static BarSeries WithNoiseFrom(BarSeries bars, int cut)
    {
        var random = new SeededRandom(77);
        double[] Noise(ReadOnlySpan<double> column)
        {
            var copy = column.ToArray();
            for (var i = cut; i < copy.Length; i++)
            {
                copy[i] = 1000 * random.NextDouble();
            }

            return copy;
        }

        return new BarSeries(
            bars.Name, bars.Interval, bars.Times.ToArray(), Noise(bars.Open), Noise(bars.High), Noise(bars.Low), Noise(bars.Close), Noise(bars.Volume),
            bars.ColumnNames.ToDictionary(name => name, name => Noise(bars.Column(name))), bars.Calendar);
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
