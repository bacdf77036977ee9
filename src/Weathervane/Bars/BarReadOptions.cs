using Weathervane.Bars.Calendars;
using Weathervane.Bars.Reading;

namespace Weathervane.Bars;

/// <summary>What the times of a file stamp.</summary>
public enum BarStamp
{
    /// <summary>Found from the column names: a file whose only time is a close time stamps closes, every other one opens.</summary>
    Guess,

    /// <summary>The time at which the bar opens.</summary>
    Open,

    /// <summary>The time at which the bar closes; bars are moved back by one interval.</summary>
    Close,
}

/// <summary>Which part of a date comes first.</summary>
public enum DateOrder
{
    /// <summary><c>2024-01-31</c>, <c>2024.01.31</c>, <c>20240131</c>: what every file may hold.</summary>
    YearFirst,

    /// <summary>Also <c>31.01.2024</c>, <c>31/1/2024</c>.</summary>
    DayFirst,

    /// <summary>Also <c>01/31/2024</c>, <c>1/31/2024</c>.</summary>
    MonthFirst,
}

/// <summary>What stands before the decimals of a number.</summary>
public enum DecimalMark
{
    /// <summary><c>1234.5</c>, with nothing between thousands.</summary>
    Point,

    /// <summary><c>1234,5</c> and <c>1.234,5</c>: points stand between thousands.</summary>
    Comma,
}

/// <summary>How to read a file of bars. The defaults suit a file in UTC.</summary>
public sealed record BarReadOptions
{
    /// <summary>The clock of the file's times as <c>ZONE+HH:MM</c>, such as <c>Europe/London-05:00</c>; null for UTC or what the times say themselves.</summary>
    /// <remarks>Wins over a <c>Z</c> or an offset in the file: brokers are known to write their own clock with a Z behind it.</remarks>
    public string? Clock { get; init => field = value is null ? null : MarketClock.Parse(value).ToString(); }

    /// <summary>Whether times stamp opens or closes; by default guessed, and shown on the card.</summary>
    public BarStamp Stamp { get; init; } = BarStamp.Guess;

    /// <summary>Which part of a date comes first where that is not the year. It is never guessed: 01.02. has two meanings.</summary>
    public DateOrder Dates { get; init; } = DateOrder.YearFirst;

    /// <summary>What stands before the decimals of a number, in prices, volumes and further columns.</summary>
    public DecimalMark Decimal { get; init; } = DecimalMark.Point;

    /// <summary>The length of a bar; null for the most frequent step between neighbouring rows (of equally frequent ones the shortest).</summary>
    public TimeSpan? Interval
    {
        get;
        init => field = value is null ? null : TimeSpan.FromTicks(Check.InRange(value.Value.Ticks, 1, TimeSpan.FromDays(366).Ticks, nameof(Interval)));
    }

    /// <summary>When bars are expected: <c>inferred</c>, <c>continuous</c>, <c>fx-week</c> or <c>sessions:ZONE DAYS [HOURS]</c>; see <see cref="CalendarText"/>.</summary>
    public string Calendar { get; init => field = CalendarText.Check(value); } = CalendarText.Inferred;

    /// <summary>Leaves out bars that cannot be, such as a high below the low; otherwise they are only reported.</summary>
    public bool DropImpossible { get; init; }

    /// <summary>Most bytes that the file may hold, after inflating a .gz: 1 GiB by default, some 20 million bars.</summary>
    public long InflatedBytesMax { get; init => field = Check.InRange(value, 1, 1L << 40); } = 1L << 30;
}
