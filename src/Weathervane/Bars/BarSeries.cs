using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Weathervane.Bars;

/// <summary>The bars of one market in time order, column by column. Immutable.</summary>
/// <remarks>Times are strictly rising bar opens in UTC. Further numeric columns of the source are kept by name; their unknown
/// values are NaN. Prices and volume are finite.</remarks>
public sealed class BarSeries
{
    private readonly DateTime[] _times;
    private readonly double[] _open, _high, _low, _close, _volume;
    private readonly IReadOnlyDictionary<string, double[]> _columns;
    private readonly Lazy<string> _sha256;
    private readonly Lazy<int[]> _missing;

    /// <summary>Takes ownership of the arrays: the caller must not change them afterwards.</summary>
    /// <param name="name">What the series is called; often the file's name without its ending.</param>
    /// <param name="interval">The length of a bar; positive.</param>
    /// <param name="times">[n] bar opens in UTC, strictly rising.</param>
    /// <param name="open">[n] first prices.</param>
    /// <param name="high">[n] highest prices.</param>
    /// <param name="low">[n] lowest prices.</param>
    /// <param name="close">[n] last prices.</param>
    /// <param name="volume">[n] volumes.</param>
    /// <param name="columns">Further columns, [n] each; null for none.</param>
    /// <param name="calendar">When bars are expected; null for a market that never closes.</param>
    /// <exception cref="ArgumentException">Lengths differ, times do not rise or are not UTC, or the interval is not positive.</exception>
    public BarSeries(
        string name,
        TimeSpan interval,
        DateTime[] times,
        double[] open,
        double[] high,
        double[] low,
        double[] close,
        double[] volume,
        IReadOnlyDictionary<string, double[]>? columns = null,
        BarCalendar? calendar = null)
    {
        Check.InRange(interval.Ticks, 1, long.MaxValue, nameof(interval));
        Check.SameLength(open.Length, times.Length, nameof(open));
        Check.SameLength(high.Length, times.Length, nameof(high));
        Check.SameLength(low.Length, times.Length, nameof(low));
        Check.SameLength(close.Length, times.Length, nameof(close));
        Check.SameLength(volume.Length, times.Length, nameof(volume));
        for (var i = 0; i < times.Length; i++)
        {
            if (times[i].Kind != DateTimeKind.Utc || (i > 0 && times[i] <= times[i - 1]))
            {
                throw new ArgumentException($"times must be UTC and strictly rising; times[{i}] is {times[i]:O}.", nameof(times));
            }
        }

        foreach (var (column, values) in columns ?? new Dictionary<string, double[]>())
        {
            Check.SameLength(values.Length, times.Length, column);
        }

        Name = name;
        Interval = interval;
        (_times, _open, _high, _low, _close, _volume) = (times, open, high, low, close, volume);
        _columns = columns ?? new Dictionary<string, double[]>();
        ColumnNames = [.. _columns.Keys.Order(StringComparer.Ordinal)];
        Calendar = calendar ?? new ContinuousCalendar(interval);
        _sha256 = new Lazy<string>(ComputeSha256);
        _missing = new Lazy<int[]>(CountMissing);
    }

    /// <summary>What the series is called.</summary>
    public string Name { get; }

    /// <summary>The length of a bar.</summary>
    public TimeSpan Interval { get; }

    /// <summary>When bars are expected.</summary>
    public BarCalendar Calendar { get; }

    /// <summary>How many bars there are.</summary>
    public int Count => _times.Length;

    /// <summary>Bar opens, [n], UTC.</summary>
    public ReadOnlySpan<DateTime> Times => _times;

    /// <summary>First prices, [n].</summary>
    public ReadOnlySpan<double> Open => _open;

    /// <summary>Highest prices, [n].</summary>
    public ReadOnlySpan<double> High => _high;

    /// <summary>Lowest prices, [n].</summary>
    public ReadOnlySpan<double> Low => _low;

    /// <summary>Last prices, [n].</summary>
    public ReadOnlySpan<double> Close => _close;

    /// <summary>Volumes, [n].</summary>
    public ReadOnlySpan<double> Volume => _volume;

    /// <summary>Names of the further columns, in ordinal order.</summary>
    public IReadOnlyList<string> ColumnNames { get; }

    /// <summary>SHA-256 of interval, times, prices, volumes and further columns, as 64 lower-case hex digits; independent of name and calendar.</summary>
    public string Sha256 => _sha256.Value;

    /// <summary>The bar at a position.</summary>
    /// <param name="index">0 to n - 1.</param>
    public Bar this[int index] => new(_times[index], _open[index], _high[index], _low[index], _close[index], _volume[index]);

    /// <summary>All bars, [n], copied.</summary>
    public Bar[] ToArray()
    {
        var bars = new Bar[Count];
        for (var i = 0; i < bars.Length; i++)
        {
            bars[i] = this[i];
        }

        return bars;
    }

    /// <summary>A further column, [n].</summary>
    /// <param name="name">Its name as in <see cref="ColumnNames"/>.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public ReadOnlySpan<double> Column(string name) => _columns.TryGetValue(name, out var values)
        ? values
        : throw new ArgumentException(
            $"Series '{Name}' has no column '{name}'. It has: {(ColumnNames.Count == 0 ? "none" : string.Join(", ", ColumnNames))}.", nameof(name));

    /// <summary>The bars from <paramref name="start"/> on.</summary>
    /// <param name="start">Position of the first bar.</param>
    /// <param name="count">How many bars.</param>
    public BarSeries Slice(int start, int count)
    {
        Check.InRange(start, 0, Count);
        Check.InRange(count, 0, Count - start);
        var range = start..(start + count);
        return new BarSeries(
            Name, Interval, _times[range], _open[range], _high[range], _low[range], _close[range], _volume[range],
            _columns.ToDictionary(c => c.Key, c => c.Value[range]), Calendar);
    }

    /// <summary>The bars that open at or after <paramref name="from"/> and before <paramref name="until"/>.</summary>
    /// <param name="from">UTC, included.</param>
    /// <param name="until">UTC, not included.</param>
    public BarSeries Slice(DateTime from, DateTime until)
    {
        var start = FirstAtOrAfter(from);
        return Slice(start, Math.Max(0, FirstAtOrAfter(until) - start));
    }

    /// <summary>Position of the first bar that opens at or after a time; <see cref="Count"/> when there is none.</summary>
    /// <param name="time">UTC.</param>
    public int FirstAtOrAfter(DateTime time)
    {
        var found = Array.BinarySearch(_times, time);
        return found >= 0 ? found : ~found;
    }

    /// <summary>Copies the chosen bars, which must be in time order.</summary>
    /// <param name="positions">Positions of bars, rising.</param>
    public BarSeries Take(int[] positions)
    {
        return new BarSeries(
            Name, Interval, Pick(_times), Pick(_open), Pick(_high), Pick(_low), Pick(_close), Pick(_volume),
            _columns.ToDictionary(c => c.Key, c => Pick(c.Value)), Calendar);

        T[] Pick<T>(T[] values) => Array.ConvertAll(positions, p => values[p]);
    }

    /// <summary>The same bars under another calendar.</summary>
    /// <param name="calendar">When bars are expected.</param>
    public BarSeries With(BarCalendar calendar) => new(Name, Interval, _times, _open, _high, _low, _close, _volume, _columns, calendar);

    /// <summary>Other values at the same times.</summary>
    internal BarSeries With(
        double[] open, double[] high, double[] low, double[] close, double[] volume, IReadOnlyDictionary<string, double[]>? columns) =>
        new(Name, Interval, _times, open, high, low, close, volume, columns, Calendar);

    /// <summary>The same bars without further columns.</summary>
    internal BarSeries WithoutColumns() => With(_open, _high, _low, _close, _volume, null);

    /// <summary>How many expected bars are missing between bar <paramref name="index"/> and the one after it; 0 over a closure.</summary>
    /// <remarks>Counted once for the whole series, then one look-up a call.</remarks>
    /// <param name="index">0 to n - 2.</param>
    public int MissingAfter(int index) => _missing.Value[index];

    private int[] CountMissing()
    {
        var missing = new int[Math.Max(0, Count - 1)];
        for (var i = 0; i < missing.Length; i++)
        {
            missing[i] = _times[i + 1] - _times[i] == Interval ? 0 : Calendar.MissingBetween(_times[i], _times[i + 1]);
        }

        return missing;
    }

    private string ComputeSha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes("weathervane bars 1\n"));
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, Interval.Ticks);
        hash.AppendData(number);
        var buffer = new byte[8 * Count];
        for (var i = 0; i < Count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(8 * i), _times[i].Ticks);
        }

        hash.AppendData(buffer);
        foreach (var column in (double[][])[_open, _high, _low, _close, _volume])
        {
            Append(column);
        }

        foreach (var name in ColumnNames)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name + "\n"));
            Append(_columns[name]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(double[] values)
        {
            for (var i = 0; i < values.Length; i++)
            {
                // One NaN and one zero, so that equal content has one hash.
                var value = double.IsNaN(values[i]) ? double.NaN : values[i] + 0.0;
                BinaryPrimitives.WriteDoubleLittleEndian(buffer.AsSpan(8 * i), value);
            }

            hash.AppendData(buffer);
        }
    }
}
