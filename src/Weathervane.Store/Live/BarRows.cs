using System.Data.Common;
using Dapper;
using Weathervane.Bars;

namespace Weathervane.Store.Live;

/// <summary>Reads the bars of a series column by column: a long one is read again at each of its bars, and an object for each row would be most of what a server allocates.</summary>
internal static class BarRows
{
    private const int Columns = 5;

    /// <summary>Bars in time order.</summary>
    /// <param name="connection">Inside a read.</param>
    /// <param name="series">Whose.</param>
    /// <param name="length">Of one bar.</param>
    /// <param name="from">First open, in milliseconds since 1970.</param>
    /// <param name="to">Last open, included.</param>
    /// <param name="last">Only the last so many; null is all.</param>
    internal static BarSeries Read(DbConnection connection, KeptSeries series, TimeSpan length, long from, long to, int? last)
    {
        // Of the same snapshot. Lists that grow would take three times the room.
        var count = connection.ExecuteScalar<int>(
            $"SELECT count(*) FROM (SELECT 1 FROM bars WHERE series_id = @Id AND open_ms BETWEEN @from AND @to {(last is null ? "" : "LIMIT @last")}) AS b", new { series.Id, from, to, last });
        var times = new DateTime[count];
        var columns = Enumerable.Range(0, Columns).Select(_ => new double[count]).ToArray();
        using var reader = connection.ExecuteReader(
            $"""
            SELECT open_ms, open, high, low, close, volume FROM bars
            WHERE series_id = @Id AND open_ms BETWEEN @from AND @to ORDER BY open_ms {(last is null ? "" : "DESC LIMIT @last")}
            """,
            new { series.Id, from, to, last });
        for (var row = 0; reader.Read(); row++)
        {
            times[row] = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(0)).UtcDateTime;
            for (var i = 0; i < Columns; i++)
            {
                columns[i][row] = reader.GetDouble(i + 1);
            }
        }

        if (last is not null)
        {
            Array.Reverse(times);
            Array.ForEach(columns, Array.Reverse);
        }

        return new BarSeries(series.Name, length, times, columns[0], columns[1], columns[2], columns[3], columns[4]);
    }
}
